from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.base import masks


@given(st.sets(st.integers(0, 125)))
def test_pair_and_bits_are_inverse_and_fit_a_bigint(chosen):
    a, b = masks.pair(chosen)
    assert masks.bits(a, b) == tuple(sorted(chosen))
    assert 0 <= a < 2**63
    assert 0 <= b < 2**63


@pytest.mark.parametrize("bit", [-1, 126])
def test_pair_refuses_a_bit_that_does_not_fit(bit):
    with pytest.raises(ValueError, match="no bit"):
        masks.pair([bit])


def test_languages_tells_the_known_apart_and_puts_the_rest_in_other():
    assert masks.languages(["en", "es"]) == 0b11
    assert masks.languages(["es-MX"]) == masks.languages(["es"])
    assert masks.languages(["tlh", "xx"]) == 1 << masks.OTHER
    assert masks.languages([]) == 0


def test_language_bits_never_move():
    """Stored masks hold them: only add at the end."""
    assert len(set(masks.LANGUAGES)) == len(masks.LANGUAGES) <= masks.OTHER
    assert [masks.language_bit(code) for code in ("en", "es", "zh", "ar", "nl")] == [0, 1, 2, 3, 60]


def at(day, hour, minute=0):
    """On a day counted from a Monday."""
    return datetime(2026, 11, 23, hour, minute) + timedelta(days=day)


QUARTER = timedelta(minutes=15)
MORNING, ALL_DAY, LIKE_NO_OTHER = 0b1111 << 18, (1 << 48) - 1, masks.UNLIKE


@pytest.mark.parametrize(
    ("spans", "week"),
    [
        ([], [0] * 7),
        ([(at(day, 9), at(day, 11)) for day in (0, 2, 7, 9, 21)], [MORNING, 0, MORNING, 0, 0, 0, 0]),
        ([(at(0, 9), at(0, 10)), (at(0, 10), at(0, 11))], [MORNING, 0, 0, 0, 0, 0, 0]),
        # Over midnight and over the week's end.
        ([(at(6, 23), at(7, 1))], [0b11, 0, 0, 0, 0, 0, 0b11 << 46]),
        ([(at(0, 0), at(35, 0))], [ALL_DAY] * 7),
        # One Monday like no other; a quarter past.
        ([(at(0, 9), at(0, 11)), (at(7, 9), at(7, 12))], [LIKE_NO_OTHER, 0, 0, 0, 0, 0, 0]),
        ([(at(1, 9), at(1, 11)), (at(4, 9), at(4, 11, 15))], [0, MORNING, 0, 0, LIKE_NO_OTHER, 0, 0]),
        ([(at(4, 9, 15), at(5, 1))], [0, 0, 0, 0, LIKE_NO_OTHER, 0b11, 0]),
    ],
)
def test_half_hours_of_a_week(spans, week):
    assert masks.week(spans) == week


def quarters(spans):
    """Each quarter of an hour that a row is open, read plainly."""
    return {start + QUARTER * n for start, end in spans for n in range((end - start) // QUARTER)}


@st.composite
def weekly(draw):
    """Nearly the same each week."""
    starts = st.tuples(st.integers(0, 6), st.integers(0, 23), st.sampled_from([0, 30, 30, 15]))
    found = []
    for day, hour, minute in draw(st.lists(starts, max_size=4)):
        lasts = timedelta(minutes=draw(st.sampled_from([30, 45, 90, 600, 2010])))
        for week in draw(st.sets(st.integers(0, 4), min_size=1)):
            start = at(day + 7 * week, hour, minute)
            found.append((start, start + lasts))
    return found


@settings(deadline=None)
@given(weekly())
def test_a_week_says_of_each_day_on_which_it_is_open_what_the_spans_do(spans):
    """Or that it cannot."""
    week, is_open = masks.week(spans), quarters(spans)
    for day in {moment.date() for moment in is_open}:
        bits = week[day.weekday()]
        assert bits
        midnight = datetime.combine(day, time())
        for half in range(48):
            told = {midnight + QUARTER * (2 * half + n) in is_open for n in range(2)}
            assert bits == masks.UNLIKE or told == {bool(bits >> half & 1)}


def test_half_hours_of_a_day_are_those_that_a_span_touches():
    assert masks.half_hours(at(0, 0), at(1, 0)) == ALL_DAY
    assert masks.half_hours(at(0, 9, 10), at(0, 9, 11)) == 1 << 18
    assert masks.half_hours(at(0, 9, 29), at(0, 9, 31)) == 0b11 << 18
    assert list(masks.by_day(at(0, 9), at(0, 9))) == []
    assert [start.date() for start, _ in masks.by_day(at(0, 9), at(2, 1))] == [
        date(2026, 11, day) for day in (23, 24, 25)
    ]
