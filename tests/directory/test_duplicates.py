"""Listings that are here twice: found, shown side by side, made one or left two."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from directory import actions, duplicates, projection
from directory.models import ListingRow, Service, Use
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.directory import (
    AddressFactory,
    LanguageFactory,
    LocationFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db


def listing(name, *, phone="", at=None, street="", city="Alderton", **more):
    service = ServiceFactory(name=name, **more)
    if phone:
        PhoneFactory(service=service, number=phone)
    if at or street:
        latitude, longitude = at or (51.0, 4.0)
        location = LocationFactory(latitude=latitude, longitude=longitude)
        AddressFactory(location=location, address_1=street or "1 Alder Street", city=city)
        ServiceAtLocationFactory(service=service, location=location)
    projection.project([service.pk])
    return service


def found():
    return [(pair.first.name, pair.second.name, pair.reasons) for pair in duplicates.pairs(timezone.now())]


def test_same_phone_and_near_name():
    listing("St Brigid's food pantry", phone="(555) 010-0123", at=(51.0, 4.0))
    listing("Saint Brigids Food Pantry", phone="555-010-0123", at=(52.0, 5.0), city="Birchwood")
    assert found() == [
        ("St Brigid's food pantry", "Saint Brigids Food Pantry", ["names alike", "the same phone"])
    ]


def test_near_name_and_near_place():
    listing("Community kitchen Harbour", at=(51.0, 4.0))
    listing("Harbour community kitchen", at=(51.0015, 4.0))
    # The same words in another order are the same name.
    pair = ("Community kitchen Harbour", "Harbour community kitchen", ["the same name", "near each other"])
    assert found() == [pair]


def test_across_the_edge_of_a_square():
    for number in range(12):
        listing(f"Pantry of street {number} of many", at=(51.0 + number * 0.03, 4.0))
        listing(f"Pantry of street {number} of many!", at=(51.0 + number * 0.03 + 0.0012, 4.0 + 0.0012))
    pairs = {(a.rstrip("!"), b.rstrip("!")) for a, b, _reasons in found()}
    assert {(f"Pantry of street {n} of many",) * 2 for n in range(12)} <= pairs


def test_same_name_in_the_same_town_without_a_point():
    for _number in range(2):
        service = ServiceFactory(name="Night line")
        location = LocationFactory(latitude=None, longitude=None)
        AddressFactory(location=location)
        ServiceAtLocationFactory(service=service, location=location)
        projection.project([service.pk])
    assert [pair[:2] for pair in found()] == [("Night line", "Night line")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Two services of one house: same phone and place, nothing alike in their names.
        ({"name": "Soup", "phone": "555-010-0123"}, {"name": "Legal advice", "phone": "555-010-0123"}),
        # A chain: one name in two towns.
        (
            {"name": "Food bank", "city": "Alderton"},
            {"name": "Food bank", "city": "Birchwood", "at": (53, 6)},
        ),
        # Too short a number to tell anything.
        ({"name": "Soup line", "phone": "911"}, {"name": "Soup kitchen", "phone": "911", "at": (53.0, 6.0)}),
    ],
)
def test_what_is_two_is_not_proposed(one, other):
    listing(**{"at": (51.0, 4.0), **one})
    listing(**{"at": (51.0, 4.0), **other})
    assert found() == []


def test_switchboard_says_nothing():
    for number in range(5):
        listing(f"Clinic {number}", phone="555-010-0123", at=(51.0 + number, 4.0), city=f"Town {number}")
    assert found() == []


def test_hidden_is_not_proposed():
    listing("Night line", street="1 Alder Street")
    service = listing("Night line", street="1 Alder Street")
    actions.hide_listing(by=OrganizerFactory(), subject=service, reason="wrong")
    assert found() == []


def test_said_to_be_two_is_not_proposed_again():
    first, second = listing("Night line", street="1 Alder St"), listing("Night line", street="1 Alder St")
    olu = OrganizerFactory()
    actions.say_not_twice(by=olu, first=second, second=first)
    actions.say_not_twice(by=olu, first=first, second=second)
    assert found() == []


def test_as_many_statements_for_many_as_for_one(django_assert_num_queries):
    def twice(count):
        for number in range(count):
            for _time in range(2):
                listing(f"Night line {number}", phone="555-0123456", street="1 Alder Street")

    twice(1)
    duplicates.pairs(timezone.now())
    with django_assert_num_queries(2):
        duplicates.pairs(timezone.now())
    twice(3)
    with django_assert_num_queries(2):
        duplicates.pairs(timezone.now())


# --- Making them one --------------------------------------------------------------------------------


def test_what_only_one_says_goes_over(client):
    keep = listing("Pantry", phone="555-0100", street="1 Alder Street", needs=["groceries"], slug="pantry")
    other = listing(
        "Pantry!",
        phone="555-0199",
        street="1 Alder Street",
        needs=["hot-meals"],
        description="Soup",
        slug="soup",
    )
    PhoneFactory(service=other, number="555 0100")
    ScheduleFactory(service=other)
    LanguageFactory(service=other, code="es")
    far = AddressFactory(address_1="9 Oak Road").location
    ServiceAtLocationFactory(service=other, location=far)
    Use.objects.create(service=keep, month=dt.date(2026, 3, 1), times=2)
    Use.objects.create(service=other, month=dt.date(2026, 3, 1), times=3)
    asked = actions.ask_change(subject=other, changes={}, note="x")

    actions.merge_listings(by=OrganizerFactory(), keep=keep, other=other)

    keep.refresh_from_db()
    other.refresh_from_db()
    asked.refresh_from_db()
    assert keep.description == "Soup"
    assert {need.slug for need in keep.needs.all()} == {"groceries", "hot-meals"}
    assert {one.number for one in keep.phones.all()} == {"555-0100", "555-0199"}
    assert keep.schedules.count() == 1
    assert [one.code for one in keep.languages.all()] == ["es"]
    assert {row.street for row in ListingRow.objects.all()} == {"1 Alder Street", "9 Oak Road"}
    assert Use.objects.get().times == 5
    assert asked.service == keep
    assert (other.publication, other.hidden_reason) == ("hidden", "twice")
    # A bookmark of the other leads on.
    answer = client.get(reverse("directory:listing_detail", args=["soup"]))
    assert (answer.status_code, answer.url) == (301, "/directory/pantry/")


def test_hours_of_the_one_that_stays_are_left_alone():
    keep, other = listing("Pantry"), listing("Pantry")
    ScheduleFactory(service=keep, byday="MO")
    ScheduleFactory(service=other, byday="TU")
    actions.merge_listings(by=OrganizerFactory(), keep=keep, other=other)
    assert [one.byday for one in keep.schedules.all()] == ["MO"]


def test_secret_stays_secret():
    keep = listing("Shelter", street="1 Alder Street")
    other = listing("Shelter", is_confidential=True)
    actions.merge_listings(by=OrganizerFactory(), keep=keep, other=other)
    row = ListingRow.objects.get()
    assert (row.street, row.latitude) == ("", None)


def test_merged_twice_leads_to_the_last(client):
    one, two, three = (listing("Pantry", slug=slug) for slug in ("one", "two", "three"))
    olu = OrganizerFactory()
    actions.merge_listings(by=olu, keep=two, other=one)
    actions.merge_listings(by=olu, keep=three, other=two)
    assert client.get("/directory/one/").url == "/directory/three/"
    with pytest.raises(NotNow):
        actions.merge_listings(by=olu, keep=three, other=two)
    with pytest.raises(NotNow):
        actions.merge_listings(by=olu, keep=three, other=three)


def test_only_organizers_make_them_one():
    one, two = listing("Pantry"), listing("Pantry")
    with pytest.raises(NotAllowed):
        actions.merge_listings(by=PersonFactory(), keep=one, other=two)
    with pytest.raises(NotAllowed):
        actions.say_not_twice(by=PersonFactory(), first=one, second=two)
    assert Service.objects.published().count() == 2


def test_page(client, olu):
    one, two = listing("Night line", street="1 Alder Street"), listing("Night line", street="1 Alder Street")
    page = client.get(reverse("site:twice_list")).content.decode()
    assert page.count("They are one: keep this") == 2
    client.post(reverse("site:twice_said", args=[two.pk, one.pk]), {"outcome": "one"})
    assert [one.pk for one in Service.objects.published()] == [two.pk]
    assert "Nothing looks the same" in client.get(reverse("site:twice_list")).content.decode()


def test_page_says_they_are_two(client, olu):
    one, two = listing("Night line", street="1 Alder Street"), listing("Night line", street="1 Alder Street")
    client.post(reverse("site:twice_said", args=[two.pk, one.pk]), {"outcome": "two"})
    assert Service.objects.published().count() == 2
    assert found() == []
