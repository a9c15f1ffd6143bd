"""The first ten minutes of a new network."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from directory import gazetteer
from directory.models import Place
from members.models import Person, User
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry, Network
from mutualaid.site import setup

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, Any] = {
    "email": "first@example.org",
    "person_name": "Ida",
    "name": "Elm Street Mutual Aid",
    "area_name": "Elm Street",
    "phone": "030 000 000",
    "phone_hours": "",
    "latitude": "52.5213",
    "longitude": "13.4051",
    "reach_km": "5",
    "finest_cell_m": "1000",
    "zone": "Europe/Berlin",
    "units": "km",
    "joining": "approval",
    "clock": "24",
    "languages": ["en", "es"],
    "danger_numbers": "Emergency: 112\n\nHelpline: 0800 000 000",
}


def token() -> str:
    link = setup.link()
    assert link is not None
    return link.rstrip("/").rpartition("/")[2]


def test_link_is_printed_until_set_up(client: Client) -> None:
    first, second = token(), token()
    assert client.get(reverse("site:setup", args=[first])).status_code == 404  # the newest only
    assert client.get(reverse("site:setup", args=[second])).status_code == 200
    client.post(reverse("site:setup", args=[second]), ANSWERS)
    assert setup.link() is None


def test_token_is_kept_as_hash_only() -> None:
    given = token()
    assert given not in repr(Network.objects.values().get())


def test_setup_makes_network_and_first_organizer(client: Client) -> None:
    answer = client.post(reverse("site:setup", args=[token()]), ANSWERS, follow=True)
    assert answer.redirect_chain == [(reverse("site:setup_done"), 302)]
    network = Network.objects.get()
    assert (network.name, network.zone, network.languages) == (
        "Elm Street Mutual Aid",
        "Europe/Berlin",
        ["en", "es"],
    )
    assert network.danger_numbers == [["Emergency", "112"], ["Helpline", "0800 000 000"]]
    assert (network.grid_latitude, network.grid_longitude) == (52.52, 13.41)  # nobody's door
    assert network.area_south < 52.5213 < network.area_north
    assert network.area_west < 13.4051 < network.area_east
    person = Person.objects.get()
    assert (person.name, person.status, person.user.is_staff) == ("Ida", "active", True)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.session["_auth_user_id"] == str(person.user.pk)
    assert "since" in client.session["here"]
    assert list(AuditEntry.objects.values_list("action", "actor_id")) == [
        ("network.set_up", person.pk),
        ("agreement.accept", person.pk),
        ("agreement.publish", person.pk),
        ("person.join", person.pk),
        ("account.open", None),
    ]


def test_first_organizer_is_led_to_the_second_factor(client: Client) -> None:
    page = client.post(reverse("site:setup", args=[token()]), ANSWERS, follow=True).content.decode()
    second_factor = reverse("mfa_index")
    assert f'href="{second_factor}"' in page
    assert client.get(second_factor).status_code == 200  # no password to prove, and none asked for


def test_setup_twice_leads_home_and_changes_nothing(client: Client) -> None:
    address = reverse("site:setup", args=[token()])
    client.post(address, ANSWERS)
    other = Client().post(address, {**ANSWERS, "email": "second@example.org"})
    assert (other.status_code, other.headers["Location"]) == (302, reverse("site:setup_start"))
    assert list(User.objects.values_list("email", flat=True)) == ["first@example.org"]


def test_set_up_action_refuses_used_and_wrong_tokens() -> None:
    given = token()
    answers: dict[str, Any] = {"email": "a@example.org", "person_name": "A", "latitude": 1, "longitude": 1}
    with pytest.raises(NotAllowed):
        setup.set_up(token="wrong", reach_km=5, **answers)
    setup.set_up(token=given, reach_km=5, **answers)
    with pytest.raises(NotNow):
        setup.set_up(token=given, reach_km=5, **answers)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "nobody", "valid email"),
        ("latitude", "ninety", "Enter a number"),
        ("latitude", "91", "less than or equal to 85"),
        ("zone", "Mars/Olympus", "Select a valid choice"),
        ("languages", [], "required"),
        ("danger_numbers", "Emergency 112", "is not a name, a colon and a number"),
        ("danger_numbers", "\n".join(f"N{i}: {i}" for i in range(9)), "keep it to eight"),
    ],
)
def test_setup_with_wrong_answer_says_so_and_keeps_the_rest(
    client: Client, field: str, value: Any, said: str
) -> None:
    answer = client.post(reverse("site:setup", args=[token()]), {**ANSWERS, field: value})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r'class="field-error" id="id_(\w+)_error"', page) == [field]
    assert said in page
    assert 'value="Elm Street Mutual Aid"' in page
    assert Network.objects.get().set_up_at is None
    assert re.search(r'<option value="Europe/Berlin"\s+selected', page) or field == "zone"


def test_setup_start_tells_nobody_the_link(client: Client) -> None:
    given = token()
    page = client.get(reverse("site:setup_start"))
    assert page.status_code == 200
    assert given not in page.content.decode()


# --- Where it is ----------------------------------------------------------------------------------


def town(name: str, latitude: float, longitude: float, context: str = "", weight: int = 0) -> Place:
    return Place.objects.create(
        name=name,
        key=gazetteer.key(name),
        kind="town",
        context=context,
        latitude=latitude,
        longitude=longitude,
        weight=weight,
    )


def look(client: Client, text: str, **answers: Any) -> str:
    sent = {**ANSWERS, "latitude": "", "longitude": "", "place": text, **answers}
    return client.post(reverse("site:setup", args=[token()]), sent).content.decode()


def point(page: str) -> tuple[str, ...]:
    found = [re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("latitude", "longitude")]
    return tuple(one[1] if one else "" for one in found)


@pytest.mark.parametrize("button", [{}, {"look_up": ""}])
@pytest.mark.parametrize("text", ["52.1, 4.3", " 52.1;4.3 ", "52.1 4.3"])
def test_coordinates_fill_the_fields_and_keep_the_rest(client: Client, text: str, button: dict) -> None:
    page = look(client, text, **button)
    assert point(page) == ("52.1", "4.3")
    assert 'value="Elm Street Mutual Aid"' in page
    assert re.findall(r'name="languages" value="(\w+)"[^>]*checked', page) == ["en", "es"]
    assert "field-error" not in page
    assert Network.objects.get().set_up_at is None


def test_name_of_a_town_fills_the_fields_and_offers_the_others(client: Client) -> None:
    town("Alderton", 51.5, 4.25, "North", weight=9)
    town("Alderton", 40.5, 5.25, "South")
    page = look(client, "alderton")
    assert point(page) == ("51.5", "4.25")
    assert 'value="40.5, 5.25"' in page
    assert point(look(client, "alderton", look_up="40.5, 5.25")) == ("40.5", "5.25")


def test_name_that_nothing_has_is_told(client: Client) -> None:
    town("Birchham", 51.5, 4.25)
    page = look(client, "Quxqux")
    assert "no place of this name" in page
    assert "load_places" not in page


def test_empty_gazetteer_says_how_to_fill_it(client: Client) -> None:
    assert "python3 dev.py manage load_places FILE" in look(client, "Alderton")


def test_point_that_is_nowhere_is_told(client: Client) -> None:
    assert "There is no such place" in look(client, "89.5, 10")


def test_looking_up_nothing_asks_for_something(client: Client) -> None:
    assert "Write a town" in look(client, "", look_up="")


def test_point_and_place_together_set_up(client: Client) -> None:
    client.post(reverse("site:setup", args=[token()]), {**ANSWERS, "place": "Alderton"})
    assert Network.objects.get().grid_latitude == 52.52


def test_places_of_the_map_are_the_largest_towns_seen(client: Client) -> None:
    town("Alderton", 51.5, 4.25)
    town("Birchham", 51.6, 4.35, weight=5)
    town("Far", 10, 10)
    address = reverse("site:setup_places", args=[token()])
    told = client.get(address, {"bounds": "51,4,52,5"}).json()
    assert [one["properties"]["name"] for one in told["features"]] == ["Birchham", "Alderton"]
    assert told["features"][0]["geometry"] == {"type": "Point", "coordinates": [4.35, 51.6]}
    assert client.get(address, {"bounds": "51,4"}).status_code == 404
    assert client.get(address, {"bounds": "nan,nan,nan,nan"}).json()["features"] == []
