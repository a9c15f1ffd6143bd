"""Two connections settle something between the same two at the same moment."""

import contextlib
import threading
from datetime import timedelta

import pytest

from exchanges import actions, handovers, reveals
from exchanges.actions import handovers as times_module
from exchanges.actions import reveals as told_module
from exchanges.models import Exchange, Handover, Reveal
from members import actions as members
from mutualaid.base.network import local_today
from tests.factories.exchanges import ExchangeFactory
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
A_MOMENT = 0.5
# In a control nothing holds the other one up: it comes, however slow the machine is.
AS_LONG_AS_IT_TAKES = 30


def without_a_lock(exchange):
    return Exchange.objects.select_related("thread", "occurrence__post").get(pk=exchange.pk)


@pytest.fixture
def tell_and_block(monkeypatch):
    """One has seen that nobody blocked and is about to tell; then the other one blocks."""
    may_tell, has_blocked, check = threading.Event(), threading.Event(), reveals.can_tell
    waits: list[float] = []

    def check_and_wait(exchange):
        found = check(exchange)
        may_tell.set()
        has_blocked.wait(timeout=waits[-1])
        return found

    monkeypatch.setattr(reveals, "can_tell", check_and_wait)

    def run(swap, waits_for=A_MOMENT):
        waits.append(waits_for)

        def block():
            may_tell.wait()
            members.block(by=swap.receiver, person=swap.giver)
            has_blocked.set()

        def tell():
            actions.tell(by=swap.giver, exchange=swap, field="phone", value="555 0100")

        return at_once(tell, block)

    return run


def test_what_is_told_while_the_other_one_blocks_is_gone(tell_and_block):
    assert tell_and_block(ExchangeFactory(status="accepted")) == []
    assert Reveal.objects.get().value == ""


def test_what_is_told_without_the_lock_would_stay(tell_and_block, monkeypatch):
    """The control: were the lock not needed, this would end as the test above does."""
    monkeypatch.setattr(told_module, "lock_exchange", without_a_lock)
    tell_and_block(ExchangeFactory(status="accepted"), waits_for=AS_LONG_AS_IT_TAKES)
    assert Reveal.objects.get().value == "555 0100"


@pytest.fixture
def propose_both(monkeypatch):
    """Both have seen that the time can be, and then propose it."""
    meet, check = threading.Barrier(2), handovers.why_not
    waits: list[float] = []

    def check_and_wait(*when):
        with contextlib.suppress(threading.BrokenBarrierError):
            meet.wait(timeout=waits[-1])
        return check(*when)

    monkeypatch.setattr(handovers, "why_not", check_and_wait)

    def run(swap, waits_for=A_MOMENT):
        waits.append(waits_for)

        def propose(by):
            return lambda: actions.propose_handover(
                by=by, exchange=swap, day=local_today() + timedelta(days=2)
            )

        return at_once(propose(swap.giver), propose(swap.receiver))

    return run


def test_of_two_times_proposed_at_once_one_stands(propose_both):
    assert propose_both(ExchangeFactory(status="accepted")) == []
    assert sorted(Handover.objects.values_list("status", flat=True)) == ["dropped", "proposed"]


def test_two_times_proposed_without_the_lock_are_refused_by_the_database(propose_both, monkeypatch):
    monkeypatch.setattr(times_module, "lock_exchange", without_a_lock)
    swap = ExchangeFactory(status="accepted")
    assert propose_both(swap, waits_for=AS_LONG_AS_IT_TAKES) == ["IntegrityError"]
