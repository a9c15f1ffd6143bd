import pytest
from django.urls import reverse

from directory.models import Place
from members import joining
from members.models import Person
from mutualaid.base.models import AuditEntry
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
WELCOME = "/members/welcome/"
FILLED = {"name": "  Anabel   Luz ", "cell": "1000:2:1", "size": "1000", "languages": ["es"], "another": "so"}


@pytest.fixture
def newcomer(client, a_network, monkeypatch):
    monkeypatch.setattr(joining, "_next", [])
    user = UserFactory()
    client.force_login(user)
    return user


def person_row():
    return list(Person.objects.values_list("name", "cell_m", "cell_x", "cell_y", "languages", "status"))


def test_welcome_makes_a_person(client, newcomer):
    response = client.post(WELCOME, FILLED)
    assert response.url == "/members/tour/"
    assert person_row() == [("Anabel Luz", 1000, 2, 1, ["es", "so"], "active")]
    person = Person.objects.get()
    assert list(AuditEntry.objects.values_list("actor_id", "action", "subject_id")) == [
        (person.pk, "person.join", person.public_id)
    ]


def test_welcome_goes_on_where_an_app_above_says(client, newcomer, monkeypatch):
    monkeypatch.setattr(joining, "_next", ["members:settings"])
    assert client.post(WELCOME, FILLED).url == "/members/tour/"
    assert client.post("/members/tour/").url == "/members/settings/"


def test_welcome_shows_the_area_as_squares(client, newcomer):
    page = client.get(WELCOME).text
    assert page.count('type="radio" name="cell"') == 5 * 4
    assert 'value="1000:0:0"' in page
    assert 'value="1000:4:3"' in page


def test_looking_at_larger_squares_keeps_what_was_typed_and_judges_nothing(client, newcomer):
    page = client.post(WELCOME, {"name": "Anabel", "size": "2000", "look": "1"}).text
    assert page.count('type="radio" name="cell"') == 3 * 2
    assert 'value="Anabel"' in page
    assert 'class="alert error"' not in page
    assert Person.objects.count() == 0


@pytest.mark.parametrize(
    "value", ["1:2:3", "1000:2", "1000:a:b", "1000:99999999999:0", "51.002,4.01", "x" * 1000]
)
def test_a_square_that_is_none_is_refused_in_place(client, newcomer, value):
    response = client.post(WELCOME, {**FILLED, "cell": value})
    assert "Choose one of the squares." in response.text
    assert Person.objects.count() == 0


def test_a_finer_square_than_organizers_allow_becomes_theirs(client, newcomer, a_network):
    a_network.finest_cell_m = 2000
    a_network.save()
    client.post(WELCOME, {**FILLED, "size": "2000"})
    assert person_row()[0][1:4] == (2000, 1, 0)


def test_without_square_or_place_it_says_what_to_do(client, newcomer):
    response = client.post(WELCOME, {"name": "Anabel"})
    assert "Choose a square, or type the name of a place near you." in response.text


def test_without_a_name_it_says_so(client, newcomer):
    response = client.post(WELCOME, {**FILLED, "name": " "})
    assert response.status_code == 200
    assert Person.objects.count() == 0


def test_a_person_is_welcomed_once(client, a_network):
    client.force_login(PersonFactory().user)
    assert client.get(WELCOME).status_code == 302


def test_an_account_without_a_person_is_led_to_welcome(client, newcomer):
    assert client.get("/members/settings/").url == f"{WELCOME}?next=%2Fmembers%2Fsettings%2F"


def test_a_newcomer_is_led_to_sign_in(client):
    assert client.get(WELCOME).url == f"{reverse('account_login')}?next={WELCOME}"


def test_a_places_name_finds_the_square_and_is_not_kept(client, newcomer):
    Place.objects.create(name="Elm Park", key="elm park", kind="quarter", latitude=51.013, longitude=4.031)
    page = client.post(WELCOME, {"name": "Anabel", "place": "elm  PARK", "look": "1"}).text
    assert 'value="1000:2:1" checked' in page
    client.post(WELCOME, {"name": "Anabel", "place": "Elm Park", "size": "2000"})
    assert person_row() == [("Anabel", 2000, 1, 0, [], "active")]


def test_a_place_nobody_knows_is_said_and_kept(client, newcomer):
    response = client.post(WELCOME, {"name": "Anabel", "place": "Atlantis"})
    assert "We do not know this place." in response.text
    assert 'value="Atlantis"' in response.text
