"""The search rows say what the tables say, and nothing that may not be said."""

import datetime as dt
import re

import pytest
from django.db import connection

from directory import needs, projection
from directory.models import Access, Address, Check, Community, Guide, ListingRow, Schedule, Service
from directory.models.rows import WEEK
from mutualaid.base import masks
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    GuideTextFactory,
    LanguageFactory,
    LocationFactory,
    OrganizationFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
# A Monday, half past ten in Brussels.
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)


def listing(**kwargs):
    """A pantry checked today, open Monday to Friday 9 to 17, at one place, with all it can have."""
    kwargs = {"last_verified_on": TODAY, "verified_how": "phone", "needs": ["groceries"], **kwargs}
    service = ServiceFactory(organization=OrganizationFactory(name="Alder Kitchen"), **kwargs)
    location = AddressFactory(location=LocationFactory(latitude=51.02, longitude=4.03)).location
    ServiceAtLocationFactory(service=service, location=location)
    ScheduleFactory(service=service)
    PhoneFactory(service=service, number="555-0163")
    LanguageFactory(service=service, code="es")
    return service


def rows(*ids):
    """All rows as dicts without their keys, which a rebuild draws again."""
    found = ListingRow.objects.filter(service__in=ids) if ids else ListingRow.objects.all()
    names = [field.name for field in ListingRow._meta.concrete_fields if field.name != "id"]
    return list(found.order_by("service", "guide", "location").values(*names))


def coming(row, today=TODAY):
    """The hours of a row from a day on."""
    return [span for span in row["open"] if span[1] > dt.datetime.combine(today, dt.time())]


