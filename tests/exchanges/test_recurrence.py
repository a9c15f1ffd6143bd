"""Rules in plain words, as RFC 5545 and as days: by hand, and against a slow and obvious oracle."""

import datetime as dt
from calendar import monthrange

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.calendar.recurrence import MOST, WEEKS, Every, Rule, aligned, coming, days, parse, words
from mutualaid.base.network import local_today

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
START = dt.date(2026, 11, 25)  # a Wednesday


def found(rule, start, last, first=None):
    """ "2026-12-01 2026-12-08": the days, as one line."""
    return " ".join(map(str, days(rule, dt.date.fromisoformat(start), _day(first or start), _day(last))))


def _day(text):
    return dt.date.fromisoformat(text)


# --- By hand --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule(Every.DAY), "FREQ=DAILY"),
        (Rule(Every.WEEK, weekdays=(TUESDAY,)), "FREQ=WEEKLY;BYDAY=TU"),
        (
            Rule(Every.WEEK, 2, weekdays=(TUESDAY, FRIDAY), until=dt.date(2027, 6, 30)),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;UNTIL=20270630",
        ),
        (Rule(Every.MONTH, month_days=(15, -1), times=6), "FREQ=MONTHLY;BYMONTHDAY=15,-1;COUNT=6"),
        (Rule(Every.MONTH, nth=((2, TUESDAY), (-1, TUESDAY))), "FREQ=MONTHLY;BYDAY=2TU,-1TU"),
        (Rule(Every.WEEK, weekdays=(SUNDAY,), week_start=SUNDAY), "FREQ=WEEKLY;BYDAY=SU;WKST=SU"),
        (Rule(Every.YEAR), "FREQ=YEARLY"),
    ],
)
def test_rule_is_written_and_read_as_rfc_5545(rule, text):
    assert (rule.to_rrule(), parse(text), parse(f"RRULE:{text}".lower())) == (text, rule, rule)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
    ],
)
def test_rule_that_has_no_words_is_kept_as_it_is(text):
    assert parse(text) == Rule(text=text)
    assert parse(text).to_rrule() == text
    assert words(parse(text)) == "on days of its own"


def test_rule_that_has_no_words_has_its_days_all_the_same():
    assert found(parse("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"), "2026-01-01", "2026-12-31") == (
        "2026-02-13 2026-03-13 2026-11-13"
    )
    last_working_day = parse("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")
    assert found(last_working_day, "2026-10-01", "2026-12-31") == "2026-10-30 2026-11-30 2026-12-31"


def test_until_with_a_time_is_its_day():
    assert parse("FREQ=DAILY;UNTIL=20261201T225959Z") == Rule(Every.DAY, until=dt.date(2026, 12, 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every Tuesday",
        "FREQ=HOURLY",
        "FREQ=SOMETIMES",
        "FREQ=DAILY;BYHOUR=9,10",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=YEARLY;BYMONTH=6;COUNT=0",
        "FREQ=DAILY;COUNT=2;UNTIL=20261201",
        "FREQ=WEEKLY;INTERVAL=often",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;FOO=1",
    ],
)
def test_what_is_no_rule_of_days_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse(text)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"every": Every.DAY, "text": "FREQ=DAILY"},
        {"every": Every.DAY, "interval": 0},
        {"every": Every.DAY, "weekdays": (TUESDAY,)},
        {"every": Every.WEEK, "weekdays": (7,)},
        {"every": Every.WEEK, "month_days": (1,)},
        {"every": Every.MONTH, "month_days": (32,)},
        {"every": Every.MONTH, "month_days": (1,), "nth": ((1, MONDAY),)},
        {"every": Every.MONTH, "nth": ((6, MONDAY),)},
        {"every": Every.DAY, "times": 0},
        {"every": Every.DAY, "times": 2, "until": START},
    ],
)
def test_rule_that_makes_no_sense_is_refused(said):
    with pytest.raises(ValueError, match="no rule"):
        Rule(**said)


def test_days_are_counted_from_the_start():
    second_thursday = Rule(Every.WEEK, 2, weekdays=(THURSDAY,))
    assert found(second_thursday, "2026-11-25", "2026-12-31") == "2026-11-26 2026-12-10 2026-12-24"
    assert found(second_thursday, "2026-12-03", "2026-12-31") == "2026-12-03 2026-12-17 2026-12-31"


