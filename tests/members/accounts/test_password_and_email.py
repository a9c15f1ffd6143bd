import pytest
from django.test import Client
from django.urls import reverse

from members.models import User
from tests.factories.members import PersonFactory
from tests.proved import prove

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet words"
SIGN_IN = "account_password_sign_in"


def person_with_password(**fields):
    person = PersonFactory(**fields)
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


def sign_in(client, person, ago=0):
    client.force_login(person.user)
    prove(client, "code", ago=ago)


def post(client, email, password=PASSWORD):
    return client.post(reverse(SIGN_IN), {"email": email, "password": password})


def test_password_signs_in(client, a_network):
    person = person_with_password()
    assert client.get(reverse(SIGN_IN)).status_code == 200
    assert post(client, person.user.email.upper()).url == "/me/"
    assert client.session["_auth_user_id"] == str(person.user.pk)
    assert person.user.email not in repr(dict(client.session))


def test_known_unknown_and_passwordless_fail_with_the_same_bytes(a_network):
    addresses = [person_with_password().user.email, PersonFactory().user.email, "nobody@example.org"]
    pages = set()
    for email in addresses:
        response = post(Client(), email, "wrong password")
        page = response.text.replace(email, "")
        pages.add(page[page.index("<h1") :].split("csrfmiddlewaretoken")[0])
        assert "This email and password do not belong together." in page
    assert len(pages) == 1


def test_each_failure_hashes_once(a_network, monkeypatch):
    from django.contrib.auth import hashers

    counted = []
    hasher = type(hashers.get_hasher())
    real = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda self, *args, **kw: counted.append(1) or real(self, *args, **kw)
    )
    known, passwordless = person_with_password(), PersonFactory()
    work = []
    for email in (known.user.email, passwordless.user.email, "nobody@example.org"):
        counted.clear()
        post(Client(), email, "wrong password")
        work.append(len(counted))
    assert work == [1, 1, 1]


def test_five_failures_in_five_minutes_then_even_the_right_one_waits(client, a_network):
    person = person_with_password()
    for _try in range(5):
        post(client, person.user.email, "wrong password")
    response = post(client, person.user.email)
    assert "You can go on after" in response.text
    assert "_auth_user_id" not in client.session


def test_right_passwords_are_not_counted(a_network):
    person = person_with_password()
    for _time in range(7):
        assert post(Client(), person.user.email).status_code == 302


def test_setting_a_password_is_told_by_mail_and_ends_other_sessions(client, a_network, deliver):
    person, elsewhere = PersonFactory(), Client()
    sign_in(elsewhere, person)
    sign_in(client, person)
    assert client.get(reverse("account_set_password")).status_code == 200
    assert client.post(reverse("account_set_password"), {"password": "short"}).status_code == 200
    assert client.post(reverse("account_set_password"), {"password": PASSWORD}).url == "/members/settings/"
    [mail] = deliver()
    assert "A password was set." in mail.body
    assert "127.0.0.1" not in mail.body
    assert client.get("/members/settings/").status_code == 200
    assert elsewhere.get("/members/settings/").status_code == 302


def test_forgetting_it_leads_through_a_code_to_a_new_one(client, a_network, last_code):
    person = person_with_password()
    client.post(reverse("account_reset_password"), {"email": person.user.email})
    response = client.post(reverse("account_code"), {"code": last_code()})
    assert response.url == reverse("account_set_password")
    client.post(response.url, {"password": "another good one"})
    assert User.objects.get().check_password("another good one")


@pytest.mark.parametrize("page", ["account_set_password", "account_email", "mfa_activate_totp"])
def test_what_matters_asks_a_passwordless_account_again(client, a_network, last_code, page):
    person = PersonFactory()
    sign_in(client, person, ago=16 * 60)
    asked = client.get(reverse(page))
    assert asked.url.split("?")[0] == reverse("account_reauthenticate_code")
    assert client.get(asked.url).status_code == 200
    client.post(reverse("account_reauthenticate_code"), {"next": reverse(page)})
    assert client.post(reverse("account_code"), {"code": last_code()}).url == reverse(page)
    assert client.get(reverse(page)).status_code == 200


def test_with_a_password_that_is_asked(client, a_network):
    person = person_with_password()
    sign_in(client, person, ago=16 * 60)
    asked = client.get(reverse("account_email"))
    assert asked.url.split("?")[0] == reverse("account_reauthenticate")
    assert client.get(asked.url).status_code == 200
    assert "This is not the password." in client.post(asked.url, {"password": "wrong"}).text
    assert client.post(asked.url, {"password": PASSWORD}).url == reverse("account_email")


def test_email_changes_by_a_code_to_the_new_address(client, a_network, last_code, deliver):
    person = PersonFactory(user__email="old@example.org")
    sign_in(client, person)
    client.post(reverse("account_email"), {"email": "New@example.org"})
    client.post(reverse("account_code"), {"code": last_code()})
    person.user.refresh_from_db()
    assert person.user.email == "new@example.org"
    assert [mail.to for mail in deliver()] == [["new@example.org"], ["old@example.org"]]


def test_email_of_another_account_is_told_only_to_who_can_read_it(client, a_network, last_code):
    taken = PersonFactory(user__email="taken@example.org")
    sign_in(client, PersonFactory())
    assert client.post(reverse("account_email"), {"email": taken.user.email}).url == reverse("account_code")
    response = client.post(reverse("account_code"), {"code": last_code()})
    assert "There is another account with this address." in response.text


def test_signing_out_asks_and_goes_home(client, a_network):
    sign_in(client, PersonFactory())
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.post(reverse("account_logout")).url == "/"
    assert "_auth_user_id" not in client.session
