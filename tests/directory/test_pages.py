"""The directory's pages: what they find, what they never say, how many statements they ask."""

import datetime as dt
import re

import pytest
import time_machine
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse

from directory import browse, hours, projection
from directory.cards import state_of
from directory.models import (
    RESERVED,
    Accessibility,
    Contact,
    CostOption,
    ListingRow,
    Need,
    RequiredDocument,
    Schedule,
    ServiceArea,
)
from mutualaid.base import words
from tests.factories.directory import (
    AddressFactory,
    LanguageFactory,
    LocationFactory,
    PhoneFactory,
    PlaceFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
# A Monday, half past ten in Brussels.
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
LIST = "/directory/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


def listing(name, *, lat=51.0, lon=4.0, byday="MO", need="groceries", checked=TODAY, **kwargs):
    how = "phone" if checked else ""
    service = ServiceFactory(name=name, needs=[need], last_verified_on=checked, verified_how=how, **kwargs)
    location = AddressFactory(
        location=LocationFactory(latitude=lat, longitude=lon), address_1="7 Quince Lane", city="Alderton"
    ).location
    ServiceAtLocationFactory(service=service, location=location)
    ScheduleFactory(service=service, byday=byday)
    PhoneFactory(service=service, number="555-0163")
    projection.project([service.pk])
    return service


def found(client, **query):
    """The titles on the page, under their headings."""
    page = client.get(LIST, query).content.decode()
    sections = re.findall(r'<section class="stack" aria-labelledby="(\w+)">(.*?)</section>', page, re.S)
    return {name: re.findall(r'note-title"><a[^>]*>(.*?)</a>', text) for name, text in sections}


def asked(**query):
    """The same, before it is a page."""
    address = QueryDict(mutable=True)
    for name, value in query.items():
        address.setlist(name, [value])
    return browse.browse(None, address)


def counts(name, **query):
    box = next(box for box in asked(**query).found.boxes if box.name == name)
    return {option.value: option.count for option in box.options if option.count}


def test_open_ones_come_first(client):
    listing("Shut", byday="TU")
    listing("Wide open")
    assert found(client) == {"open": ["Wide open"], "later": ["Shut"]}


def test_open_now(client):
    listing("Shut", byday="TU")
    listing("Wide open")
    listing("Stale", checked=TODAY - dt.timedelta(days=91))
    listing("Never checked", checked=None)
    assert found(client, open="now") == {"open": ["Wide open"]}
    assert counts("open") == {"now": 1, "mo": 1, "tu": 1, "": 4}


def test_stale_says_call_first(client):
    listing("Stale", checked=TODAY - dt.timedelta(days=91))
    page = client.get(LIST).content.decode()
    assert "May be open: call first" in page
    assert "Open now" not in page.split('id="results"')[1]
    assert "Called 3 months ago" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"need": "groceries"}, ["Bread"]),
        ({"need": "food"}, ["Bread", "Soup"]),
        ({"need": ["groceries", "legal-advice"]}, ["Bread", "Law"]),
        ({"need": "no-such-need"}, ["Bread", "Law", "Soup"]),
        ({"language": "es"}, ["Law"]),
        ({"q": "breads"}, ["Bread"]),
        ({"q": "pantry"}, ["Bread"]),
        ({"q": "comida"}, ["Bread", "Soup"]),
        ({"q": "abogado"}, ["Law"]),
        ({"q": "sóup"}, ["Soup"]),
        ({"q": "alderton law"}, ["Law"]),
    ],
)
def test_filters(client, query, expected):
    listing("Bread")
    listing("Soup", need="hot-meals")
    law = listing("Law", need="legal-advice")
    LanguageFactory(service=law, code="es")
    projection.project([law.pk])
    assert sorted(title for titles in found(client, **query).values() for title in titles) == expected


def test_typo_is_set_right(client):
    listing("Bread")
    words.rebuild()
    assert found(client, q="brread") == {"open": ["Bread"]}
    assert asked(q="brread").found.meant == "bread"


def test_distance_from_a_place(client):
    PlaceFactory(name="Alderton", key="alderton", latitude=51.0, longitude=4.0)
    listing("Far", lat=51.05)
    listing("Near", lat=51.01)
    listing("Beyond", lat=52.0)
    assert found(client, near="aldreton") == {"open": ["Near", "Far"]}
    assert found(client, near="Alderton", within="2") == {"open": ["Near"]}
    assert counts("within", near="Alderton", within="2") == {"2": 1, "5": 1, "10": 2, "": 2}
    assert "1.1 km" in client.get(LIST, {"near": "Alderton"}).content.decode()


