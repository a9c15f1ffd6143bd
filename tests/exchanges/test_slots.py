"""When in a week a post can be: the bits in its row, from its times."""

from datetime import date, time, timedelta

import pytest
import time_machine

from exchanges.calendar import slots
from exchanges.calendar.slots import AFTERNOON, EVENING, MORNING, mask
from exchanges.models import Occurrence, PostRow, project
from tests.factories.exchanges import PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
TODAY = date(2026, 11, 25)  # a Wednesday
NINE, NOON, FIVE, SIX, EIGHT, TWO = (time(hour) for hour in (9, 12, 17, 18, 20, 2))


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-25 10:00", tick=False):
        yield


def bits(**times):
    post = PostFactory(**times)
    return PostRow.objects.values_list("slots", flat=True).get(pk=post.pk)


def day(number):
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("from_time", "until_time", "parts"),
    [
        (None, None, [MORNING, AFTERNOON, EVENING]),
        (NINE, None, [MORNING]),
        (NOON, None, [AFTERNOON]),
        (SIX, None, [EVENING]),
        (NINE, NOON, [MORNING]),
        (NINE, FIVE, [MORNING, AFTERNOON]),
        (NOON, SIX, [AFTERNOON]),
        (FIVE, EIGHT, [AFTERNOON, EVENING]),
        (EIGHT, TWO, [EVENING]),
        (NINE, NINE, [MORNING, AFTERNOON, EVENING]),
    ],
)
def test_times_of_a_day_are_parts_of_it(from_time, until_time, parts):
    found = bits(from_day=day(1), until_day=day(1), from_time=from_time, until_time=until_time)
    assert found == mask([THURSDAY], parts)


@pytest.mark.parametrize(
    ("from_day", "until_day", "days"),
    [
        (day(3), day(3), [SATURDAY]),
        (day(3), day(5), [SATURDAY, SUNDAY, MONDAY]),
        (day(-9), day(1), [WEDNESDAY, THURSDAY]),
        (None, day(1), [WEDNESDAY, THURSDAY]),
        (day(1), None, range(7)),
        (day(2), day(20), range(7)),
        (None, None, range(7)),
    ],
)
def test_days_from_today_on_are_days_of_the_week(from_day, until_day, days):
    found = bits(from_day=from_day, until_day=until_day, from_time=NINE, until_time=NOON)
    assert found == mask(days, [MORNING])


def test_what_narrows_nothing_is_any_time():
    assert [bits(), bits(from_day=day(1)), bits(from_time=NINE, until_time=NINE)] == [0, 0, 0]


def test_all_times_to_come_of_which_something_is_left_count():
    post = PostFactory(from_day=day(1), until_day=day(1), from_time=NINE)
    for number, state in [(2, {}), (3, {"is_skipped": True}), (4, {"promised": 1}), (-2, {})]:
        Occurrence.objects.create(
            post=post, from_day=day(number), until_day=day(number), from_time=EIGHT, **state
        )
    project([post.pk])
    assert PostRow.objects.get().slots == mask([THURSDAY], [MORNING]) | mask([FRIDAY], [EVENING])


def test_a_mask_and_what_meets_it():
    assert mask() == slots.ALL == 2**21 - 1
    assert mask([TUESDAY], [EVENING]) == 1 << 5
    evenings, tuesday = mask(parts=[EVENING]), mask([TUESDAY])
    assert slots.meet(evenings, tuesday)
    assert not slots.meet(mask([TUESDAY], [MORNING]), evenings)
    assert slots.meet(0, evenings)
    assert slots.meet(tuesday, 0)
