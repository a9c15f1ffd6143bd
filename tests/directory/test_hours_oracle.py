"""Opening hours against a slow and obvious oracle, at ten years of minutes in five zones.

The oracle shares no line with what it checks. It lays all days, weeks, months or years out as lists, picks
from the lists, and walks from each opening minute by minute until the clock shows the closing time. Minutes
are drawn where such code goes wrong: both nights on which clocks are changed, midnight, the ends of months
and years, leap days, fifth weekdays, and the edges of the rules themselves.
"""

import datetime as dt
from calendar import Calendar, isleap
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.hours import WEEKDAYS, Kind, Rule, days, is_open, spans, state
from tests.directory.opening import EVER

# With clocks that change at two, by half an hour, never (a quarter off), and at midnight.
ZONES = [
    "Europe/Brussels",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Havana",
]
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2029, 12, 31)
AROUND = (-1, 0, 1)
ONE, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


# --- The oracle -----------------------------------------------------------------------------------


def oracle_days(rule):
    """The days on which a rule holds, until a little after LAST."""
    anchor = rule.dtstart or rule.valid_from
    if anchor is None and (rule.interval > 1 or rule.count):
        return set()
    freq = oracle_freq(rule)
    if not freq:
        found = oracle_without_rule(rule, anchor)
    else:
        periods = {"DAILY": daily, "WEEKLY": weeks, "MONTHLY": months, "YEARLY": years}[freq](rule.wkst)
        begun = next((i for i, one in enumerate(periods) if anchor in one), 0)
        turns = [one for i, one in enumerate(periods) if (i - begun) % rule.interval == 0]
        found = [day for one in turns for day in one if is_chosen(rule, freq, anchor, day)]
    found = [day for day in found if is_left(rule, day) and (not rule.count or day >= anchor)]
    found = found[: rule.count or None]
    return {
        day
        for day in found
        if not (
            (rule.dtstart and day < rule.dtstart)
            or (rule.valid_from and day < rule.valid_from)
            or (rule.until and day > rule.until)
            or (rule.valid_to and day > rule.valid_to)
        )
    }


def oracle_freq(rule):
    """What a rule is of: an ordinal is of the month; without a word for it, what its fields are of."""
    if any(character.isdigit() for character in rule.byday):
        return "MONTHLY"
    if rule.freq:
        return rule.freq
    if rule.byday:
        return "WEEKLY"
    if rule.bymonthday:
        return "MONTHLY"
    return "YEARLY" if rule.byyearday else ""


def oracle_without_rule(rule, anchor):
    if rule.is_exception:
        return all_days() if anchor or rule.until or rule.valid_to else []
    if rule.dtstart:
        return [rule.dtstart]
    return [anchor] if anchor and anchor == rule.valid_to else []


def is_chosen(rule, freq, anchor, day):
    if rule.byday:
        return any(day in of_weekday(day.year, day.month, part) for part in rule.byday.split(","))
    if freq == "DAILY" or rule.byyearday or (freq in ("MONTHLY", "YEARLY") and rule.bymonthday):
        return True
    if anchor is None:
        return False
    if freq == "WEEKLY" or (freq == "YEARLY" and rule.byweekno):
        return day.weekday() == anchor.weekday()
    if freq == "MONTHLY":
        return day.day == anchor.day
    return (day.month, day.day) == (anchor.month, anchor.day)


def is_left(rule, day):
    """Whether a day is among those that the other fields narrow to."""
    return (
        (not rule.bymonthday or day in of_month(day.year, day.month, rule.bymonthday))
        and (not rule.byyearday or day in of_year(day.year, rule.byyearday))
        and (
            not rule.byweekno or any(day in of_weeks(day.year + i, rule.wkst, rule.byweekno) for i in AROUND)
        )
    )


def picked(listed, text):
    """The first, the last ... of a list, where there is one."""
    numbers = [int(part) for part in text.split(",")]
    return [listed[number - (number > 0)] for number in numbers if abs(number) <= len(listed)]


@cache
def of_weekday(year, month, part):
    """ "2TU": the second Tuesday of a month, "TU": all of them."""
    same = [day for day in month_of(year, month) if WEEKDAYS[day.weekday()] == part[-2:]]
    return picked(same, part[:-2]) if part[:-2] else same


@cache
def of_month(year, month, text):
    return picked(month_of(year, month), text)


@cache
def of_year(year, text):
    return picked(year_of(year), text)


@cache
def of_weeks(year, wkst, text):
    """The days of the numbered weeks of a year: those that have most of their days in it."""
    own = [week for week in weeks(wkst) if sum(day.year == year for day in week) >= 4]
    return {day for week in picked(own, text) for day in week}


