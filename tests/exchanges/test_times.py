"""The times of a post: one, or the days of its rule that are near, as its author says it and again."""

import dataclasses
from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from directory.models import Need
from exchanges import actions
from exchanges.calendar.slots import MORNING, mask
from exchanges.models import Coming, Exchange, Occurrence, Post, PostRow
from mutualaid.base import limits
from mutualaid.base.actions import NotNow
from tests.factories.exchanges import ExchangeFactory, PostFactory, RecurringFactory
from tests.factories.members import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
TODAY = date(2026, 11, 25)  # a Wednesday
TUESDAYS = [date(2026, 12, 1) + timedelta(weeks=number) for number in range(8)]
NINE, NOON, TWO = time(9), time(12), time(14)
WEEKLY = "FREQ=WEEKLY;BYDAY=TU"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-25 10:00", tick=False) as traveller:
        limits._salts.clear()
        yield traveller
    limits._salts.clear()


def content(**changes):
    base = actions.PostContent(
        kind="offer",
        form="service",
        title="Tea and company",
        needs=[Need.objects.get(slug="groceries")],
        rule=WEEKLY,
        from_time=NINE,
        until_time=NOON,
    )
    return dataclasses.replace(base, **changes)


def create(**changes):
    return actions.create_post(by=PersonFactory(), content=content(**changes))


def edit(post, **changes):
    return actions.edit_post(by=post.person, post=post, content=content(**changes))


def days(post, **which):
    return list(post.occurrences.filter(**which).values_list("from_day", flat=True))


def on(post, day):
    return post.occurrences.get(rule_day=day)


# --- A new post -----------------------------------------------------------------------------------


def test_new_recurring_post_has_the_times_of_the_next_weeks():
    post = create(quantity=2)
    assert (post.rule, post.rule_start) == (WEEKLY, TUESDAYS[0])
    assert days(post) == TUESDAYS
    each = post.occurrences.values_list("until_day", "rule_day", "from_time", "until_time", "quantity")
    assert list(each) == [(day, day, NINE, NOON, 2) for day in TUESDAYS]


def test_new_recurring_post_shows_its_rule_and_its_next_time_on_the_board():
    row = PostRow.objects.get(post=create())
    assert (row.published, row.is_recurring, row.rule, row.is_changed) == (True, True, WEEKLY, False)
    assert (row.from_day, row.until_day, row.from_time) == (TUESDAYS[0], TUESDAYS[0], NINE)
    assert row.slots == mask([1], [MORNING])


