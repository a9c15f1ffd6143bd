"""When clocks are moved, beside the time zones' own tables."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from mutualaid.base import clocks, network
from mutualaid.base.models import Network

pytestmark = pytest.mark.django_db
YEAR = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def zone(request):
    Network.objects.create(pk=1, zone=request.param)
    network.forget()
    yield ZoneInfo(request.param)
    network.forget()


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        ("Europe/Brussels", ["2027-03-28T01:00", "2027-10-31T01:00"]),
        ("America/New_York", ["2027-03-14T07:00", "2027-11-07T06:00"]),
        ("Australia/Lord_Howe", ["2027-04-03T15:00", "2027-10-02T15:30"]),
        ("Asia/Kolkata", []),
        ("UTC", []),
    ],
    indirect=["zone"],
)
def test_changes_are_found_to_the_minute(zone, moments):
    assert clocks.changes(*YEAR) == [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in moments]


@pytest.mark.parametrize(
    "zone",
    [
        *("Europe/Dublin", "Europe/Chisinau", "Africa/Casablanca", "America/Santiago", "America/Havana"),
        *("Asia/Beirut", "Antarctica/Troll", "Pacific/Chatham"),
    ],
    indirect=True,
)
def test_the_clock_goes_on_evenly_between_changes_and_jumps_at_each(zone):
    begin, end = (clocks.moment(day, time()) for day in YEAR)
    seen = [
        {at.astimezone(zone).utcoffset() for at in every_half_hour(start, stop)}
        for start, stop in pairwise([begin, *clocks.changes(*YEAR), end])
    ]
    assert [len(offsets) for offsets in seen] == [1] * len(seen)
    assert all(before != after for before, after in pairwise(seen))


def every_half_hour(start, stop):
    while start < stop:
        yield start
        start += timedelta(minutes=30)