@cache
def month_of(year, month):
    return [day for day in Calendar().itermonthdates(year, month) if day.month == month]


@cache
def year_of(year):
    return [dt.date(year, 1, 1) + ONE * number for number in range(366 if isleap(year) else 365)]


@cache
def all_days():
    return [FIRST + ONE * number for number in range(-60, (LAST - FIRST).days + 60)]


@cache
def daily(wkst):
    return [[day] for day in all_days()]


@cache
def weeks(wkst):
    starts = [day for day in all_days() if WEEKDAYS[day.weekday()] == (wkst or "MO")]
    return [[start + ONE * number for number in range(7)] for start in starts]


@cache
def months(wkst):
    return [month_of(year, month) for year in range(FIRST.year - 1, LAST.year + 2) for month in range(1, 13)]


@cache
def years(wkst):
    return [year_of(year) for year in range(FIRST.year - 1, LAST.year + 2)]


def oracle_is_open(rules, zone, at):
    """Whether this minute of the wall clock is one of those that follow an opening."""
    now = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    excepted = {day for rule, listed in rules if rule.is_exception for day in listed}
    for rule, listed in rules:
        for day in (now.date() - ONE, now.date()):
            if day not in listed or (day in excepted and not rule.is_exception):
                continue
            if rule.opens_at is not None and rule.closes_at is not None and now in open_minutes(rule, day):
                return True
    return False


def open_minutes(rule, day):
    """Each minute from opening until the clock shows the closing time; until midnight if that is 23:59."""
    closes = dt.time() if rule.closes_at == dt.time(23, 59) else rule.closes_at
    walked = []
    moment = dt.datetime.combine(day, rule.opens_at)
    for number in count(1):
        walked.append(moment)
        moment += MINUTE
        # A minute's pause is none.
        if moment.time() == closes and number < 1439:
            return walked
        if number == 1440:
            return walked
    raise AssertionError


# --- What is asked of it --------------------------------------------------------------------------


@cache
def changes(zone):
    """The moments of the ten years at which a zone's clocks are changed, in UTC."""
    there, found = ZoneInfo(zone), []
    at, end = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (FIRST, LAST))
    while at < end:
        following = at + dt.timedelta(hours=1)
        if at.astimezone(there).utcoffset() != following.astimezone(there).utcoffset():
            found.append(following)
        at = following
    return found


@cache
def edge_days():
    """Ends of months and years, leap days, and the days that are fifth of their weekday."""
    return [
        day
        for day in all_days()
        if FIRST <= day <= LAST
        and ((day + ONE).day == 1 or day.day == 1 or day.day >= 29 or (day.month, day.day) == (2, 28))
    ]


@st.composite
def moments(draw, rules, listed):
    """A zone and a minute of the ten years, more often than not one at which something happens."""
    zone = draw(st.sampled_from(ZONES))
    kind = draw(st.sampled_from(["clocks", "edge", "rule", "rule", "any"]))
    if kind == "clocks" and changes(zone):
        at = draw(st.sampled_from(changes(zone)))
        return zone, at + MINUTE * draw(st.sampled_from([-61, -60, -31, -30, -1, 0, 1, 29, 30, 59, 60, 61]))
    known = sorted(day for day in listed if FIRST <= day <= LAST)
    if kind == "rule" and known:
        day = draw(st.sampled_from(known)) + ONE * draw(st.sampled_from([0, 0, 1]))
    elif kind == "edge":
        day = draw(st.sampled_from(edge_days()))
    else:
        day = draw(st.dates(FIRST, LAST))
    told = [time for rule in rules for time in (rule.opens_at, rule.closes_at) if time]
    time = draw(st.sampled_from([dt.time(), dt.time(23, 59), *told, *told]) | TIMES)
    local = dt.datetime.combine(day, time, ZoneInfo(zone)).replace(fold=draw(st.sampled_from([0, 1])))
    return zone, local.astimezone(dt.UTC) + MINUTE * draw(st.sampled_from([-1, 0, 0, 1]))


DATES = st.dates(FIRST, LAST) | st.sampled_from(
    [
        dt.date(2020, 2, 29),
        dt.date(2024, 2, 29),
        dt.date(2021, 1, 31),
        dt.date(2026, 12, 31),
        dt.date(2027, 1, 1),
    ]
)
TIMES = st.builds(
    dt.time, st.sampled_from([0, 1, 2, 3, 22, 23]) | st.integers(0, 23), st.sampled_from([0, 15, 30, 59])
)
BYDAY = st.lists(
    st.tuples(st.sampled_from(["", "1", "2", "5", "-1", "-5"]), st.sampled_from(WEEKDAYS)),
    min_size=1,
    max_size=3,
).map(lambda parts: ",".join("".join(part) for part in parts))
SOME_DAYS = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=4).map(",".join)
NUMBERS = {
    "bymonthday": st.sampled_from(["1", "15,-1", "31", "-31", "29"]),
    "byweekno": st.sampled_from(["1", "53", "-1,2", "10,11,12", "1,2,3,4,5,6,7,8,9,10"]),
    "byyearday": st.sampled_from(["1,-1", "60", "366", "100,200,-100"]),
}


