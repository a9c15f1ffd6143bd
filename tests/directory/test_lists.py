"""A list that somebody gathered: it stands in its address, and is short enough for a text message."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from directory import lists, projection
from directory.models import Service
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

NOW = dt.datetime(2026, 3, 4, 10, 0, tzinfo=dt.UTC)


def listing(name, *, checked=True, **more):
    told = {"last_verified_on": NOW.date(), "verified_how": "phone"} if checked else {}
    service = ServiceFactory(name=name, needs=["groceries"], **told, **more)
    ServiceAtLocationFactory(service=service, location=AddressFactory(address_1="7 Quince Lane").location)
    ScheduleFactory(service=service)
    PhoneFactory(service=service, number="555-0100")
    projection.project([service.pk], at=NOW)
    return service


def share(client, *services, **more):
    codes = ".".join(lists.code_of(one.pk) for one in services)
    with time_machine.travel(NOW, tick=False):
        return client.get(reverse("directory:listing_share"), {"l": codes, **more})


def codes(text):
    return lists.codes(QueryDict(f"l={text}"))


def test_codes_of_an_address():
    assert codes("1f.2a.1f.G3") == ["1f", "2a", "G3"]
    assert codes("") == codes("...") == codes("A.%00.-1.zzzzzzzzzzzz") == []
    assert len(codes(".".join(str(n) for n in range(1, 200)))) == lists.MOST


@pytest.mark.parametrize("pk", [1, 35, 36, 12345, 10**9])
def test_code_is_the_key(pk):
    assert int(lists.code_of(pk), 36) == pk


@pytest.mark.django_db
def test_list_is_in_its_order_and_says_what_cards_say(client):
    bread, soup = listing("Bread"), listing("Soup")
    page = share(client, soup, bread, name="For  Rosa").content.decode()
    assert "<h1>For Rosa</h1>" in page
    assert page.index(">Soup<") < page.index(">Bread<")
    assert 'href="tel:5550100"' in page
    assert "Open now" in page
    assert "<svg" in page


@pytest.mark.django_db
def test_guide_can_be_on_it(client):
    guide = GuideFactory(text__title="Phone tree")
    projection.project_guides([guide.pk])
    page = client.get(reverse("directory:listing_share"), {"l": f"G{lists.code_of(guide.pk)}"})
    assert "Phone tree" in page.content.decode()


@pytest.mark.django_db
def test_what_is_hidden_or_never_was_is_passed_over(client):
    bread, soup = listing("Bread"), listing("Soup")
    Service.objects.filter(pk=soup.pk).update(publication="hidden", hidden_reason="unsafe")
    projection.project([soup.pk])
    page = share(client, soup, bread)
    assert page.status_code == 200
    assert "Soup" not in page.content.decode()
    nothing = client.get(reverse("directory:listing_share"), {"l": "zzzz.g.<script>.G"})
    assert "Nothing on the list" in nothing.content.decode()


@pytest.mark.django_db
def test_secret_place_stays_secret_on_a_list(client):
    shelter = listing("Shelter", is_confidential=True)
    page = share(client, shelter).content.decode()
    assert "555-0100" in page
    assert "Quince" not in page
    assert "Alderton" not in page


@pytest.mark.django_db
def test_link_holds_the_list_and_nothing_else(client):
    bread, soup = listing("Bread"), listing("Soup")
    answer = share(client, bread, soup)
    link = answer.content.decode().split('id="link">')[1].split("<")[0]
    assert parse_qs(urlsplit(link).query) == {"l": [f"{lists.code_of(bread.pk)}.{lists.code_of(soup.pk)}"]}
    assert not client.cookies
    assert "private" in answer["Cache-Control"]


@pytest.mark.django_db
def test_as_many_statements_for_many_as_for_one(client, django_assert_max_num_queries):
    one = [listing("Bread")]
    share(client, *one)
    many = [*one, *(listing(f"Soup {n}") for n in range(5))]
    with django_assert_max_num_queries(5):
        share(client, *many)


# --- As a text message --------------------------------------------------------------------------------


def message(*services):
    return lists.message(lists.items(None, [lists.code_of(one.pk) for one in services]), NOW)


@pytest.mark.django_db
def test_message_says_all_that_fits():
    assert message(listing("Bread")) == ("Bread 555-0100 Mon-Fri 09:00-17:00 7 Quince Lane, Alderton", 1)


@pytest.mark.django_db
def test_hours_that_nobody_checked_say_call_first():
    assert message(listing("Bread", checked=False))[0] == "Bread 555-0100 call first 7 Quince Lane, Alderton"


@pytest.mark.django_db
def test_message_drops_addresses_then_hours_then_entries():
    many = [listing(f"Community kitchen number {n}") for n in range(14)]
    text, parts = message(*many[:8])
    assert parts <= lists.SMS_PARTS
    assert "Quince" not in text
    assert "Mon-Fri" in text or "555-0100" in text
    text, parts = message(*many)
    assert parts <= lists.SMS_PARTS
    assert text.splitlines()[-1].startswith("and ")


@pytest.mark.django_db
def test_letters_that_a_phone_does_not_have_cost_more():
    assert lists.parts("a" * 153) == 1
    assert lists.parts("a" * 154) == 2
    assert lists.parts("ż" * 68) == 2
    _text, parts = message(*[listing(f"Jadłodajnia społeczna {n}") for n in range(12)])
    assert parts <= lists.SMS_PARTS


@pytest.mark.django_db
def test_two_at_one_place_both_have_its_hours():
    one, other = listing("Bread"), listing("Soup")
    hall = one.locations.get()
    ScheduleFactory(service=None, location=hall, byday="SU")
    for service in (one, other):
        service.schedules.all().delete()
    other.at_locations.update(location=hall)
    projection.project([one.pk, other.pk], at=NOW)
    assert [line.split(" 7 ")[0] for line in message(one, other)[0].splitlines()] == [
        "Bread 555-0100 Sun 09:00-17:00",
        "Soup 555-0100 Sun 09:00-17:00",
    ]


@pytest.mark.django_db
def test_hours_of_a_secret_place_are_not_sent():
    shelter = listing("Shelter", is_confidential=True)
    shelter.schedules.all().delete()
    ScheduleFactory(service=None, service_at_location=shelter.at_locations.get())
    projection.project([shelter.pk], at=NOW)
    assert message(shelter)[0] == "Shelter 555-0100"


@pytest.mark.django_db
def test_monthly_hours_are_left_to_the_page():
    service = listing("Bread")
    service.schedules.update(byday="2TU", freq="MONTHLY")
    assert message(service)[0] == "Bread 555-0100 7 Quince Lane, Alderton"


@pytest.mark.django_db
def test_page_of_a_listing_leads_there(client):
    bread = listing("Bread", slug="bread")
    page = client.get(reverse("directory:listing_detail", args=["bread"])).content.decode()
    assert f'data-save="{lists.code_of(bread.pk)}"' in page
    assert f"/directory/lists/?l={lists.code_of(bread.pk)}" in page
