"""Two connections at one gathering at the same moment: the last place, and one that gets free."""

import contextlib
import threading

import pytest

from exchanges import actions
from exchanges.actions import gatherings as module
from exchanges.actions import places
from exchanges.models import Coming, Occurrence, Post
from tests.factories.exchanges import ComingFactory, GatheringFactory
from tests.factories.members import PersonFactory
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def joining(post):
    person, time = PersonFactory(), post.occurrence
    return lambda: actions.join_gathering(by=person, occurrence=time)


def leaving(coming):
    return lambda: actions.leave_gathering(by=coming.person, coming=coming)


def statuses():
    return list(Coming.objects.order_by("pk").values_list("status", flat=True))


@pytest.fixture
def patience(request):
    """Seconds: who holds the lock waits in vain; without it the other one comes, however slow the machine."""
    return 30 if "unlocked" in request.fixturenames else 0.5


@pytest.fixture
def slow(monkeypatch, patience):
    """Whoever has read how many come waits for the other one to have read it too, if that can be."""
    meet, move = threading.Barrier(2), module.move_coming

    def wait_and_move(coming, name, by):
        with contextlib.suppress(threading.BrokenBarrierError):
            meet.wait(timeout=patience)
        return move(coming, name, by)

    monkeypatch.setattr(module, "move_coming", wait_and_move)


@pytest.fixture
def unlocked(monkeypatch):
    """The control: were the lock not needed, the tests would end as they do with it."""
    monkeypatch.setattr(places, "lock_posts", lambda ids: list(Post.objects.filter(pk__in=ids)))


def test_last_place_goes_to_one_and_the_other_waits(slow):
    post = GatheringFactory(quantity=1)
    assert at_once(joining(post), joining(post)) == []
    assert (sorted(statuses()), Occurrence.objects.get().promised) == (["coming", "waiting"], 1)


def test_last_place_without_the_lock_is_seen_by_both_and_kept_by_the_database(slow, unlocked):
    post = GatheringFactory(quantity=1)
    assert at_once(joining(post), joining(post)) == ["IntegrityError"]
    assert (statuses(), Occurrence.objects.get().promised) == (["coming"], 1)


def test_last_place_wanted_by_eight_goes_to_exactly_one():
    for _round in range(3):
        post = GatheringFactory(quantity=1)
        assert at_once(*[joining(post) for _ in range(8)]) == []
        line = Coming.objects.filter(occurrence__post=post)
        assert sorted(line.values_list("status", flat=True)) == ["coming"] + ["waiting"] * 7


def test_place_that_gets_free_goes_to_whoever_waits_and_not_to_who_comes_by(slow):
    post = GatheringFactory(quantity=1)
    first, waiting = ComingFactory(post=post), ComingFactory(post=post, status="waiting")
    assert at_once(leaving(first), joining(post)) == []
    waiting.refresh_from_db()
    assert (waiting.status, statuses()[2]) == ("coming", "waiting")
    assert Occurrence.objects.get().promised == 1


def test_place_that_gets_free_twice_at_once_is_counted_twice(slow):
    post = GatheringFactory(quantity=2)
    guests = [ComingFactory(post=post) for _ in range(2)]
    for _ in range(2):
        ComingFactory(post=post, status="waiting")
    assert at_once(*map(leaving, guests)) == []
    assert statuses() == ["cancelled", "cancelled", "coming", "coming"]
    assert Occurrence.objects.get().promised == 2


@pytest.fixture
def overtaken(monkeypatch, patience):
    """Run it: somebody reads that it is full; before they stand in the line, the place gets free."""
    post = GatheringFactory(quantity=1)
    first = ComingFactory(post=post)
    full, free, move = threading.Event(), threading.Event(), module.move_coming

    def move_late(coming, name, by):
        if name == "wait":
            full.set()
            # With the lock nobody leaves meanwhile.
            free.wait(timeout=patience)
        return move(coming, name, by)

    def leave_early():
        full.wait()
        leaving(first)()
        free.set()

    monkeypatch.setattr(module, "move_coming", move_late)
    return lambda: at_once(joining(post), leave_early)


def test_place_that_gets_free_while_somebody_joins_the_line_is_theirs(overtaken):
    assert overtaken() == []
    assert (statuses(), Occurrence.objects.get().promised) == (["cancelled", "coming"], 1)


def test_place_that_gets_free_without_the_lock_stays_empty_while_somebody_waits(overtaken, unlocked):
    assert overtaken() == []
    assert (statuses(), Occurrence.objects.get().promised) == (["cancelled", "waiting"], 0)
