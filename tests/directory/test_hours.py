"""Opening hours, case by case. Beside it: against an oracle, and what went wrong elsewhere."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import hours, wording
from directory.hours import (
    WEEKDAYS,
    Kind,
    Rule,
    days,
    is_open,
    merged,
    parse_days,
    parse_numbers,
    spans,
    state,
)
from tests.directory.opening import BRUSSELS, EVER, FIVE, NINE, NOON, local, said, weekly

MONDAY = dt.date(2026, 11, 23)
NEW_YORK = "America/New_York"
CHRISTMAS = Rule(valid_from=dt.date(2026, 12, 25), valid_to=dt.date(2026, 12, 26), is_exception=True)
CASES = [
    # An ordinary week.
    ([weekly("MO")], "2026-11-23 09:00", "Open now · until 17:00"),
    ([weekly("MO")], "2026-11-23 08:59", "Opens in 1 minute"),
    ([weekly("MO")], "2026-11-23 07:30", "Opens today 9:00"),
    ([weekly("MO")], "2026-11-23 16:20", "Open now · closes in 40 minutes"),
    ([weekly("MO")], "2026-11-23 16:59", "Open now · closes in 1 minute"),
    ([weekly("MO")], "2026-11-23 17:00", "Opens November 30 9:00"),
    ([weekly("MO")], "2026-11-29 20:00", "Opens tomorrow 9:00"),
    ([weekly("WE")], "2026-11-23 20:00", "Opens Wednesday 9:00"),
    # Two spans on a day, and two that touch.
    ([weekly("MO", NINE, NOON), weekly("MO", dt.time(14), FIVE)], "2026-11-23 12:30", "Opens today 14:00"),
    ([weekly("MO", NINE, NOON), weekly("MO", NOON, FIVE)], "2026-11-23 11:30", "Open now · until 17:00"),
    # Past midnight, also over the end of a week, a month and a year.
    ([weekly("MO", dt.time(22), dt.time(2))], "2026-11-24 01:30", "Open now · closes in 30 minutes"),
    ([weekly("MO", dt.time(22), dt.time(2))], "2026-11-24 02:00", "Opens Monday 22:00"),
    ([weekly("SU", dt.time(22), dt.time(2))], "2026-11-23 01:00", "Open now · closes in 60 minutes"),
    ([weekly("TH", dt.time(22), dt.time(2))], "2027-01-01 00:30", "Open now · until 2:00"),
    # Around the clock, said in each way that sources say it.
    ([Rule(dt.time(0), dt.time(0), "DAILY")], "2026-11-23 03:00", "Open now · all day, every day"),
    ([Rule(dt.time(0), dt.time(23, 59), "DAILY")], "2026-11-23 23:59", "Open now · all day, every day"),
    (
        [weekly(",".join(WEEKDAYS), dt.time(0), dt.time(0))],
        "2026-11-23 03:00",
        "Open now · all day, every day",
    ),
    ([weekly("MO", NINE, NINE)], "2026-11-24 08:00", "Open now · closes in 60 minutes"),
    ([weekly("FR,SA,SU", dt.time(0), dt.time(0))], "2026-11-27 10:00", "Open now · until Monday 0:00"),
    # Weeks of the month; the fifth that not every month has; the last.
    ([weekly("2TU,4TU")], "2026-11-24 10:00", "Open now · until 17:00"),
    ([weekly("1TU,3TU")], "2026-11-24 10:00", "Opens December 1 9:00"),
    ([weekly("5MO")], "2026-11-30 10:00", "Open now · until 17:00"),
    ([weekly("5MO")], "2026-12-01 10:00", "Not open in the next weeks"),
    ([weekly("-1FR")], "2026-11-27 10:00", "Open now · until 17:00"),
    ([weekly("-1MO")], "2026-11-23 10:00", "Opens November 30 9:00"),
    ([Rule(NINE, FIVE, "MONTHLY", byday="MO")], "2026-11-23 10:00", "Open now · until 17:00"),
    ([Rule(NINE, FIVE, "MONTHLY", bymonthday="1,15")], "2026-11-23 10:00", "Opens December 1 9:00"),
    ([Rule(NINE, FIVE, "MONTHLY", bymonthday="-1")], "2026-11-30 10:00", "Open now · until 17:00"),
    ([Rule(NINE, FIVE, "MONTHLY", bymonthday="31")], "2026-11-30 10:00", "Opens December 31 9:00"),
    # Every second week needs to know from when.
    ([weekly("MO", interval=2, dtstart=dt.date(2026, 11, 9))], "2026-11-23 10:00", "Open now · until 17:00"),
    ([weekly("MO", interval=2, dtstart=dt.date(2026, 11, 16))], "2026-11-23 10:00", "Opens November 30 9:00"),
    ([weekly("MO", interval=2)], "2026-11-23 10:00", "Hours not known: call first"),
    # Seasons, a last day, a number of times.
    ([weekly("MO", valid_to=dt.date(2026, 11, 22))], "2026-11-23 10:00", "Not open in the next weeks"),
    ([weekly("MO", valid_from=dt.date(2026, 11, 24))], "2026-11-23 10:00", "Opens November 30 9:00"),
    ([weekly("MO", until=dt.date(2026, 11, 23))], "2026-11-23 10:00", "Open now · until 17:00"),
    ([weekly("MO", dtstart=dt.date(2026, 11, 16), count=2)], "2026-11-23 10:00", "Open now · until 17:00"),
    (
        [weekly("MO", dtstart=dt.date(2026, 11, 16), count=1)],
        "2026-11-23 10:00",
        "Not open in the next weeks",
    ),
    # Holidays and exceptions stand in place of the rule.
    ([weekly("FR"), CHRISTMAS], "2026-12-25 10:00", "Opens January 1 9:00"),
    ([weekly("FR"), CHRISTMAS], "2026-12-18 10:00", "Open now · until 17:00"),
    (
        [weekly("TH", dt.time(22), dt.time(2)), CHRISTMAS],
        "2026-12-25 01:30",
        "Open now · closes in 30 minutes",
    ),
    (
        [
            weekly("MO"),
            Rule(dt.time(10), NOON, valid_from=MONDAY, valid_to=MONDAY, is_exception=True),
        ],
        "2026-11-23 09:30",
        "Opens in 30 minutes",
    ),
    # By appointment, or half a rule: nothing is promised.
    ([Rule(None, None, "WEEKLY", byday="MO")], "2026-11-23 10:00", "Hours not known: call first"),
    ([Rule(NINE, None, "WEEKLY", byday="MO")], "2026-11-23 10:00", "Hours not known: call first"),
    ([Rule(NINE, FIVE)], "2026-11-23 10:00", "Hours not known: call first"),
    ([Rule(NINE, FIVE, valid_from=MONDAY)], "2026-11-23 10:00", "Hours not known: call first"),
    ([], "2026-11-23 10:00", "Hours not known: call first"),
    # One day only.
    ([Rule(NINE, FIVE, dtstart=MONDAY)], "2026-11-23 10:00", "Open now · until 17:00"),
]


@pytest.mark.parametrize(("rules", "text", "expected"), CASES)
def test_card_says(rules, text, expected):
    assert said(rules, text) == expected


def test_stale_hours_never_say_open_now():
    assert said([weekly("MO")], "2026-11-23 10:00", fresh_until=None) == "May be open: call first"
    assert said([weekly("MO")], "2026-11-23 20:00", fresh_until=None) == "May be open: call first"
    yesterday, today = dt.date(2026, 11, 22), dt.date(2026, 11, 23)
    assert said([weekly("MO")], "2026-11-23 10:00", fresh_until=yesterday) == "May be open: call first"
    assert said([weekly("MO")], "2026-11-23 10:00", fresh_until=today).startswith("Open now")


def test_closed_for_now_is_not_open():
    at = local("2026-11-23 10:00")
    found = state(
        spans([weekly("MO")], MONDAY), zone=BRUSSELS, at=at, is_known=True, fresh_until=EVER, is_paused=True
    )
    assert found.kind is Kind.PAUSED


def test_same_moment_in_two_zones():
    at = dt.datetime(2026, 11, 23, 15, 30, tzinfo=dt.UTC)
    found = spans([weekly("MO")], MONDAY)
    assert is_open(found, zone=BRUSSELS, at=at)
    assert is_open(found, zone=NEW_YORK, at=at)
    assert not is_open(found, zone="Asia/Tokyo", at=at)
    assert not is_open(found, zone="America/Los_Angeles", at=at)


NIGHT = [weekly("SA", dt.time(22), dt.time(6))]


@pytest.mark.parametrize(
    ("text", "fold", "expected"),
    [
        # 2026-03-29: at 2:00 the clocks say 3:00. The night is an hour shorter.
        ("2026-03-29 01:30", 0, "Open now · until 6:00"),
        ("2026-03-29 05:30", 0, "Open now · closes in 30 minutes"),
        # 2026-10-25: at 3:00 the clocks say 2:00 again. It is an hour longer.
        ("2026-10-25 02:30", 0, "Open now · until 6:00"),
        ("2026-10-25 02:30", 1, "Open now · until 6:00"),
        ("2026-10-25 06:00", 0, "Opens Saturday 22:00"),
    ],
)
def test_night_in_which_the_clocks_change(text, fold, expected):
    assert said(NIGHT, text, fold=fold) == expected


@pytest.mark.parametrize(
    ("text", "fold", "minutes"),
    [
        ("2026-03-28 23:00", 0, 6 * 60),
        ("2026-10-24 23:00", 0, 8 * 60),
        ("2026-10-25 02:30", 0, 4 * 60 + 30),
        ("2026-10-25 02:30", 1, 3 * 60 + 30),
    ],
)
def test_minutes_until_closing_are_real_ones(text, fold, minutes):
    at = local(text, fold=fold)
    assert (
        state(spans(NIGHT, at.date()), zone=BRUSSELS, at=at, is_known=True, fresh_until=EVER).minutes
        == minutes
    )


def test_closing_at_a_time_that_is_skipped_closes_when_the_clock_jumps():
    at = local("2026-03-29 01:40")
    found = spans([weekly("SU", dt.time(1), dt.time(2, 30))], at.date())
    assert state(found, zone=BRUSSELS, at=at, is_known=True, fresh_until=EVER).minutes == 20


def test_a_break_in_the_hour_that_is_skipped_is_none():
    rules = [weekly("SU", dt.time(0), dt.time(2)), weekly("SU", dt.time(2, 15), dt.time(6))]
    at = dt.datetime(2026, 3, 29, 0, 59, tzinfo=ZoneInfo("Europe/Brussels"))
    told = state(spans(rules, at.date()), zone="Europe/Brussels", at=at, is_known=True, fresh_until=EVER)
    assert (told.kind, told.until, told.minutes) == (Kind.OPEN, dt.datetime(2026, 3, 29, 6), 4 * 60 + 1)


@pytest.mark.parametrize("text", ["XX", "0MO", "6TU", "MONDAY", "1"])
def test_parse_days_refuses(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_days(text)


@pytest.mark.parametrize("text", ["0", "32", "-32", "one"])
def test_parse_numbers_refuses(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_numbers(text, 31)


def test_week_of_the_year():
    rule = weekly("MO", byweekno="1,-1")
    assert days(rule, dt.date(2026, 1, 1), dt.date(2027, 1, 31)) == (
        dt.date(2026, 12, 28),
        dt.date(2027, 1, 4),
    )


def test_day_of_the_year():
    rule = Rule(NINE, FIVE, byyearday="1,-1")
    assert days(rule, dt.date(2027, 12, 1), dt.date(2028, 12, 31)) == (
        dt.date(2027, 12, 31),
        dt.date(2028, 1, 1),
        dt.date(2028, 12, 31),
    )


def test_every_year_on_days_that_the_first_one_does_not_name():
    start = dt.date(2026, 5, 20)
    assert days(Rule(NINE, FIVE, "YEARLY", bymonthday="15", dtstart=start), start, dt.date(2026, 7, 31)) == (
        dt.date(2026, 6, 15),
        dt.date(2026, 7, 15),
    )
    assert days(Rule(NINE, FIVE, "YEARLY", byweekno="1", dtstart=start), start, dt.date(2028, 12, 31)) == (
        dt.date(2027, 1, 6),
        dt.date(2028, 1, 5),
    )


def test_rule_in_words():
    assert wording.rule(weekly("2TU,4TU", NINE, NOON)) == "2nd Tuesday, 4th Tuesday of the month 9:00–12:00"
    assert wording.rule(weekly("MO,WE"), "12") == "Monday, Wednesday 9 am–5 pm"
    assert wording.rule(Rule(dt.time(0), dt.time(0), "DAILY")) == "every day all day"
    assert wording.rule(CHRISTMAS) == "Dec. 25, 2026–Dec. 26, 2026 closed"


def test_week_table_shows_a_night_on_the_day_it_begins():
    found = spans([weekly("MO", dt.time(22), dt.time(2)), weekly("WE", dt.time(0), dt.time(0))], MONDAY)
    table = wording.week(found, MONDAY, "24")
    assert [times for _day, times in table] == [["22:00–2:00"], [], ["all day"], [], [], [], []]


def test_week_table_of_always_open_says_so_each_day():
    found = spans([Rule(dt.time(0), dt.time(0), "DAILY")], MONDAY)
    assert {tuple(times) for _day, times in wording.week(found, MONDAY, "24")} == {("all day",)}


@given(
    st.lists(st.tuples(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 1)), st.integers(1, 30)), max_size=8)
)
def test_merged_spans_are_in_order_and_apart(parts):
    found = [
        (dt.datetime.combine(day, NINE), dt.datetime.combine(day, NINE) + dt.timedelta(hours=hours))
        for day, hours in parts
    ]
    result = merged(found)
    assert all(first[1] < second[0] for first, second in pairwise(result))
    assert {start for start, _ in result} <= {start for start, _ in found}


def test_each_of_two_moments_that_a_clock_shows_alike_is_a_time_of_its_own_elsewhere():
    """To Python they are equal, and so to whatever remembers by them."""
    first, second = (
        dt.datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"), fold=fold) for fold in (0, 1)
    )
    assert first == second
    elsewhere = [hours.wall_clock(one, "Europe/Brussels") for one in (first, second)]
    assert elsewhere == [dt.datetime(2026, 11, 1, 6, 30), dt.datetime(2026, 11, 1, 7, 30)]
