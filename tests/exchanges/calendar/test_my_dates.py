"""Whose dates are which, and what a calendar is told of them."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from exchanges import actions
from exchanges.calendar.my_dates import Kind, dates_of
from exchanges.models import Coming, Exchange, ExchangeEvent, Handover, Occurrence, Post
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    GatheringFactory,
    PostFactory,
    RecurringFactory,
    RequestFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)
SAME_DAY = {"from_day": "2027-03-04", "until_day": "2027-03-04"}


def said(person):
    """Kind, first day, last day and times of each."""
    return [
        (one.kind, str(one.day), str(one.until_day), one.from_time, one.until_time)
        for one in dates_of(person, TODAY)
    ]


def kinds(person):
    return [one.kind for one in dates_of(person, TODAY)]


def handover(exchange, status="agreed", day="2027-03-05", **more):
    agreed_at = timezone.now() if status == "agreed" else None
    return Handover.objects.create(
        exchange=exchange, proposed_by=exchange.giver, day=day, status=status, agreed_at=agreed_at, **more
    )


@pytest.mark.parametrize(
    ("state", "status", "day", "is_there"),
    [
        ("accepted", "agreed", "2027-03-01", True),
        ("accepted", "agreed", "2027-02-28", False),
        ("accepted", "proposed", "2027-03-05", False),
        ("accepted", "dropped", "2027-03-05", False),
        ("done", "agreed", "2027-03-05", False),
        ("not_done", "agreed", "2027-03-05", False),
    ],
)
def test_handovers_that_were_agreed_of_swaps_that_go_on(state, status, day, is_there):
    exchange = ExchangeFactory(status=state)
    handover(exchange, status, day, from_time=time(18))
    for person in (exchange.giver, exchange.receiver):
        assert (Kind.HANDOVER in kinds(person)) is is_there
    assert kinds(PersonFactory()) == []


def test_a_block_takes_the_date_away(ana):
    from members import actions as members

    exchange = ExchangeFactory(status="accepted", proposer=ana)
    handover(exchange)
    members.block(by=exchange.giver, person=ana)
    assert (kinds(ana), kinds(exchange.giver)) == ([], [])


@pytest.mark.parametrize(
    ("status", "day", "is_there"),
    [
        ("lent", "2027-03-01", True),
        ("accepted", "2027-03-09", True),
        ("lent", "2027-02-28", False),
        ("done", "2027-03-09", False),
    ],
)
def test_days_of_return_of_what_is_lent(status, day, is_there):
    exchange = ExchangeFactory(post=PostFactory(mode="lend"), status=status, return_on=day)
    for person in (exchange.giver, exchange.receiver):
        assert (Kind.RETURN in kinds(person)) is is_there


@pytest.mark.parametrize(
    ("status", "of_post", "is_there"),
    [
        ("coming", {}, True),
        ("waiting", {}, False),
        ("cancelled", {}, False),
        ("declined", {}, False),
        ("coming", {"status": "paused"}, True),
        ("coming", {"status": "withdrawn"}, False),
        ("coming", {"is_skipped": True}, False),
        ("coming", {"until_day": "2027-02-28", "from_day": "2027-02-28"}, False),
    ],
)
def test_gatherings_to_which_they_come(ana, status, of_post, is_there):
    when = {"from_day": "2027-03-06", "until_day": "2027-03-06", "from_time": "14:00"}
    post = PostFactory(is_gathering=True, mode="together", quantity=6, **(when | of_post))
    Coming.objects.create(occurrence=post.occurrences.get(), person=ana, status=status)
    assert (Kind.GATHERING in kinds(ana)) is is_there


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"from_day": "2027-03-04"}, [("2027-03-04", "2027-03-04", None, None)]),
        ({"until_day": "2027-03-04"}, [("2027-03-04", "2027-03-04", None, None)]),
        (
            {
                "from_day": "2027-03-04",
                "until_day": "2027-03-04",
                "from_time": "09:00",
                "until_time": "11:00",
            },
            [("2027-03-04", "2027-03-04", time(9), time(11))],
        ),
        (
            {"from_day": "2027-02-20", "until_day": "2027-03-04", "from_time": "09:00"},
            [("2027-02-20", "2027-03-04", None, None)],
        ),
        ({"until_day": "2027-02-28"}, []),
        ({"until_day": "2027-03-04", "status": "paused"}, []),
        ({"until_day": "2027-03-04", "status": "closed"}, []),
        ({"until_day": "2027-03-04", "is_skipped": True}, []),
    ],
)
def test_days_of_their_own_posts(ana, fields, expected):
    PostFactory(person=ana, **fields)
    PostFactory(until_day="2027-03-04")
    assert [one[1:] for one in said(ana)] == expected


def test_each_date_of_a_post_that_comes_again_is_one_of_its_own(ana):
    post = PostFactory(person=ana, rule="FREQ=WEEKLY;BYDAY=TU", rule_start="2027-03-02")
    Occurrence.objects.all().delete()
    for day in ("2027-03-02", "2027-03-09"):
        Occurrence.objects.create(post=post, rule_day=day, from_day=day, until_day=day)
    assert [(str(one.day), one.uid) for one in dates_of(ana, TODAY)] == [
        ("2027-03-02", f"{post.public_id}-2027-03-02"),
        ("2027-03-09", f"{post.public_id}-2027-03-09"),
    ]


def test_what_closes_soon_is_there_for_their_own_posts_only(ana):
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now())
    for person in (organizer, neighbour):
        PostFactory(person=person, confirmed_at="2027-01-20T12:00Z", asked_at="2027-02-20T12:00Z")
    [one] = dates_of(organizer, TODAY)
    assert (one.kind, one.day) == (Kind.END, date(2027, 3, 21))


def test_what_is_moved_keeps_its_uid_and_counts_on(ana, now):
    """Each kind that can be moved: the same uid, a higher sequence, changed later."""
    swap = ExchangeFactory(status="accepted", proposer=ana)
    first = handover(swap)
    loan = ExchangeFactory(post=PostFactory(mode="lend"), proposer=ana, status="lent", return_on="2027-03-09")
    ExchangeEvent.objects.create(exchange=loan, verb="accept")
    post = RequestFactory(person=ana, until_day="2027-03-04")
    before = {one.uid: one for one in dates_of(ana, TODAY)}
    now.shift(timedelta(hours=1))
    Handover.objects.filter(pk=first.pk).update(status="dropped")
    handover(swap, day="2027-03-06")
    ExchangeEvent.objects.create(exchange=loan, verb="let_keep")
    Exchange.objects.filter(pk=loan.pk).update(return_on="2027-03-12")
    Occurrence.objects.filter(post=post).update(until_day="2027-03-07")
    Post.objects.filter(pk=post.pk).update(edited_at=timezone.now())
    after = {one.uid: one for one in dates_of(ana, TODAY)}
    assert after.keys() == before.keys()
    assert len(after) == 3
    for uid in after:
        assert after[uid].day > before[uid].day
        assert after[uid].sequence > before[uid].sequence
        assert after[uid].changed_at > before[uid].changed_at


def move_by(days):
    """One date of a post, to another day, by its author."""

    def move(post):
        time = post.occurrences.get(rule_day="2027-03-09")
        day = time.from_day + timedelta(days)
        actions.change_occurrence(by=post.person, occurrence=time, day=day, quantity=6)

    return move


@pytest.mark.parametrize("who", ["author", "guest"])
def test_one_date_that_is_moved_again_and_again_counts_on(ana, now, who):
    """Its day is another one, so calendars have to take it anew; its other dates stay as they are."""
    post = RecurringFactory(
        is_gathering=True,
        mode="together",
        form="service",
        each_quantity=6,
        rule="FREQ=WEEKLY;BYDAY=TU;COUNT=3",
    )
    for occurrence in post.occurrences.all():
        ComingFactory(person=ana, occurrence=occurrence)
    person = post.person if who == "author" else ana
    uid, seen = f"{post.public_id}-2027-03-09", []
    for move in (lambda post: None, move_by(1), move_by(2), move_by(-3)):
        now.shift(timedelta(hours=1))
        move(post)
        dates = {one.uid: one for one in dates_of(person, TODAY)}
        assert len(dates) == 3
        others = {(one.sequence, one.changed_at) for one in dates.values() if one.uid != uid}
        seen.append((str(dates[uid].day), dates[uid].sequence, dates[uid].changed_at, others))
    assert [day for day, *_rest in seen] == ["2027-03-09", "2027-03-10", "2027-03-12", "2027-03-09"]
    for which in (1, 2):
        assert sorted({one[which] for one in seen}) == [one[which] for one in seen]
    assert all(one[3] == seen[0][3] for one in seen)


def test_whoever_comes_again_is_not_told_a_lower_number(ana, now):
    """A calendar would keep what it has."""
    coming = ComingFactory(person=ana, post=GatheringFactory(day=date(2027, 3, 9)))
    now.shift(timedelta(days=1))
    Post.objects.update(edited_at=timezone.now())
    [before] = dates_of(ana, TODAY)
    now.shift(timedelta(days=1))
    actions.leave_gathering(by=ana, coming=coming)
    actions.join_gathering(by=ana, occurrence=coming.occurrence)
    [after] = dates_of(ana, TODAY)
    assert after.sequence > before.sequence


def test_reopened_on_another_day_counts_on(ana, now):
    post = PostFactory(person=ana, from_day="2027-03-02", until_day="2027-03-02")
    [before] = dates_of(ana, TODAY)
    now.shift(timedelta(days=3))
    actions.withdraw_post(by=ana, post=post)
    actions.reopen_post(by=ana, post=post, day=date(2027, 3, 8))
    [after] = dates_of(ana, TODAY)
    assert (str(after.day), after.uid) == ("2027-03-08", before.uid)
    assert after.sequence > before.sequence


@pytest.mark.parametrize("count", [1, 3])
def test_one_statement_for_one_and_for_three_of_each(django_assert_num_queries, ana, count):
    for _ in range(count):
        lent = {"post": PostFactory(mode="lend"), "status": "lent", "return_on": "2027-03-09"}
        handover(ExchangeFactory(proposer=ana, **lent))
        gathering = PostFactory(is_gathering=True, mode="together", until_day="2027-03-06", quantity=6)
        Coming.objects.create(occurrence=gathering.occurrences.get(), person=ana, status="coming")
        PostFactory(person=ana, until_day="2027-03-05", asked_at=timezone.now())
    with django_assert_num_queries(1):
        assert len(dates_of(ana, TODAY)) == 5 * count


def test_they_are_in_order(ana):
    PostFactory(person=ana, from_day="2027-03-05", until_day="2027-03-05", from_time="18:00", title="evening")
    PostFactory(person=ana, until_day="2027-03-05", title="day")
    PostFactory(person=ana, until_day="2027-03-04", title="before")
    titles = dict(Post.objects.values_list("public_id", "title"))
    assert [titles[one.uid.split("-")[0]] for one in dates_of(ana, TODAY)] == ["before", "day", "evening"]


def test_answering_takes_the_end_away(ana):
    post = PostFactory(person=ana, confirmed_at="2027-01-20T12:00Z", asked_at="2027-02-20T12:00Z")
    actions.answer_still_so(by=ana, post=post, answer="yes")
    assert kinds(ana) == []