@pytest.mark.parametrize(
    ("text", "day", "first"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-11-27", "2026-12-03"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-12-03", "2026-12-03"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "2027-02-01", "2027-03-31"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1SA;COUNT=2", "2026-11-25", "2026-12-05"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260101", "2026-11-25", "2026-12-01"),
        ("FREQ=YEARLY", "2026-11-25", "2026-11-25"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-11-25", "2026-11-25"),
    ],
)
def test_a_rule_begins_with_the_first_day_that_it_names(text, day, first):
    assert aligned(parse(text), _day(day)) == _day(first)


def test_days_of_every_second_week_hang_on_where_a_week_starts():
    days = (SUNDAY, MONDAY)
    from_monday, from_sunday = (
        Rule(Every.WEEK, 2, weekdays=days, week_start=day) for day in (MONDAY, SUNDAY)
    )
    assert found(from_monday, "2026-11-23", "2026-12-10") == "2026-11-23 2026-11-29 2026-12-07"
    assert found(from_sunday, "2026-11-23", "2026-12-10") == "2026-11-23 2026-12-06 2026-12-07"


def test_days_that_a_month_does_not_have_are_left_out():
    assert found(Rule(Every.MONTH, month_days=(31,)), "2027-01-01", "2027-06-30") == (
        "2027-01-31 2027-03-31 2027-05-31"
    )
    assert found(Rule(Every.MONTH, month_days=(-1,)), "2028-01-01", "2028-03-31") == (
        "2028-01-31 2028-02-29 2028-03-31"
    )
    assert found(Rule(Every.MONTH, nth=((5, FRIDAY),)), "2026-11-01", "2027-02-28") == "2027-01-29"


def test_a_leap_day_comes_every_fourth_year():
    assert found(Rule(Every.YEAR), "2028-02-29", "2036-12-31") == "2028-02-29 2032-02-29 2036-02-29"
    assert found(Rule(Every.MONTH), "2026-12-29", "2027-03-31") == "2026-12-29 2027-01-29 2027-03-29"


def test_until_is_included_and_times_count_from_the_start():
    tuesdays = {"every": Every.WEEK, "weekdays": (TUESDAY,)}
    until = Rule(**tuesdays, until=dt.date(2026, 12, 8))
    assert found(until, "2026-11-25", "2026-12-31") == "2026-12-01 2026-12-08"
    assert found(Rule(**tuesdays, times=3), "2026-11-25", "2026-12-31", first="2026-12-08") == (
        "2026-12-08 2026-12-15"
    )


def test_coming_are_the_next_weeks_or_else_the_next_one():
    tuesdays = Rule(Every.WEEK, weekdays=(TUESDAY,))
    assert coming(tuesdays, START, START) == [
        dt.date(2026, 12, 1) + dt.timedelta(weeks=n) for n in range(WEEKS)
    ]
    assert len(coming(Rule(Every.DAY), START, START)) == MOST
    assert coming(Rule(Every.YEAR), START, dt.date(2026, 12, 1)) == [dt.date(2027, 11, 25)]
    assert coming(Rule(Every.DAY, times=3), START, dt.date(2026, 11, 28)) == []
    assert coming(Rule(Every.YEAR, 4), dt.date(2028, 2, 29), START) == [dt.date(2028, 2, 29)]