def versions():
    """Which version of each row stands there: another one each time that it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text, xmin::text, xmax::text FROM directory_listingrow")
        return set(cursor.fetchall())


def day_bits(*days):
    found = 0
    for day in days:
        found |= masks.day(dt.date.fromisoformat(day))
    return found


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        ("{}", []),
        ("{[2026-11-23 09:00, 2026-11-23 17:00)}", ["2026-11-23"]),
        ("{[2026-11-23 22:00, 2026-11-24 00:00)}", ["2026-11-23"]),
        ("{[2026-11-23 22:00, 2026-11-24 00:01)}", ["2026-11-23", "2026-11-24"]),
        ("{[2026-11-23 22:00, 2026-11-26 03:00)}", [f"2026-11-{day}" for day in range(23, 27)]),
        (
            "{[2026-11-30 09:00, 2026-11-30 10:00), [2026-12-31 00:00, 2027-01-01 00:00)}",
            ["2026-11-30", "2026-12-31"],
        ),
    ],
)
def test_days_of_spans_as_bits(spans, days):
    with connection.cursor() as cursor:
        cursor.execute("SELECT mutualaid_days(%s::tsmultirange)", [spans])
        assert cursor.fetchone() == (day_bits(*days),)


def test_row_holds_the_days_on_which_it_is_open():
    service = listing(verify_every_days=8)

    projection.project([service.pk], at=NOW)

    [row] = rows()
    open_days = [*range(23, 28), 30]  # Monday to Friday, until eight days after it was checked
    past = day_bits(*(f"2026-11-{day}" for day in range(17, 23)))
    assert row["open_days"] & ~past == day_bits(*(f"2026-11-{day}" for day in open_days), "2026-12-01")


def test_row_holds_the_half_hours_of_a_week():
    """On holidays it is as on no other such day, except where it is closed for the whole of it."""
    service = listing()
    once = {"service": service, "byday": "", "freq": "", "is_exception": True}
    christmas, thursday = dt.date(2026, 12, 25), dt.date(2026, 11, 26)
    ScheduleFactory(**once, opens_at=None, closes_at=None, valid_from=christmas, valid_to=christmas)
    ScheduleFactory(**once, closes_at=dt.time(12), valid_from=thursday, valid_to=thursday)

    projection.project([service.pk], at=NOW)

    [row] = rows()
    usual = masks.half_hours(dt.datetime(2026, 11, 23, 9), dt.datetime(2026, 11, 23, 17))
    assert [row[name] for name in WEEK] == [usual, usual, usual, masks.UNLIKE, usual, 0, 0]
    assert row["open_days"] & masks.day(christmas) == 0


def test_row_of_a_night_shelter_holds_whole_days():
    """The night that began the day before, and the last one, are no exceptions."""
    service = ServiceFactory(last_verified_on=TODAY, verified_how="phone")
    ScheduleFactory(service=service, freq="DAILY", byday="", opens_at=dt.time(20), closes_at=dt.time(8))

    projection.project([service.pk], at=NOW)

    [row] = rows()
    night = masks.half_hours(*(dt.datetime(2026, 11, 23, hour) for hour in (0, 8)))
    night |= masks.half_hours(dt.datetime(2026, 11, 23, 20), dt.datetime(2026, 11, 24))
    assert [row[name] for name in WEEK] == [night] * 7
    first, last = row["open"][0][0], row["open"][-1][1]
    assert first.time() == last.time() == dt.time()
    assert first.date() <= TODAY < first.date() + dt.timedelta(days=7)
    assert last - first == dt.timedelta(days=41)


def test_row_holds_what_the_card_shows():
    service = listing(name="Free pantry")

    projection.project([service.pk], at=NOW)

    [row] = rows()
    groceries = needs.tree().by_slug["groceries"]
    assert row["needs_a"] == 1 << groceries.bit
    assert row["languages"] == masks.languages(["es"])
    assert (row["latitude"], row["longitude"]) == (51.02, 4.03)
    assert (row["name"], row["organization"], row["phone"]) == ("Free pantry", "Alder Kitchen", "555-0163")
    assert row["city"] == "Alderton"
    assert coming(row)[0] == (dt.datetime(2026, 11, 23, 9), dt.datetime(2026, 11, 23, 17))
    # Five weeks, and as many days more as the turn of its number gives it.
    assert 25 <= len(coming(row)) <= 30
    assert row["fresh_until"] == TODAY + dt.timedelta(days=90)


def test_projection_equals_a_fresh_rebuild():
    service = listing()
    projection.project([service.pk], at=NOW)
    Service.objects.filter(pk=service.pk).update(name="Another name")
    service.needs.set([])
    Schedule.objects.update(byday="SA")
    other = listing()
    projection.project([service.pk, other.pk], at=NOW)
    guide = GuideFactory(needs=["groceries"])
    projection.project_guides([guide.pk])
    Guide.objects.update(kind="tool", url="https://example.org/")
    GuideTextFactory(guide=guide, number=2, title="Another guide")
    projection.project_guides([guide.pk])
    edited = rows()

    ListingRow.objects.all().delete()
    assert projection.rebuild(at=NOW) == 3

    assert rows() == edited
    assert len(edited) == 3


def listings_of_all_sorts():
    """Secret ones, with several places, paused, soon stale, confirmed, without hours, a guide."""
    found = [listing(), listing(is_confidential=True), listing(status=Service.Status.PAUSED)]
    found += [listing(verify_every_days=days) for days in (5, 12)]
    found += [listing() for _ in range(14)]
    found[-1].schedules.all().delete()
    ServiceAtLocationFactory(service=found[0], location=LocationFactory(latitude=None, longitude=None))
    ScheduleFactory(service=found[1], byday="1SA", freq="MONTHLY", opens_at=dt.time(9, 10))
    Check.objects.create(service=found[5], part="all", by="neighbour", on=TODAY)
    Service.objects.filter(pk=found[6].pk).update(last_verified_on=TODAY - dt.timedelta(days=85))
    GuideFactory(needs=["groceries"])
    return [service.pk for service in found]


def test_what_is_there_already_is_not_written_again():
    ids = listings_of_all_sorts()
    count = projection.rebuild(at=NOW)
    before = versions()

    assert projection.rebuild(at=NOW + dt.timedelta(hours=9)) == count == len(before) == 21
    projection.project(ids[:3], at=NOW)
    assert versions() == before

    Service.objects.filter(pk=ids[4]).update(name="Another name")
    Guide.objects.update(kind="tool", url="https://example.org/")
    assert projection.rebuild(at=NOW) == count
    assert len(versions() - before) == 2
    assert {key for key, *_rest in versions()} == {key for key, *_rest in before}


def test_as_days_pass_rows_are_what_a_rebuild_would_make_of_them():
    listings_of_all_sorts()
    projection.rebuild(at=NOW)
    for days in (1, 2, 3, 4, 5, 6, 7, 13, 20, 50):
        at, today = NOW + dt.timedelta(days=days), TODAY + dt.timedelta(days=days)
        projection.rebuild(at=at)
        kept = rows()
        ListingRow.objects.all().delete()
        projection.rebuild(at=at)
        assert rows() == kept
        daily = [row for row in kept if row["fresh_until"] == TODAY + dt.timedelta(days=90) and row["open"]]
        last = min(today + dt.timedelta(days=34), TODAY + dt.timedelta(days=90))
        assert daily
        assert all(coming(row, last - dt.timedelta(days=2)) for row in daily)


def test_a_night_writes_a_seventh_of_the_rows():
    for _ in range(21):
        listing()
    projection.rebuild(at=NOW)
    for days in range(1, 8):
        before = versions()
        projection.rebuild(at=NOW + dt.timedelta(days=days))
        assert len(versions() - before) == 3


def test_a_listing_that_moves_leaves_no_row_behind():
    service, other = listing(), listing()
    projection.project(at=NOW)
    before = versions()
    service.at_locations.all().delete()
    ServiceAtLocationFactory(service=service, location=LocationFactory(latitude=51.5, longitude=4.5))
    projection.project([service.pk], at=NOW)
    assert [row["latitude"] for row in rows(service.pk)] == [51.5]
    Service.objects.filter(pk=service.pk).update(is_confidential=True)
    projection.project([service.pk], at=NOW)
    assert [row["latitude"] for row in rows(service.pk)] == [None]
    assert len(rows(other.pk)) == len(versions() & before) == 1


def test_confidential_listing_has_no_place_in_its_row():
    service = listing(is_confidential=True)
    Address.objects.update(address_1="7 Quince Lane", city="Alderton", postal_code="QX9")

    projection.project([service.pk], at=NOW)

    [row] = rows()
    place = ("location", "latitude", "longitude", "pt", "street", "city")
    assert [row[name] or None for name in place] == [None] * 6
    assert not {"quince", "quinc", "lane", "alderton", "qx9"} & set(re.findall(r"'(\w+)'", row["words"]))
    assert row["phone"] == "555-0163"


@pytest.mark.parametrize(
    "change",
    [
        {"publication": "hidden", "hidden_reason": "closed"},
        {"status": Service.Status.DEFUNCT},
        {"status": Service.Status.INACTIVE},
    ],
)
def test_what_is_not_shown_has_no_row(change):
    service = listing()
    projection.project([service.pk], at=NOW)
    assert len(rows()) == 1

    Service.objects.filter(pk=service.pk).update(**change)
    projection.project([service.pk], at=NOW)

    assert rows() == []


def test_paused_listing_is_never_open():
    service = listing(status=Service.Status.PAUSED)
    projection.project([service.pk], at=NOW)
    assert [(row["open"], row["is_paused"]) for row in rows()] == [([], True)]


def test_stale_hours_are_not_in_the_row_but_known():
    service = listing(last_verified_on=TODAY - dt.timedelta(days=91))
    projection.project([service.pk], at=NOW)
    assert [(coming(row), row["has_hours"]) for row in rows()] == [([], True)]


def test_hours_end_with_the_day_on_which_they_become_stale():
    service = listing(last_verified_on=TODAY - dt.timedelta(days=89))
    projection.project([service.pk], at=NOW)
    [row] = rows()
    assert [start.date() for start, _ in coming(row)] == [TODAY, TODAY + dt.timedelta(days=1)]


def test_never_checked_is_never_open():
    service = listing(last_verified_on=None, verified_how="")
    projection.project([service.pk], at=NOW)
    assert [(row["open"], row["fresh_until"]) for row in rows()] == [([], None)]


def test_hours_at_a_place_stand_before_those_of_the_service():
    service = listing()
    link = service.at_locations.get()
    ScheduleFactory(service=None, service_at_location=link, byday="SA")
    ScheduleFactory(service=service, byday="", freq="", is_exception=True, opens_at=None, closes_at=None,
                    valid_from=dt.date(2026, 11, 28), valid_to=dt.date(2026, 11, 28))  # fmt: skip

    projection.project([service.pk], at=NOW)

    [row] = rows()
    assert coming(row)[0][0] == dt.datetime(2026, 12, 5, 9)


def test_two_places_are_two_rows():
    service = listing()
    ServiceAtLocationFactory(service=service, location=LocationFactory(latitude=None, longitude=None))
    projection.project([service.pk], at=NOW)
    assert [row["latitude"] for row in rows()] == [51.02, None]


def test_statements_do_not_grow_with_the_listings(django_assert_max_num_queries):
    needs.tree()
    ids = [listing().pk for _ in range(3)]
    with django_assert_max_num_queries(24):
        projection.project(ids, at=NOW)


def only_row(**kwargs):
    service = listing(**kwargs)
    projection.project([service.pk], at=NOW)
    [row] = rows(service.pk)
    return row


@pytest.mark.parametrize(
    ("fees", "is_free"),
    [
        ("Free", True),
        ("Free of charge.", True),
        ("No cost", True),
        ("It's free!", True),
        ("$0.00", True),
        ("Gratis", True),
        ("Sin costo.", True),
        ("None", True),
        ("", False),
        ("$10", False),
        ("Free for members, others pay", False),
        ("Not free", False),
        ("No cost for children", False),
        ("Sliding scale", False),
    ],
)
def test_free_is_what_is_said_to_cost_nothing(fees, is_free):
    free = 1 << needs.access().by_slug["free"].bit
    assert bool(only_row(fees_description=fees)["access"] & free) == is_free


def test_free_may_be_ticked():
    service = listing(fees_description="")
    service.access.set(Access.objects.filter(slug__in=["free", "walk-in"]))
    projection.project([service.pk], at=NOW)
    assert [row["access"] for row in rows()] == [0b11]


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ((None, None), (0, 199)),
        ((18, None), (18, 199)),
        ((None, 25), (0, 25)),
        ((16, 24), (16, 24)),
        ((None, 0), (0, 199)),
        ((18, 9999), (18, 199)),
    ],
)
def test_ages(ages, expected):
    row = only_row(minimum_age=ages[0], maximum_age=ages[1])
    assert (row["minimum_age"], row["maximum_age"]) == expected


def test_made_for_is_no_limit_unless_it_says_so():
    women = Community.objects.get(slug="women")
    service = listing()
    service.for_communities.add(women)
    service.by_communities.add(Community.objects.get(slug="migrants"))
    projection.project([service.pk], at=NOW)
    [row] = rows()
    assert (row["for_communities"], row["only_communities"]) == (1 << women.bit, 0)
    assert row["by_communities"] == 1 << Community.objects.get(slug="migrants").bit

    Service.objects.update(only_for=True)
    projection.project([service.pk], at=NOW)
    [row] = rows()
    assert (row["for_communities"], row["only_communities"]) == (1 << women.bit, 1 << women.bit)


def test_how_one_gets_there():
    reach = ListingRow.Reach
    assert only_row()["reach"] == reach.PLACE
    assert only_row(is_confidential=True)["reach"] == reach.PHONE

    service = ServiceFactory()
    for kind, point in [("physical", None), ("virtual", None), ("postal", 51.0)]:
        location = LocationFactory(location_type=kind, latitude=point, longitude=point)
        ServiceAtLocationFactory(service=service, location=AddressFactory(location=location).location)
    nowhere = ServiceFactory()
    projection.project([service.pk, nowhere.pk], at=NOW)
    assert [row["reach"] for row in rows(service.pk)] == [reach.ADDRESS, reach.PHONE, reach.PHONE]
    assert [row["reach"] for row in rows(nowhere.pk)] == [reach.PHONE]


def test_guide_and_tool_are_rows_too():
    guide = GuideFactory(slug="share-a-fridge", needs=["groceries"], text__title="Share a fridge")
    GuideFactory(kind="tool", url="https://example.org/", text__title="Pod map", text__language="es")
    GuideFactory(publication="hidden", hidden_reason="wrong")
    GuideFactory(text=None)
    projection.project_guides()

    first, second = rows()
    assert (first["kind"], second["kind"]) == ("guide", "tool")
    assert (first["guide"], first["slug"], first["name"]) == (guide.pk, "share-a-fridge", "Share a fridge")
    assert first["summary"] == "Up and down, and back by evening."
    assert first["reach"] == ListingRow.Reach.READING
    assert first["needs_a"] == 1 << needs.tree().by_slug["groceries"].bit
    assert second["languages"] == masks.languages(["es"])
    assert {"fridg", "knock", "pantri"} <= set(re.findall(r"'(\w+)'", first["words"]))


def test_guide_is_one_row_found_by_what_it_says_now_in_every_language():
    guide = GuideFactory(text__title="Vergangen", text__language="de")
    GuideTextFactory(guide=guide, language="de", number=2, title="Nevers")
    GuideTextFactory(guide=guide, language="es", title="Neveras", body="Comparte la heladera")
    GuideTextFactory(guide=guide, language="en", title="Fridges")
    projection.project_guides()

    (row,) = rows()
    assert (row["name"], row["language"]) == ("Fridges", "en")
    assert row["languages"] == masks.languages(["de", "en", "es"])
    words = set(re.findall(r"'(\w+)'", row["words"]))
    assert {"fridg", "never", "helad"} <= {word[:5] for word in words}
    assert "vergangen" not in words


def test_listings_and_guides_may_have_the_same_address():
    service = ServiceFactory(slug="the-same")
    GuideFactory(slug="the-same")
    projection.project([service.pk])
    assert projection.rebuild() == 2
