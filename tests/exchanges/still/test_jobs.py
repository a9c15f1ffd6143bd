"""The days that pass, and workers that die."""

import pytest
from procrastinate.contrib.django import app

from exchanges import actions, tasks, turning
from exchanges.models import Occurrence, Post, PostRow, project
from members.models import Notice
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.exchanges import PostFactory

pytestmark = pytest.mark.django_db


def on_the_board():
    return set(PostRow.objects.filter(published=True).values_list("title", flat=True))


@pytest.mark.parametrize(
    ("last_day", "before", "after"),
    [
        ("2027-02-03", "2027-02-03T23:59", "2027-02-04T00:01"),
        ("2027-03-28", "2027-03-28T23:59", "2027-03-29T00:01"),
        ("2027-10-31", "2027-10-31T23:59", "2027-11-01T00:01"),
        ("2027-10-30", "2027-10-30T23:59", "2027-10-31T00:01"),
    ],
)
def test_the_day_after_it_is_off_the_board_where_the_network_is(clock, last_day, before, after):
    PostFactory(title="dated", until_day=last_day)
    PostFactory(title="any day")
    clock(day=before)
    turning.turn()
    assert on_the_board() == {"dated", "any day"}
    clock(day=after)
    turning.turn()
    assert on_the_board() == {"any day"}


def test_the_next_time_takes_the_place_of_the_one_that_is_over(clock):
    post = PostFactory(
        rule="FREQ=WEEKLY;BYDAY=MO", rule_start="2027-02-01", from_day="2027-02-01", until_day="2027-02-01"
    )
    Occurrence.objects.create(post=post, from_day="2027-02-08", until_day="2027-02-08")
    project([post.pk])
    clock(1)
    assert turning.turn() == 1
    assert str(PostRow.objects.get(published=True).from_day) == "2027-02-08"
    assert turning.turn() == 0


def test_a_turn_is_one_lock_and_one_statement_however_many(django_assert_num_queries, clock):
    for count in (1, 3):
        for _ in range(count):
            PostFactory(until_day="2027-02-01")
        clock(1)
        with django_assert_num_queries(6):
            assert turning.turn() == count
        clock(0)


def test_each_night_all_rows_are_as_of_the_day(clock, monkeypatch):
    monkeypatch.setattr(turning, "AT_ONCE", 2)
    for _ in range(3):
        PostFactory(from_day="2027-02-01", until_day="2027-02-07")
    assert PostRow.objects.filter(slots=0).count() == 3
    clock(day="2027-02-05T02:11")
    assert turning.renew() == 3
    friday_to_sunday = 0b111_111_111 << 12
    assert PostRow.objects.filter(slots=friday_to_sunday).count() == 3


@pytest.mark.parametrize(
    ("zone", "hour", "asked"),
    [
        ("Europe/Brussels", "08:59", 0),
        ("Europe/Brussels", "09:00", 1),
        ("Europe/Brussels", "20:59", 1),
        ("Europe/Brussels", "21:00", 0),
        ("America/Los_Angeles", "09:00", 0),
        ("Asia/Kolkata", "04:29", 0),
        ("Asia/Kolkata", "04:31", 1),
    ],
)
def test_nobody_is_asked_at_night(clock, zone, hour, asked):
    PostFactory()
    Network.objects.update(zone=zone)
    clock(day=f"2027-03-06T{hour}")
    tasks.still_so(timestamp=0)
    assert Notice.objects.count() == asked
    network.forget()


def test_one_that_fails_keeps_no_other_from_its_turn(clock, monkeypatch):
    first, _second = PostFactory(), PostFactory()
    clock(30)
    passing = actions.pass_days

    def pass_days(*, post_id):
        if post_id == first.pk:
            raise ValueError("broken")
        return passing(post_id=post_id)

    monkeypatch.setattr(actions, "pass_days", pass_days)
    with pytest.raises(ExceptionGroup):
        turning.ask()
    assert [post.asked_at is None for post in Post.objects.order_by("pk")] == [True, False]


@pytest.mark.parametrize("broken", ["exchanges.still.telling.told.notify", "mutualaid.base.audit.record"])
def test_a_worker_killed_in_the_middle_has_done_nothing_and_the_next_does_it_once(clock, monkeypatch, broken):
    PostFactory()
    clock(30)

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(broken, die)
        with pytest.raises(Killed):
            turning.ask()
    assert (Post.objects.get().asked_at, Notice.objects.count()) == (None, 0)
    turning.ask()
    turning.ask()
    assert Notice.objects.count() == 1


def test_a_post_that_is_gone_meanwhile_is_no_error():
    assert actions.pass_days(post_id=0) is None


def test_both_jobs_stand_in_the_timetable():
    assert {task.task.name for task in app.periodic_registry.periodic_tasks.values()} >= {
        "exchanges.turn_of_the_day",
        "exchanges.still_so",
    }
