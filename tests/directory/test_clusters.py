"""Places gathered by tile: counted right, asked in one statement, and never a place that is secret."""

import datetime as dt
import json
import math
import random

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict

from directory import browse, clusters, projection
from directory.clusters import View
from directory.models import ListingRow
from mutualaid.base import words
from tests.factories.directory import (
    AddressFactory,
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
URL = "/directory/places.geojson"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


def listing(name, lat=51.0, lon=4.0, *, location=None, byday="MO", need="groceries", **kwargs):
    service = ServiceFactory(
        name=name, needs=[need], last_verified_on=NOW.date(), verified_how="phone", **kwargs
    )
    location = (
        location
        or AddressFactory(
            location=LocationFactory(latitude=lat, longitude=lon), address_1="7 Quince Lane", city="Alderton"
        ).location
    )
    ServiceAtLocationFactory(service=service, location=location)
    ScheduleFactory(service=service, byday=byday)
    PhoneFactory(service=service, number="(555) 0163 x4")
    projection.project([service.pk])
    return service


def marks(client, **query):
    """What the map draws but for towns: properties of each mark."""
    features = client.get(URL, query).json()["features"]
    return [one["properties"] for one in features if one["properties"]["kind"] == "places"]


def names(client, **query):
    return [one["name"] for one in marks(client, **query)]


def tile(latitude, longitude, zoom):
    """The number of a tile of web maps, as everybody's maps count them."""
    across = (longitude + 180) / 360
    angle = math.radians(latitude)
    down = (1 - math.log(math.tan(angle) + 1 / math.cos(angle)) / math.pi) / 2
    return int(across * 2**zoom), int(down * 2**zoom)


@pytest.mark.parametrize("zoom", [0, 3, 8, 12, 15, 18])
def test_counts_agree_with_counting_by_hand(zoom):
    drawn = random.Random(7)
    service = ServiceFactory(name="Pantry")
    for number in range(300):
        here = drawn.choice([(51.0, 4.0, 0.02), (51.3, 4.4, 0.5), (-33.9, 151.2, 0.1), (0.0, 0.0, 0.001)])
        point = {
            "latitude": here[0] + drawn.uniform(-here[2], here[2]),
            "longitude": here[1] + drawn.uniform(-here[2], here[2]),
        }
        ListingRow.objects.create(
            service=service,
            location=LocationFactory(**point),
            published=number % 10 > 0,
            kind="service",
            name=f"Pantry {number}",
            slug="pantry",
            zone="Europe/Brussels",
            **point,
        )
    box = (50.9, 3.9, 51.1, 4.1)
    expected = {}
    low, high = tile(box[2], box[1], zoom + 2), tile(box[0], box[3], zoom + 2)
    for row in ListingRow.objects.filter(published=True):
        x, y = tile(row.latitude, row.longitude, zoom + 2)
        if low[0] <= x <= high[0] and low[1] <= y <= high[1]:
            expected.setdefault((y, x), []).append(row)
    found = clusters.gather(ListingRow.objects.visible_to(None), View(box, zoom), NOW)
    in_order = [expected[key] for key in sorted(expected)]
    assert [one.count for one in found] == [len(rows) for rows in in_order][: clusters.MOST_CELLS]
    for one, rows in zip(found, in_order, strict=False):
        lats, lons = [row.latitude for row in rows], [row.longitude for row in rows]
        assert one.box == (min(lats), min(lons), max(lats), max(lons))
        assert one.at == pytest.approx((sum(lats) / len(rows), sum(lons) / len(rows)))


def test_one_place_says_what_its_card_says(client):
    listing("Bread", slug="bread")
    [mark] = marks(client, bounds="50.9,3.9,51.1,4.1", zoom="12")
    assert mark == {
        "kind": "places",
        "name": "Bread, Open now · until 17:00",
        "count": 1,
        "box": [51.0, 4.0, 51.0, 4.0],
        "places": [
            {
                "name": "Bread",
                "href": "/directory/bread/",
                "open": "Open now · until 17:00",
                "is_open": True,
                "where": "7 Quince Lane, Alderton",
                "phone": "(555) 0163 x4",
                "tel": "5550163",
            }
        ],
    }


def test_far_away_many_are_a_number_and_near_by_each_is_a_name(client):
    listing("Bread")
    listing("Soup", 51.004, 4.004)
    bounds = "50.9,3.9,51.1,4.1"
    [together] = marks(client, bounds=bounds, zoom="8")
    assert (together["name"], together["places"]) == ("2 places", [])
    assert together["box"] == [51.0, 4.0, 51.004, 4.004]
    assert [one["count"] for one in marks(client, bounds=bounds, zoom="15")] == [1, 1]


def test_many_in_one_house_are_named_at_once(client):
    house = AddressFactory(location=LocationFactory(latitude=51.0, longitude=4.0)).location
    for number in range(14):
        listing(f"Service {number:02}", location=house)
    [mark] = marks(client, bounds="50.9,3.9,51.1,4.1", zoom="8")
    assert (mark["name"], mark["count"], len(mark["places"])) == ("14 places", 14, clusters.MOST_NAMES)


def test_reading_order_is_from_north_to_south_and_west_to_east(client):
    for name, lat, lon in [
        ("SE", 50.95, 4.05),
        ("NE", 51.05, 4.05),
        ("SW", 50.95, 3.95),
        ("NW", 51.05, 3.95),
    ]:
        listing(name, lat, lon)
    found = names(client, bounds="50.9,3.9,51.1,4.1", zoom="14")
    assert [name.split(",")[0] for name in found] == ["NW", "NE", "SW", "SE"]


def test_only_what_is_in_sight(client):
    listing("Here")
    listing("Elsewhere", 52.0, 5.0)
    found = names(client, bounds="50.9,3.9,51.1,4.1", zoom="12")
    assert [name.split(",")[0] for name in found] == ["Here"]


@pytest.mark.parametrize(
    "query",
    [
        {"need": "groceries"},
        {"need": "food"},
        {"open": "now"},
        {"q": "bread"},
        {"near": "51.000,4.000", "within": "2"},
        {"need": "groceries", "open": "now", "q": "bread"},
    ],
)
def test_map_finds_what_the_list_finds(client, query):
    listing("Bread")
    listing("Shelter of blankets", 51.03, 4.0, need="clothes", byday="TU")
    address = QueryDict(mutable=True)
    address.update(query)
    in_list = {item["name"] for item in browse.browse(None, address).items}
    on_map = {one["places"][0]["name"] for one in marks(client, **query)}
    assert on_map == in_list == {"Bread"}


def test_typo_is_set_right_on_the_map_too(client):
    listing("Bread")
    words.rebuild()
    page = client.get("/directory/", {"q": "braed"}).content.decode()
    assert "places.geojson?q=bread" in page


def test_confidential_listing_is_on_no_map(client):
    listing("Safe house", is_confidential=True)
    listing("Bread")
    for zoom in (0, 8, 12, 18):
        content = client.get(URL, {"bounds": "50.9,3.9,51.1,4.1", "zoom": zoom}).content.decode()
        assert "Safe house" not in content
        assert [one["count"] for one in marks(client, bounds="50.9,3.9,51.1,4.1", zoom=zoom)] == [1]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"bounds": "51,4,50,3", "zoom": "12"},
        {"bounds": "nan,nan,nan,nan", "zoom": "12"},
        {"bounds": "50,inf,51,4", "zoom": "12"},
        {"bounds": "50,3,51", "zoom": "12"},
        {"bounds": "50,3,51,4", "zoom": "many"},
        {"bounds": "50,3,51,4", "zoom": "-1"},
        {"bounds": "50,3,51,4", "zoom": "9999"},
    ],
)
def test_nonsense_is_not_asked(client, query):
    listing("Far", 10.0, 10.0)
    assert len(marks(client, **query)) == 1