def test_new_recurring_post_begins_on_the_day_it_says():
    post = create(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", from_day=date(2026, 12, 3))
    assert post.rule_start == date(2026, 12, 8)
    assert days(post) == TUESDAYS[1::2]


def test_new_recurring_post_of_a_rare_day_has_the_next_one():
    assert days(create(rule="FREQ=YEARLY", from_day=date(2020, 6, 21))) == [date(2027, 6, 21)]


@pytest.mark.parametrize("rule", ["FREQ=DAILY;UNTIL=20261124", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261126"])
def test_new_recurring_post_without_a_day_to_come_says_so(rule):
    with pytest.raises(NotNow, match="no such day"):
        create(rule=rule)
    assert Post.objects.count() == 0


def test_times_of_the_spring_night_stay_what_the_clock_shows(alder):
    alder.zone = "Europe/Brussels"
    alder.save()
    with time_machine.travel("2027-03-20 10:00", tick=False):
        post = create(rule="FREQ=DAILY", from_time=time(2, 30), until_time=time(3, 30))
    night = on(post, date(2027, 3, 28))  # 2:30 is skipped on it
    assert (night.from_time, night.until_time) == (time(2, 30), time(3, 30))
    assert days(post)[7:10] == [date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29)]


def test_database_refuses_a_rule_of_what_is_always_there_and_one_without_a_start():
    for wrong in ({"is_standing": True}, {"rule_start": None}, {"rule": ""}):
        post = RecurringFactory()
        with pytest.raises(IntegrityError, match="post_recurring"), transaction.atomic():
            Post.objects.filter(pk=post.pk).update(**wrong)


# --- Said differently -----------------------------------------------------------------------------


def test_edited_words_leave_the_times_alone():
    post = create()
    before = list(post.occurrences.values())
    edit(post, title="Coffee and company", from_day=post.rule_start)
    assert list(post.occurrences.values()) == before


def test_edited_rule_drops_its_free_days_and_makes_new_ones():
    post = create()
    edit(post, rule="FREQ=WEEKLY;BYDAY=TH", from_day=post.rule_start)
    assert days(post) == [day + timedelta(days=2) for day in TUESDAYS][:7]
    assert PostRow.objects.get().from_day == date(2026, 12, 3)


def test_edited_hours_and_quantity_are_those_of_all_free_dates():
    post = create()
    edit(post, from_day=post.rule_start, from_time=TWO, until_time=None, quantity=5)
    assert set(post.occurrences.values_list("from_time", "until_time", "quantity")) == {(TWO, None, 5)}


def test_edited_rule_leaves_the_past_alone(now):
    post = create()
    now.move_to("2026-12-09 10:00")
    edit(post, rule="FREQ=WEEKLY;BYDAY=TH", from_day=date(2026, 12, 9))
    assert days(post)[:3] == [TUESDAYS[0], TUESDAYS[1], date(2026, 12, 10)]


@pytest.mark.parametrize("status", sorted(Exchange.OPEN))
def test_edited_rule_keeps_a_day_on_which_somebody_counts(status):
    post = create(quantity=3, form="resource", mode="lend")
    ExchangeFactory(occurrence=on(post, TUESDAYS[2]), status=status)
    edit(post, rule="FREQ=WEEKLY;BYDAY=TH", from_day=TODAY, from_time=TWO, quantity=5)
    assert days(post, from_day__week_day=3) == [TUESDAYS[2]]
    kept = on(post, TUESDAYS[2])
    assert (kept.from_time, kept.quantity, kept.is_changed, kept.is_skipped) == (NINE, 5, True, False)


def test_edited_rule_keeps_a_day_to_which_somebody_comes():
    post = create(mode="together", quantity=3)
    came, cancelled = on(post, TUESDAYS[1]), on(post, TUESDAYS[2])
    Coming.objects.create(occurrence=came, person=PersonFactory(), status="coming")
    Coming.objects.create(occurrence=cancelled, person=PersonFactory(), status="cancelled")
    edit(post, rule="FREQ=WEEKLY;BYDAY=TH", from_day=TODAY, mode="together")
    assert days(post, from_day__week_day=3, is_skipped=False) == [TUESDAYS[1]]


@pytest.mark.parametrize("status", ["declined", "withdrawn", "not_done"])
def test_edited_rule_leaves_out_a_day_on_which_something_was_and_nobody_counts(status):
    post = create()
    ExchangeFactory(occurrence=on(post, TUESDAYS[2]), status=status)
    edit(post, rule="FREQ=WEEKLY;BYDAY=TH", from_day=TODAY)
    assert days(post, from_day__week_day=3) == [TUESDAYS[2]]
    assert on(post, TUESDAYS[2]).is_skipped


def test_edited_rule_keeps_what_was_changed_by_hand():
    post = create()
    moved = on(post, TUESDAYS[2])
    actions.change_occurrence(
        by=post.person, occurrence=moved, day=date(2026, 12, 17), from_time=TWO, quantity=4
    )
    edit(post, rule="FREQ=WEEKLY;BYDAY=MO", from_day=TODAY, quantity=9)
    kept = on(post, TUESDAYS[2])
    assert (kept.from_day, kept.from_time, kept.quantity) == (date(2026, 12, 17), TWO, 4)


def test_edited_rule_keeps_a_day_left_out_that_it_still_has():
    post = create()
    actions.skip_occurrence(by=post.person, occurrence=on(post, TUESDAYS[2]))
    edit(post, rule="FREQ=WEEKLY;BYDAY=TU,TH", from_day=TODAY)
    assert days(post, is_skipped=True) == [TUESDAYS[2]]


def test_edited_quantity_is_no_less_than_what_was_promised():
    post = create(quantity=3)
    ExchangeFactory(occurrence=on(post, TUESDAYS[0]), quantity=2, status="accepted")
    edit(post, from_day=post.rule_start, quantity=1)
    assert list(post.occurrences.values_list("quantity", flat=True)) == [3, *[1] * 7]
    edit(post, from_day=post.rule_start, quantity=None)
    assert set(post.occurrences.values_list("quantity", flat=True)) == {None}


def test_edited_rule_without_a_day_to_come_says_so_and_changes_nothing():
    post = create()
    with pytest.raises(NotNow, match="no such day"):
        edit(post, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20261126")
    assert (Post.objects.get().rule, days(post)) == (WEEKLY, TUESDAYS)


def test_once_becomes_again_and_again_and_back():
    post = create(rule="", from_day=TODAY, until_day=TODAY)
    edit(post)
    assert days(post) == TUESDAYS
    edit(post, rule="", from_day=TODAY, until_day=TODAY)
    assert days(post) == [TODAY]
    assert (Post.objects.get().rule_start, Post.objects.get().each_from_time) == (None, None)


@pytest.mark.parametrize("is_recurring", [True, False])
def test_once_does_not_become_again_and_again_once_somebody_answered(is_recurring):
    post = RecurringFactory() if is_recurring else PostFactory(form="service")
    ExchangeFactory(post=post, status="declined")
    with pytest.raises(NotNow, match="answered already"):
        edit(post, rule="" if is_recurring else WEEKLY)
    assert Occurrence.objects.count() == (8 if is_recurring else 1)


def test_reopened_post_has_what_came_near_meanwhile(now):
    post = create()
    actions.close_post(by=post.person, post=post)
    now.move_to("2027-02-01 10:00")
    reopened = actions.reopen_post(by=post.person, post=post)
    assert days(reopened, from_day__gte=date(2027, 2, 1))[0] == date(2027, 2, 2)
    assert PostRow.objects.get().from_day == date(2027, 2, 2)


def test_reopened_post_whose_rule_has_ended_says_so(now):
    post = create(rule="FREQ=WEEKLY;BYDAY=TU;COUNT=2")
    actions.close_post(by=post.person, post=post)
    now.move_to("2027-02-01 10:00")
    with pytest.raises(NotNow, match="last date is over"):
        actions.reopen_post(by=post.person, post=post)
    assert Post.objects.get().status == "closed"