def rules(**fields):
    return st.builds(
        Rule,
        **{
            "opens_at": TIMES,
            "closes_at": TIMES | st.just(dt.time(23, 59)),
            "is_exception": st.sampled_from([False, False, False, True]),
            **fields,
        },
    )


PLAIN = rules(freq=st.just("WEEKLY"), byday=SOME_DAYS)
# One repetition that means something, with a first day and perhaps one more field, and bounds.
REPEATED = rules(
    freq=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.sampled_from([1, 2, 3]),
    byday=st.just("") | BYDAY | SOME_DAYS,
    wkst=st.sampled_from(["", "SU", "WE"]),
    dtstart=DATES,
    until=st.none() | DATES,
    count=st.none() | st.integers(1, 40),
)
NUMBERED = st.one_of(
    *(
        rules(
            freq=st.sampled_from(["", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
            byday=st.just("") | SOME_DAYS,
            wkst=st.sampled_from(["", "SU", "WE"]),
            valid_from=st.none() | DATES,
            **{name: numbers},
        )
        for name, numbers in NUMBERS.items()
    )
)
# Anything, most of which is nonsense that a file may hold all the same.
ANY = rules(
    opens_at=TIMES | st.none(),
    closes_at=TIMES | st.none(),
    freq=st.sampled_from(["", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.sampled_from([1, 2]),
    byday=st.just("") | BYDAY,
    **{name: st.just("") | numbers for name, numbers in NUMBERS.items()},
    dtstart=st.none() | DATES,
    until=st.none() | DATES,
    count=st.none() | st.integers(1, 40),
    valid_from=st.none() | DATES,
    valid_to=st.none() | DATES,
)
RULES = PLAIN | REPEATED | NUMBERED | ANY
# On their days in place of the others: closed, or open at other times.
EXCEPTIONS = rules(
    opens_at=st.none() | TIMES,
    freq=st.just("WEEKLY"),
    byday=SOME_DAYS,
    until=DATES,
    is_exception=st.just(True),
)


def often(examples):
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often(150)
@given(RULES)
def test_days_of_ten_years_agree_with_the_oracle(rule):
    expected = sorted(day for day in oracle_days(rule) if FIRST <= day <= LAST)
    assert list(days(rule, FIRST, LAST)) == expected


@often(50)
@given(st.lists(PLAIN | RULES, min_size=1, max_size=3), st.lists(EXCEPTIONS, max_size=2), st.data())
def test_is_open_agrees_with_the_oracle(usual, exceptions, data):
    rules = usual + exceptions
    listed = [(rule, oracle_days(rule)) for rule in rules]
    interesting = {day for _, found in listed for day in found}
    for _sample in range(16):
        zone, at = data.draw(moments(rules, interesting))
        found = spans(rules, at.astimezone(ZoneInfo(zone)).date())
        assert is_open(found, zone=zone, at=at) == oracle_is_open(listed, zone, at), (zone, at)


@often(300)
@given(st.lists(PLAIN, min_size=1, max_size=3), st.data())
def test_what_a_card_promises_comes_true(rules, data):
    """ "Closes in 40 minutes": after 39 it is open, after 40 it is not; "opens in 40" the other way round."""
    zone, at = data.draw(moments(rules, ()))
    now = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    found = spans(rules, now.date())
    told = state(found, zone=zone, at=at, is_known=True, fresh_until=EVER)
    assert (told.kind is Kind.OPEN) == is_open(found, zone=zone, at=at)
    if told.minutes is None:
        assert not any(start > now + ONE for start, _ in found)
        return
    before, then = at + MINUTE * (told.minutes - 1), at + MINUTE * told.minutes
    assert is_open(found, zone=zone, at=before) == (told.kind is Kind.OPEN)
    assert is_open(found, zone=zone, at=then) == (told.kind is not Kind.OPEN)


@pytest.mark.parametrize("zone", ZONES)
def test_clocks_are_changed_as_often_as_the_samples_need(zone):
    assert len(changes(zone)) == (0 if zone == "Asia/Kathmandu" else 20)
