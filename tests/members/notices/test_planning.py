"""When a notice is due, as tables. Moments are written as the clock shows them, with the offset."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.notices.planning import due, hold

BRUSSELS, NEW_YORK, LORD_HOWE = "Europe/Brussels", "America/New_York", "Australia/Lord_Howe"
NIGHT = (time(22), time(7))
NOON = (time(12), time(14, 30))


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        ("2026-05-04T10:00+02:00", None, "2026-05-04T10:00+02:00"),
        ("2026-05-04T10:00+02:00", "2026-05-04T09:15+02:00", "2026-05-04T10:15+02:00"),
        ("2026-05-04T10:00+02:00", "2026-05-04T09:00+02:00", "2026-05-04T10:00+02:00"),
        ("2026-05-04T10:00+02:00", "2026-05-04T06:00+02:00", "2026-05-04T10:00+02:00"),
        # An hour is an hour in the night that has one more.
        ("2026-10-25T02:30+02:00", "2026-10-25T02:10+02:00", "2026-10-25T02:10+01:00"),
    ],
)
def test_at_once_and_one_an_hour(now, last, expected):
    assert due(at(now), zone=BRUSSELS, last=at(last) if last else None) == at(expected)


@pytest.mark.parametrize(
    ("pace", "now", "expected"),
    [
        ("daily", "2026-05-04T07:59+02:00", "2026-05-04T08:00+02:00"),
        ("daily", "2026-05-04T08:00+02:00", "2026-05-05T08:00+02:00"),
        ("daily", "2026-05-04T23:30+02:00", "2026-05-05T08:00+02:00"),
        ("daily", "2026-12-31T23:30+01:00", "2027-01-01T08:00+01:00"),
        # 8:00 is 8:00 on the day that spring shortens and on the one that autumn makes longer.
        ("daily", "2026-03-28T12:00+01:00", "2026-03-29T08:00+02:00"),
        ("daily", "2026-10-24T12:00+02:00", "2026-10-25T08:00+01:00"),
        ("weekly", "2026-05-04T07:00+02:00", "2026-05-04T08:00+02:00"),  # a Monday
        ("weekly", "2026-05-04T08:00+02:00", "2026-05-11T08:00+02:00"),
        ("weekly", "2026-05-05T07:00+02:00", "2026-05-11T08:00+02:00"),
        ("weekly", "2026-05-10T23:59+02:00", "2026-05-11T08:00+02:00"),
        ("weekly", "2026-10-20T09:00+02:00", "2026-10-26T08:00+01:00"),
        # It is already Monday in Brussels.
        ("weekly", "2026-05-10T22:30+00:00", "2026-05-11T08:00+02:00"),
    ],
)
def test_once_a_day_and_once_a_week(pace, now, expected):
    assert due(at(now), zone=BRUSSELS, pace=pace) == at(expected)


@pytest.mark.parametrize(
    ("now", "quiet", "expected"),
    [
        ("2026-05-04T21:59+02:00", NIGHT, None),
        ("2026-05-04T22:00+02:00", NIGHT, "2026-05-05T07:00+02:00"),
        ("2026-05-05T00:00+02:00", NIGHT, "2026-05-05T07:00+02:00"),
        ("2026-05-05T06:59+02:00", NIGHT, "2026-05-05T07:00+02:00"),
        ("2026-05-05T07:00+02:00", NIGHT, None),
        ("2026-05-05T12:00+02:00", NOON, "2026-05-05T14:30+02:00"),
        ("2026-05-05T11:59+02:00", NOON, None),
        ("2026-05-05T14:30+02:00", NOON, None),
        ("2026-05-05T00:10+02:00", (time(0), time(6)), "2026-05-05T06:00+02:00"),
        ("2026-05-04T23:10+02:00", (time(18), time(0)), "2026-05-05T00:00+02:00"),
        ("2026-05-05T00:00+02:00", (time(18), time(0)), None),
        # Nearly always quiet: a minute at 7:00.
        ("2026-05-05T07:01+02:00", (time(7, 1), time(7)), "2026-05-06T07:00+02:00"),
        ("2026-05-05T07:00+02:00", (time(7, 1), time(7)), None),
    ],
)
def test_quiet_hours(now, quiet, expected):
    assert due(at(now), zone=BRUSSELS, quiet=quiet) == at(expected or now)


@pytest.mark.parametrize(
    ("zone", "now", "quiet", "expected"),
    [
        # Spring: at 2:00 the clock shows 3:00.
        (BRUSSELS, "2026-03-28T23:00+01:00", NIGHT, "2026-03-29T07:00+02:00"),
        (BRUSSELS, "2026-03-29T01:59+01:00", NIGHT, "2026-03-29T07:00+02:00"),
        (BRUSSELS, "2026-03-29T03:00+02:00", NIGHT, "2026-03-29T07:00+02:00"),
        # It ends at a time that is never shown: at the jump.
        (BRUSSELS, "2026-03-29T01:30+01:00", (time(22), time(2, 30)), "2026-03-29T03:00+02:00"),
        (BRUSSELS, "2026-03-29T03:00+02:00", (time(22), time(2, 30)), None),
        # It begins at one.
        (BRUSSELS, "2026-03-29T01:59+01:00", (time(2, 30), time(7)), None),
        (BRUSSELS, "2026-03-29T03:00+02:00", (time(2, 30), time(7)), "2026-03-29T07:00+02:00"),
        # All of it lies in the hour that is not there.
        (BRUSSELS, "2026-03-29T03:00+02:00", (time(2, 10), time(2, 50)), None),
        # Autumn: at 3:00 the clock shows 2:00 again.
        (BRUSSELS, "2026-10-24T23:00+02:00", NIGHT, "2026-10-25T07:00+01:00"),
        (BRUSSELS, "2026-10-25T02:30+01:00", NIGHT, "2026-10-25T07:00+01:00"),
        # It ends when 2:30 is shown for the second time,
        (BRUSSELS, "2026-10-25T01:00+02:00", (time(22), time(2, 30)), "2026-10-25T02:30+01:00"),
        (BRUSSELS, "2026-10-25T02:45+02:00", (time(22), time(2, 30)), "2026-10-25T02:30+01:00"),
        (BRUSSELS, "2026-10-25T02:30+01:00", (time(22), time(2, 30)), None),
        # and begins when it is shown for the first.
        (BRUSSELS, "2026-10-25T02:29+02:00", (time(2, 30), time(7)), None),
        (BRUSSELS, "2026-10-25T02:30+02:00", (time(2, 30), time(7)), "2026-10-25T07:00+01:00"),
        (BRUSSELS, "2026-10-25T02:10+01:00", (time(2, 30), time(7)), "2026-10-25T07:00+01:00"),
        # West of Greenwich, where the local day is not the UTC one.
        (NEW_YORK, "2026-03-07T22:30-05:00", NIGHT, "2026-03-08T07:00-04:00"),
        (NEW_YORK, "2026-11-01T01:30-04:00", (time(23), time(1, 15)), "2026-11-01T01:15-05:00"),
        # Where the clock jumps by half an hour.
        (LORD_HOWE, "2026-10-04T01:00+10:30", (time(22), time(2, 15)), "2026-10-04T02:30+11:00"),
        (LORD_HOWE, "2026-04-05T01:00+11:00", (time(22), time(1, 45)), "2026-04-05T01:45+10:30"),
    ],
)
def test_quiet_hours_in_the_nights_when_the_clock_jumps(zone, now, quiet, expected):
    assert due(at(now), zone=zone, quiet=quiet) == at(expected or now)


@pytest.mark.parametrize(
    ("pace", "now", "last", "quiet", "expected"),
    [
        # The hour ends in the night: in the morning.
        ("at_once", "2026-05-04T21:50+02:00", "2026-05-04T21:30+02:00", NIGHT, "2026-05-05T07:00+02:00"),
        ("at_once", "2026-05-05T06:50+02:00", "2026-05-05T06:30+02:00", NIGHT, "2026-05-05T07:30+02:00"),
        # The day's mail comes in somebody's quiet hours.
        ("daily", "2026-05-04T12:00+02:00", None, (time(22), time(9)), "2026-05-05T09:00+02:00"),
        ("weekly", "2026-05-05T12:00+02:00", None, (time(22), time(9)), "2026-05-11T09:00+02:00"),
        # A reminder went out just before it.
        ("daily", "2026-05-05T07:45+02:00", "2026-05-05T07:40+02:00", None, "2026-05-05T08:40+02:00"),
    ],
)
def test_pace_hour_and_quiet_together(pace, now, last, quiet, expected):
    found = due(at(now), zone=BRUSSELS, pace=pace, last=at(last) if last else None, quiet=quiet)
    assert found == at(expected)


@given(
    minutes=st.integers(0, 366 * 24 * 60),
    zone=st.sampled_from([BRUSSELS, NEW_YORK, LORD_HOWE, "UTC", "Asia/Kolkata"]),
    start=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    end=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_what_is_held_comes_out_within_a_day_and_is_held_no_more(minutes, zone, start, end):
    if start == end:
        return
    now = at("2026-01-01T00:00+00:00") + timedelta(minutes=minutes)
    found = hold(now, zone, quiet=(start, end))
    assert now <= found <= now + timedelta(hours=25)
    assert hold(found, zone, quiet=(start, end)) == found
    if found > now:
        shown = found.astimezone(ZoneInfo(zone)).time()
        assert shown >= end or shown < start
