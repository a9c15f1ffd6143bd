"""A calendar's file, read as RFC 5545 says and by its own time zone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from exchanges.calendar import ics
from mutualaid.base import clocks, network
from mutualaid.base.models import Network

pytestmark = pytest.mark.django_db
LINK = "https://help.example/exchanges/swaps/x/"
CHANGED = datetime(2026, 3, 1, 12, tzinfo=UTC)


def file_of(day, from_time=None, until_time=None, **more):
    one = ics.event(
        uid="x@help.example",
        link=LINK,
        day=day,
        from_time=from_time,
        until_time=until_time,
        changed_at=CHANGED,
        **more,
    )
    return Calendar.from_ical(ics.calendar([one]))


def moments(found):
    """Start and end in UTC, by the changes that stand in the file alone. Of two times it is the first."""
    [zone], [event] = found.walk("VTIMEZONE"), found.walk("VEVENT")
    changes = sorted((in_utc(part), part.decoded("TZOFFSETTO")) for part in zone.subcomponents)

    def offset_at(moment):
        return [offset for at, offset in changes if at <= moment][-1]

    for name in ("DTSTART", "DTEND"):
        assert event[name].params["TZID"] == zone["TZID"]
        shown = event.decoded(name).replace(tzinfo=UTC)
        tried = [shown - offset for _at, offset in changes]
        yield min(moment for moment in tried if moment + offset_at(moment) == shown)


def in_utc(change):
    """It is said in the time that was shown until then."""
    return change.decoded("DTSTART").replace(tzinfo=UTC) - change.decoded("TZOFFSETFROM")


@pytest.mark.parametrize(
    "zone", ["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
)
@pytest.mark.parametrize("hour", [0, 1, 3, 4, 12, 23])
@pytest.mark.parametrize(
    "day", ["2027-03-14", "2027-03-28", "2027-03-29", "2027-10-31", "2027-11-07", "2027-07-01"]
)
def test_the_file_says_itself_when_it_is(alder, zone, hour, day):
    Network.objects.update(zone=zone)
    network.forget()
    day = date.fromisoformat(day)
    found = file_of(day, time(hour, 30), time(hour, 45))
    assert list(moments(found)) == [clocks.moment(day, time(hour, 30)), clocks.moment(day, time(hour, 45))]


def test_changes_are_said_in_the_time_until_then(alder):
    """As in the example of RFC 5545, 3.6.5."""
    Network.objects.update(zone="America/New_York")
    network.forget()
    [zone] = file_of(date(2027, 7, 1), time(12)).walk("VTIMEZONE")
    said = [
        (part.name, str(part["TZNAME"]), part["DTSTART"].to_ical().decode(), part["TZOFFSETFROM"].to_ical())
        for part in zone.subcomponents
    ]
    assert ("DAYLIGHT", "EDT", "20270314T020000", "-0500") in said
    assert ("STANDARD", "EST", "20271107T020000", "-0400") in said


def test_past_midnight_ends_on_the_next_day(alder):
    found = file_of(date(2027, 7, 1), time(22), time(1))
    [event] = found.walk("VEVENT")
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=3)


@pytest.mark.parametrize(("until_time", "has_end"), [(time(3, 10), False), (time(3, 40), True)])
def test_nothing_ends_before_it_begins_in_the_night_that_skips_an_hour(alder, until_time, has_end):
    Network.objects.update(zone="Europe/Brussels")
    network.forget()
    [event] = file_of(date(2027, 3, 28), time(2, 30), until_time).walk("VEVENT")
    assert ("DTEND" in event) is has_end


def test_days_without_a_time_are_whole_days_and_need_no_zone(alder):
    found = file_of(date(2027, 3, 27), until_day=date(2027, 3, 29))
    [event] = found.walk("VEVENT")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2027, 3, 27), date(2027, 3, 30))
    assert found.walk("VTIMEZONE") == []


def test_a_calendar_of_nothing_is_a_calendar(alder):
    found = Calendar.from_ical(ics.calendar([], name="Alder Mutual Aid"))
    assert (found.walk("VEVENT"), str(found["X-WR-CALNAME"])) == ([], "Alder Mutual Aid")