def test_whole_world_can_be_looked_at(client):
    listing("Far", 10.0, 10.0)
    assert len(marks(client, bounds="-90,-180,90,180", zoom="0")) == 1


def test_towns_in_sight_have_names(client):
    for name, lat, kind in [
        ("Alderton", 51.0, "town"),
        ("Afar", 52.0, "town"),
        ("Old Mill", 51.01, "quarter"),
    ]:
        PlaceFactory(name=name, key=name.lower(), latitude=lat, longitude=4.0, kind=kind)

    def towns(zoom):
        found = client.get(URL, {"bounds": "50.9,3.9,51.1,4.1", "zoom": zoom}).json()["features"]
        return [one["properties"]["name"] for one in found if one["properties"]["kind"] == "town"]

    assert towns(10) == ["Alderton"]
    assert towns(14) == ["Alderton", "Old Mill"]


def test_answer_is_kept_by_nobody(client):
    response = client.get(URL, {"near": "51.000,4.000"})
    assert response["Cache-Control"] == "private, no-store"
    assert not response.cookies


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow(client, count, django_assert_num_queries):
    for number in range(count):
        listing(f"Bread {number}", 51 + number / 100)
    client.get(URL)
    with django_assert_num_queries(2):
        client.get(URL, {"bounds": "50.9,3.9,51.1,4.1", "zoom": "15", "need": "groceries", "open": "now"})


def test_box_is_found_by_the_index():
    rows = ListingRow.objects.visible_to(None).filter(clusters._InCells((50.9, 3.9, 51.1, 4.1), 1 << 14))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = json.dumps(rows.explain(format="json"))
    assert "listingrow_pt" in plan
    assert "Index Cond" in plan
