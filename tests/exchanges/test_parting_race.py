"""A block, or a pause, ends much at once while others act on the same posts: nobody waits in a circle."""

import threading

import pytest

from exchanges import actions
from exchanges.models import Exchange, PostRow, Ring, RingPart, Thread
from members import actions as members
from members import standing
from tests.factories.exchanges import ComingFactory, GatheringFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.together import at_once, until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)
ALL_AT_ONCE = {"lock_between", "lock_all_of"}


@pytest.fixture
def after_the_first(monkeypatch):
    """Whoever parts two stops after the first thing that locks something, until the other one waits."""
    holds = threading.Event()

    def meet(hooks, first, *, without=()):
        def stop(*people):
            holds.set()
            until_somebody_waits()

        kept = [do for do in getattr(standing, hooks) if do.__name__ not in without]
        place = next(n for n, do in enumerate(kept) if do.__name__ == first)
        monkeypatch.setattr(standing, hooks, [*kept[: place + 1], stop, *kept[place + 1 :]])
        return holds

    return meet


@pytest.fixture
def two():
    """Two have a ring that waits, and a swap that waits on one of its posts and on an older one."""
    ana, ben = PersonFactory(), PersonFactory()
    older = RequestFactory(person=ben)
    offer, asked = PostFactory(person=ana), RequestFactory(person=ben)
    back, wanted = PostFactory(person=ben), RequestFactory(person=ana)
    ring = Ring.objects.create()
    for position, (gives, takes) in enumerate([(offer, asked), (back, wanted)]):
        RingPart.objects.create(
            ring=ring,
            position=position,
            giver=gives.person,
            receiver=takes.person,
            offer=gives.occurrence,
            request=takes.occurrence,
        )
    swap = Exchange.objects.create(
        occurrence=older.occurrence, met=offer.occurrence, giver=ana, receiver=ben, proposer=ana
    )
    Thread.objects.create(exchange=swap)
    return ana, ben, swap


def block_while_accepting(two, holds):
    ana, ben, swap = two

    def accept():
        holds.wait()
        actions.accept(by=ben, exchange=swap)

    return at_once(lambda: members.block(by=ana, person=ben), accept)


def test_a_block_locks_all_posts_in_key_order_before_it_ends_anything(two, after_the_first):
    holds = after_the_first("_blocked", "part_rings")
    assert block_while_accepting(two, holds) == ["NotNow"]
    assert Exchange.objects.get().status == "withdrawn"
    assert Ring.objects.get().status == "ended"


def test_without_that_it_and_who_accepts_wait_for_each_other(two, after_the_first):
    """The control: were it not needed, this would end as the test above does."""
    holds = after_the_first("_blocked", "part_rings", without=ALL_AT_ONCE)
    assert "OperationalError" in block_while_accepting(two, holds)


def test_two_who_block_each_other_at_once_both_do(two):
    ana, ben, _swap = two
    start = threading.Barrier(2)

    def block(by, person):
        def act():
            start.wait()
            members.block(by=by, person=person)

        return act

    assert at_once(block(ana, ben), block(ben, ana)) == []
    assert Ring.objects.get().status == "ended"


@pytest.fixture
def guest():
    """Somebody with a post of their own, who comes to a gathering."""
    mine = PostFactory()
    coming = ComingFactory(person=mine.person, post=GatheringFactory())
    PostRow.objects.update(unit="of yesterday")  # the job of the day has something to write
    return mine, coming.occurrence.post


def pause_while_turning(guest, holds):
    mine, gathering = guest
    by = OrganizerFactory()

    def turn():
        holds.wait()
        actions.turn_posts(ids=[mine.pk, gathering.pk])

    return at_once(lambda: members.suspend_person(by=by, subject=mine.person, reason="other"), turn)


def test_a_pause_locks_all_posts_in_key_order_before_it_writes_a_row(guest, after_the_first):
    holds = after_the_first("_changed", "project_person")
    assert pause_while_turning(guest, holds) == []
    assert guest[1].occurrence.comings.get().status == "cancelled"


def test_without_that_it_and_the_job_of_the_day_wait_for_each_other(guest, after_the_first):
    holds = after_the_first("_changed", "project_person", without=ALL_AT_ONCE)
    assert pause_while_turning(guest, holds) == ["OperationalError"]