def test_distance_from_the_browsers_place(client):
    listing("Near", lat=51.01)
    assert found(client, near="51.000,4.000", within="2") == {"open": ["Near"]}


def test_unknown_place_is_said(client):
    listing("Bread")
    page = client.get(LIST, {"near": "Nowhere & <b>"}).content.decode()
    assert "We do not know the place “Nowhere &amp; &lt;b&gt;”" in page
    assert "Bread" in page


def test_nothing_found_leads_on(client):
    PlaceFactory(name="Alderton", key="alderton", latitude=51.0, longitude=4.0)
    listing("Far", lat=51.05, byday="TU")
    page = client.get(LIST, {"near": "Alderton", "within": "1", "need": "food"}).content.decode()
    wider = 'href="/directory/?need=food&amp;near=Alderton&amp;within=10">1 within 10 km</a>'
    assert wider in page
    assert 'href="/exchanges/new/?kind=request&amp;need=food"' in page
    page = client.get(LIST, {"q": "xylophone & co"}).content.decode()
    assert 'href="/exchanges/new/?kind=request&amp;title=xylophone+%26+co"' in page
    page = client.get(LIST, {"near": "Alderton", "open": "now"}).content.decode()
    assert 'href="/directory/?near=Alderton">1 at any time</a>' in page


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999", "2"])
def test_page_that_is_none_is_no_error(client, page):
    listing("Bread")
    assert client.get(LIST, {"page": page}).status_code == 200


@pytest.mark.parametrize(
    "query", ["near=,", "near=91,181", "near=nan,1", "within=x", "q=%00", "need=%27", "open=x"]
)
def test_odd_address_is_no_error(client, query):
    listing("Bread")
    assert client.get(f"{LIST}?{query}").status_code == 200
    assert client.get(f"{LIST}places.geojson?{query}").status_code == 200


@pytest.mark.parametrize("later", [0, 7, 31, 24 * 3, 24 * 12 + 1, 24 * 33])
def test_card_knows_the_span_it_is_in_or_the_next_and_the_one_after(later):
    listing("Weekdays", byday="MO,TU,WE,TH,FR")
    listing("Once a month", byday="3SA")
    night = listing("By night", byday="FR")
    Schedule.objects.filter(service=night).update(opens_at=dt.time(20), closes_at=dt.time(4))
    listing("Paused", status="temporarily closed")
    listing("Nobody looked", checked=None)
    projection.project()
    moment = NOW + dt.timedelta(hours=later)
    with time_machine.travel(moment, tick=False):
        page = asked()
    for item in page.items:
        row = ListingRow.objects.get(pk=item["id"])
        now = hours.wall_clock(moment, row.zone)
        assert item["open"] == [span for span in row.open if span[1] > now][:2]
        assert state_of(item, moment) == state_of({**item, "open": row.open}, moment)
    assert len(page.items) == 5


def test_statements_are_few_and_do_not_grow(client, django_assert_num_queries):
    PlaceFactory(name="Alderton", key="alderton", latitude=51.0, longitude=4.0)
    query = {"near": "Alderton", "need": "food", "open": "now", "q": "bread"}
    listing("Bread")
    client.get(LIST, query)  # what the process holds
    with django_assert_num_queries(2):
        client.get(LIST, query)
    for number in range(29):
        listing(f"Bread {number}")
    with django_assert_num_queries(2):
        page = client.get(LIST, query).content.decode()
    assert "30 places" in page


@pytest.mark.parametrize("near", ["!!!", "?", "%", "...", " - "])
def test_a_place_without_a_letter_is_no_place(client, near):
    PlaceFactory(name="Farford", key="farford", latitude=51.0, longitude=4.0)
    listing("Bread")
    for query in ({"near": near}, {"near": near, "q": "bread"}):
        assert "Farford" not in client.get(LIST, query).content.decode(), query


@pytest.mark.parametrize(
    "path", [LIST, "/directory/bread/", "/directory/guides/", "/directory/places.geojson"]
)
def test_public_pages_set_no_cookie(client, path):
    listing("Bread", slug="bread")
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies


