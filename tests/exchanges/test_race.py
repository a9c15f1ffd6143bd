"""Two connections want the last one at the same moment."""

import contextlib
import itertools
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from exchanges import actions
from exchanges.actions import exchanges as module
from exchanges.actions import locks
from exchanges.models import Exchange, Occurrence, Post, Thread
from mutualaid.base.actions import NotNow
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import PersonFactory
from tests.thorough import times

pytestmark = pytest.mark.django_db(transaction=True)


def accept_all(exchanges):
    """Accept each on a connection of its own, all at once: what came of each, sorted."""
    outcomes, start = [], threading.Barrier(len(exchanges))

    def run(exchange):
        start.wait()
        try:
            actions.accept(by=exchange.author, exchange=exchange)
            outcomes.append("accepted")
        except (NotNow, IntegrityError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[exchange]) for exchange in exchanges]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def unlocked(monkeypatch):
    monkeypatch.setattr(locks, "lock_posts", lambda ids: list(Post.objects.filter(pk__in=ids)))


@pytest.fixture
def slow_check(monkeypatch, request):
    """Whoever has seen that enough is left waits for the other one to see it too, if that can be."""
    meet, check = threading.Barrier(2), module._is_there_enough
    # Who holds the lock waits in vain; without it the other one comes, however slow the machine is.
    patience = 30 if "unlocked" in request.fixturenames else 0.5

    def check_and_wait(occurrence, quantity):
        check(occurrence, quantity)
        with contextlib.suppress(threading.BrokenBarrierError):
            meet.wait(timeout=patience)

    monkeypatch.setattr(module, "_is_there_enough", check_and_wait)


def test_last_unit_goes_to_exactly_one(slow_check):
    post = PostFactory(quantity=1)
    assert accept_all([ExchangeFactory(post=post), ExchangeFactory(post=post)]) == ["NotNow", "accepted"]
    assert Occurrence.objects.get().promised == 1


def test_last_unit_without_the_lock_is_seen_by_both_and_kept_by_the_database(slow_check, unlocked):
    """The control: were the lock not needed, this would end as the test above does."""
    post = PostFactory(quantity=1)
    outcome = accept_all([ExchangeFactory(post=post), ExchangeFactory(post=post)])
    assert outcome == ["IntegrityError", "accepted"]
    assert Occurrence.objects.get().promised == 1


def proposals(people, rounds):
    """For each of these people, what they proposed to `rounds` posts of one thing each; in few statements."""
    author = PersonFactory()
    offer = {"kind": "offer", "form": "resource", "title": "A pot of soup", "audience": "members"}
    posts = Post.objects.bulk_create(Post(person=author, **offer) for _ in range(rounds))
    times = Occurrence.objects.bulk_create(Occurrence(post=post) for post in posts)
    swaps = [
        [Exchange(occurrence=time, giver=author, receiver=person, proposer=person) for time in times]
        for person in people
    ]
    Thread.objects.bulk_create(
        Thread(exchange=swap) for swap in Exchange.objects.bulk_create(itertools.chain(*swaps))
    )
    return swaps


def test_last_unit_wanted_by_eight_goes_to_exactly_one_in_each_round():
    """Eight connections that stay open, each for one of eight neighbours, start each round together."""
    rounds = times(25, thorough=1000)
    # Without an account nobody has to be written to, which takes longer than the race.
    swaps = proposals([PersonFactory(user=None) for _ in range(8)], rounds)
    start = threading.Barrier(len(swaps))

    def run(mine):
        # Each refusal rolls back, which forgets what was prepared: the joins are planned each time.
        with connection.cursor() as cursor:
            cursor.execute("SET join_collapse_limit = 1")
        try:
            return [is_accepted(swap) for swap in mine]
        finally:
            start.abort()
            connection.close()

    def is_accepted(swap):
        start.wait()
        try:
            actions.accept(by=swap.giver, exchange=swap)
        except NotNow:
            return False
        return True

    with ThreadPoolExecutor(len(swaps)) as pool:
        won = list(pool.map(run, swaps))
    assert Counter(sum(each) for each in zip(*won, strict=True)) == {1: rounds}
    assert Counter(Exchange.objects.values_list("status", flat=True)) == {
        "accepted": rounds,
        "proposed": 7 * rounds,
    }
    assert Counter(Occurrence.objects.values_list("promised", "done")) == {(1, 0): rounds}


def test_two_posts_are_locked_in_one_order_whichever_was_answered():
    """Four swaps hang on the same two posts, two from each side: nobody waits for the other in a circle."""
    ana, ben = PersonFactory(), PersonFactory()
    request, offer = RequestFactory(person=ana, quantity=9), PostFactory(person=ben, quantity=9)
    swaps = [
        Exchange.objects.create(
            occurrence=first.occurrence,
            met=second.occurrence,
            giver=ben,
            receiver=ana,
            proposer=second.person,
        )
        for first, second in [(request, offer), (offer, request)]
    ]
    assert accept_all(swaps) == ["accepted", "accepted"]
    assert list(Occurrence.objects.values_list("promised", flat=True)) == [2, 2]


@pytest.mark.parametrize(
    "change",
    [
        {"promised": 3},
        {"promised": 2, "done": 1},
        {"done": 3},
        {"promised": -1},
    ],
)
def test_database_refuses_more_than_there_is(change):
    occurrence = PostFactory(quantity=2).occurrence
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.filter(pk=occurrence.pk).update(**change)


def test_database_refuses_a_swap_with_oneself():
    post = PostFactory()
    with pytest.raises(IntegrityError, match="exchange_is_between_two"), transaction.atomic():
        ExchangeFactory(post=post, proposer=post.person)