# --- In words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days"),
        ("FREQ=WEEKLY", "every week"),
        ("FREQ=WEEKLY;BYDAY=TU", "every Tuesday"),
        ("FREQ=WEEKLY;BYDAY=FR,TU", "every Tuesday and Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every day, Monday to Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "every second Thursday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "every 2 weeks: Monday and Thursday"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TU,WE", "every 3 weeks: Monday to Wednesday"),
        ("FREQ=MONTHLY", "every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "on day 15 of each month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,15,1", "on day 1, day 15 and the last day of each month"),
        ("FREQ=MONTHLY;BYDAY=1MO", "on the first Monday of each month"),
        ("FREQ=MONTHLY;BYDAY=-1TU,2TU", "on the second and last Tuesday of each month"),
        ("FREQ=MONTHLY;BYDAY=1MO,1FR", "on the first Monday and the first Friday of each month"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1SA", "on the first Saturday, every 3 months"),
        ("FREQ=YEARLY", "every year"),
        ("FREQ=YEARLY;INTERVAL=2", "every 2 years"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=6", "every Tuesday, 6 times"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=1", "every Tuesday, once"),
    ],
)
def test_words_are_what_a_neighbour_says(text, said):
    assert words(parse(text)) == said


@pytest.mark.django_db
def test_words_leave_out_the_year_that_it_is():
    this = local_today().year
    rules = [parse(f"FREQ=WEEKLY;BYDAY=TU;UNTIL={year}0630") for year in (this, this + 1)]
    assert [words(rule) for rule in rules] == [
        "every Tuesday until 30 June",
        f"every Tuesday until 30 June {this + 1}",
    ]


def test_words_have_the_weekdays_of_the_readers_language():
    with translation.override("es"):
        assert "martes" in words(parse("FREQ=WEEKLY;BYDAY=TU"))


# --- Against the oracle ---------------------------------------------------------------------------


def oracle(rule, start, last):
    """Day by day: does a neighbour who reads the rule go there?"""
    matching = []
    for number in range((last - start).days + 1):
        day = start + dt.timedelta(days=number)
        if rule.until and day > rule.until:
            break
        if _is_in_turn(rule, start, day) and _is_named(rule, start, day):
            matching.append(day)
    return matching[: rule.times]


def _is_in_turn(rule, start, day):
    if rule.every is Every.DAY:
        passed = (day - start).days
    elif rule.every is Every.WEEK:
        monday = [one - dt.timedelta(days=(one.weekday() - rule.week_start) % 7) for one in (start, day)]
        passed = (monday[1] - monday[0]).days // 7
    elif rule.every is Every.MONTH:
        passed = 12 * (day.year - start.year) + day.month - start.month
    else:
        passed = day.year - start.year
    return passed % rule.interval == 0


def _is_named(rule, start, day):
    if rule.every is Every.DAY:
        return True
    if rule.every is Every.WEEK:
        return day.weekday() in (rule.weekdays or [start.weekday()])
    if rule.every is Every.YEAR:
        return (day.month, day.day) == (start.month, start.day)
    length = monthrange(day.year, day.month)[1]
    if rule.nth:
        same = [
            number for number in range(1, length + 1) if day.replace(day=number).weekday() == day.weekday()
        ]
        wanted = [number for number, weekday in rule.nth if weekday == day.weekday()]
        return any(
            same[number - 1 if number > 0 else number] == day.day for number in wanted if number <= len(same)
        )
    if rule.month_days:
        return day.day in rule.month_days or (-1 in rule.month_days and day.day == length)
    return day.day == start.day


DATES = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))
WEEKDAYS = st.integers(0, 6)
NAMED = st.one_of(
    st.just({"every": Every.DAY}),
    st.just({"every": Every.YEAR}),
    st.just({"every": Every.MONTH}),
    st.builds(
        lambda days, first: {"every": Every.WEEK, "weekdays": tuple(days), "week_start": first},
        st.lists(WEEKDAYS, unique=True, max_size=4),
        WEEKDAYS,
    ),
    st.lists(st.sampled_from([-1, *range(1, 32)]), unique=True, min_size=1, max_size=3).map(
        lambda numbers: {"every": Every.MONTH, "month_days": tuple(numbers)}
    ),
    st.lists(
        st.tuples(st.sampled_from([-1, 1, 2, 3, 4, 5]), WEEKDAYS), unique=True, min_size=1, max_size=3
    ).map(lambda nth: {"every": Every.MONTH, "nth": tuple(nth)}),
)
ENDS = st.one_of(
    st.just({}),
    st.builds(lambda day: {"until": day}, st.dates(dt.date(2024, 1, 1), dt.date(2035, 1, 1))),
    st.builds(lambda times: {"times": times}, st.integers(1, 60)),
)
RULES = st.builds(
    lambda named, interval, ends: Rule(**named, interval=interval, **ends), NAMED, st.integers(1, 4), ENDS
)


@settings(max_examples=200, deadline=None)
@given(RULES)
def test_rule_survives_being_written_and_read(rule):
    assert parse(rule.to_rrule()) == rule


@settings(max_examples=60, deadline=None)
@given(RULES, DATES, st.integers(0, 900))
def test_days_of_ten_years_agree_with_the_oracle(rule, start, later):
    last, first = start + dt.timedelta(days=3653), start + dt.timedelta(days=later)
    expected = oracle(rule, start, last)
    assert days(rule, start, start, last) == expected
    assert days(rule, start, first, last) == [day for day in expected if day >= first]