def test_map_shows_what_the_list_shows(client):
    PlaceFactory(name="Alderton", key="alderton", latitude=51.0, longitude=4.0)
    listing("Near")
    listing("Far", lat=51.05)
    listing("Shut", byday="TU")
    features = client.get(
        "/directory/places.geojson", {"near": "Alderton", "within": "2", "open": "now"}
    ).json()["features"]
    assert [(one["properties"]["name"], one["geometry"]["coordinates"]) for one in features] == [
        ("Near, Open now · until 17:00", [4.0, 51.0]),
        ("Alderton", [4.0, 51.0]),
    ]


def test_confidential_listing_leaves_no_address_anywhere(client):
    service = listing("Safe house", need="violence-at-home", is_confidential=True, slug="safe-house")
    detail = client.get("/directory/safe-house/").content.decode()
    near, far = (
        client.get(LIST, {"near": place}).content.decode().split('id="results"')[1]
        for place in ("51.030,4.030", "20.000,90.000")
    )
    everything = [
        detail,
        client.get(LIST).content.decode(),
        near,
        client.get(LIST, {"q": "quince"}).content.decode().split('id="results"')[1],
        client.get("/directory/places.geojson").content.decode(),
    ]
    assert "Safe house" in everything[1]
    assert "555-0163" in detail
    assert [word for text in everything for word in ("7 Quince", "Alderton", "51.0,") if word in text] == []
    assert [title for text in everything[3:] for title in [service.name] if title in text] == []
    # Near it or at the other end of the world, what is said of it is the same: they tell on the phone.
    cards = [re.findall(r'aria-labelledby="phone".*?</section>', text, re.S) for text in (near, far)]
    assert "Safe house" in cards[0][0]
    assert cards[0] == cards[1]


@pytest.mark.parametrize(
    "change",
    [{"publication": "hidden", "hidden_reason": "wrong"}, {"status": "defunct"}, {"status": "inactive"}],
)
def test_what_is_not_shown_is_not_found(client, change):
    listing("Bread", slug="bread", **change)
    assert client.get("/directory/bread/").status_code == 404
    assert found(client) == {}
    assert client.get("/directory/places.geojson").json()["features"] == []


def test_detail_says_all(client, django_assert_max_num_queries):
    service = listing("Bread", slug="bread", description="Fresh\n\nbread", fees_description="Nothing")
    LanguageFactory(service=service, code="es")
    client.get("/directory/bread/")  # what the process holds
    with django_assert_max_num_queries(17):
        page = client.get("/directory/bread/").content.decode()
    for text in ("7 Quince Lane", 'href="tel:5550163"', "Spanish", "Nothing", "9:00–17:00", "Called today"):
        assert text in page
    assert "Open now · until 17:00" in page


def test_detail_of_stale_hours_does_not_promise(client):
    listing("Bread", slug="bread", checked=TODAY - dt.timedelta(days=200))
    page = client.get("/directory/bread/").content.decode()
    assert "May be open: call first" in page
    assert "Hours as last known: call first" in page
    assert "Open now" not in page


def test_retired_need_is_no_filter(client):
    Need.objects.filter(slug="visits").update(is_retired=True)
    assert 'value="visits"' not in client.get(LIST, {"need": "company"}).content.decode()


def test_spanish(client):
    listing("Bread")
    page = client.get(LIST, headers={"accept-language": "es"}).content.decode()
    assert "Comida" in page


def test_post_is_refused(client):
    assert client.post(reverse("directory:listing_list")).status_code == 405


def test_detail_says_the_small_print(client):
    service = listing("Bread", slug="bread", wait_time="No wait")
    RequiredDocument.objects.create(service=service, document="A bag")
    CostOption.objects.create(service=service, option="Adults", amount="2.50", currency="EUR")
    ServiceArea.objects.create(service=service, name="The harbour")
    Contact.objects.create(service=service, title="Front desk")
    Accessibility.objects.create(location=service.locations.get(), description="A ramp")
    page = client.get("/directory/bread/").content.decode()
    for text in ("No wait", "A bag", "Adults, 2.50 EUR", "The harbour", "Front desk", "A ramp"):
        assert text in page
    service.is_confidential = True
    service.save()
    assert "A ramp" not in client.get("/directory/bread/").content.decode()


@pytest.mark.parametrize("word", RESERVED)
def test_a_page_of_its_own_is_no_listing(word):
    try:
        name = resolve(f"/directory/{word}/").view_name
    except Resolver404:
        name = ""
    assert name != "directory:listing_detail"
    assert resolve(f"/directory/{word}-and-more/").view_name == "directory:listing_detail"
