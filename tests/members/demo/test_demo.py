import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import NoReverseMatch, reverse

from members.demo import mails
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
PAGES = ["/demo/", "/demo/mail/"]


@pytest.fixture
def _demo(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.members.demo.urls"
    settings.DATA_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["*"]
    settings.EMAIL_BACKEND = "members.demo.mails.Backend"


@pytest.fixture
def people(a_network):
    ana = PersonFactory(name="Anabel", user__email="ana@demo.example")
    olu = OrganizerFactory(name="Oluwa", user__email="olu@demo.example")
    return ana, olu


@pytest.mark.parametrize("page", [*PAGES, "/demo/sign-in/"])
def test_outside_the_demo_there_is_no_such_address(client, page):
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:index")


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize(
    ("host", "address", "status"),
    [
        ("localhost:8000", "127.0.0.1", 200),
        ("127.0.0.1:8000", "127.0.0.1", 200),
        ("[::1]:8000", "::1", 200),
        ("localhost", "203.0.113.7", 404),
        ("neighbours.example", "127.0.0.1", 404),
        ("localhost.evil.example", "127.0.0.1", 404),
    ],
)
def test_on_this_machine_only(client, people, host, address, status):
    for page in PAGES:
        assert client.get(page, HTTP_HOST=host, REMOTE_ADDR=address).status_code == status
    values = {"email": "ana@demo.example"}
    answer = client.post("/demo/sign-in/", values, HTTP_HOST=host, REMOTE_ADDR=address)
    assert answer.status_code == (302 if status == 200 else 404)


@pytest.mark.usefixtures("_demo")
def test_one_click_signs_in_as_somebody_and_then_as_somebody_else(client, people):
    for person in people:
        client.post("/demo/sign-in/", {"email": person.user.email}, HTTP_HOST="localhost")
        assert client.session["_auth_user_id"] == str(person.user.pk)


@pytest.mark.usefixtures("_demo")
def test_other_accounts_cannot_be_clicked(client, people):
    other = PersonFactory()
    answer = client.post("/demo/sign-in/", {"email": other.user.email}, HTTP_HOST="localhost")
    assert answer.status_code == 404


@pytest.mark.usefixtures("_demo")
def test_the_organizers_click_counts_as_the_second_factor(client, people):
    client.post("/demo/sign-in/", {"email": "olu@demo.example"}, HTTP_HOST="localhost")
    assert client.get("/admin/", HTTP_HOST="localhost").status_code == 200
    client.post("/demo/sign-in/", {"email": "ana@demo.example"}, HTTP_HOST="localhost")
    assert client.get("/admin/", HTTP_HOST="localhost").status_code != 200


@pytest.mark.usefixtures("_demo")
def test_mail_is_shown_newest_first_with_its_code(client, people, deliver):
    for email in ("first@example.org", "second@example.org"):
        client.post("/accounts/signup/", {"email": email}, HTTP_HOST="localhost")
    deliver()
    page = client.get("/demo/mail/", HTTP_HOST="localhost").text
    assert page.index("second@example.org") < page.index("first@example.org")
    for shown in mails.newest():
        assert len(shown.code) == 6
        assert shown.code in page


@pytest.mark.usefixtures("_demo")
def test_only_the_newest_mails_are_kept(monkeypatch):
    monkeypatch.setattr(mails, "KEPT", 3)
    for number in range(5):
        EmailMultiAlternatives(f"n{number}", "text", to=["a@example.org"]).send()
    assert [shown.subject for shown in mails.newest()] == ["n4", "n3", "n2"]
