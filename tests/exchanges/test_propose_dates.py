"""“Count me in” on several dates of a post: all of them or none, and each is swapped on its own."""

from datetime import date

import pytest
import time_machine

from exchanges import actions
from exchanges.models import Exchange, Message, Post
from members.models import Block, Notice
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.exchanges import ExchangeFactory, PostFactory, RecurringFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-25 10:00", tick=False) as traveller:
        limits._salts.clear()
        yield traveller
    limits._salts.clear()


@pytest.fixture
def post():
    return RecurringFactory()


def on(post, day):
    return post.occurrences.get(rule_day=day)


def propose(post, *days, by=None, **values):
    return actions.propose_dates(
        by=by or PersonFactory(), occurrences=[on(post, day) for day in days], **values
    )


def status(exchange):
    return Exchange.objects.values_list("status", flat=True).get(pk=exchange.pk)


def test_each_date_becomes_a_proposal_with_its_own_conversation(post):
    ben = PersonFactory()
    swaps = propose(post, FIRST, SECOND, by=ben, note="Gladly")
    assert [swap.occurrence.rule_day for swap in swaps] == [FIRST, SECOND]
    assert {(swap.giver, swap.receiver, swap.proposer, swap.status) for swap in swaps} == {
        (post.person, ben, ben, "proposed")
    }
    assert [message.text for message in Message.objects.order_by("pk")] == ["Gladly", "Gladly"]
    assert AuditEntry.objects.filter(action="exchange.propose").count() == 2


def test_several_are_told_once_and_lead_to_the_post_one_leads_to_itself(post):
    propose(post, FIRST, SECOND)
    [one] = propose(post, FIRST)
    assert list(Notice.objects.order_by("pk").values_list("person", "kind", "url")) == [
        (post.person.pk, "exchange_propose", post.get_absolute_url()),
        (post.person.pk, "exchange_propose", one.get_absolute_url()),
    ]


def test_several_count_as_one(post):
    newcomer = PersonFactory()
    times = limits.LIMITS["thread"].newly
    for _ in range(times):
        other = RecurringFactory()
        propose(other, FIRST, SECOND, THIRD, by=newcomer)
    with pytest.raises(limits.TooMany):
        propose(post, FIRST, by=newcomer)


@pytest.mark.parametrize("trouble", ["taken", "left out", "asked already", "over"])
def test_all_or_none(post, now, trouble):
    ben, dates = PersonFactory(), post.occurrences.filter(rule_day=FIRST)
    if trouble == "taken":
        dates.update(promised=1)
    elif trouble == "left out":
        dates.update(is_skipped=True)
    elif trouble == "over":
        now.move_to("2026-12-02 10:00")
    else:
        ExchangeFactory(occurrence=on(post, FIRST), proposer=ben)
    before = Exchange.objects.count()
    with pytest.raises(NotNow):
        propose(post, SECOND, FIRST, THIRD, by=ben)
    assert (Exchange.objects.count(), Notice.objects.count()) == (before, 0)


def test_not_to_ones_own_post_nor_one_that_is_not_seen_nor_across_a_block(post):
    ben, hidden = PersonFactory(), RecurringFactory(audience="organizers")
    Block.objects.create(blocker=post.person, blocked=ben)
    for by, there in [(post.person, post), (PersonFactory(), hidden), (ben, post)]:
        with pytest.raises(NotAllowed):
            propose(there, FIRST, SECOND, by=by)


def test_a_post_of_ones_own_meets_one_date(post):
    ben = PersonFactory()
    mine = PostFactory(kind="request", person=ben)
    with pytest.raises(NotNow, match="one date"):
        propose(post, FIRST, SECOND, by=ben, met=mine.occurrence)
    [swap] = propose(post, FIRST, by=ben, met=mine.occurrence)
    assert swap.met == mine.occurrence


def test_a_date_that_is_done_leaves_the_others_and_declines_who_waits_for_it(post):
    done = ExchangeFactory(occurrence=on(post, FIRST), status="accepted")
    late, other = ExchangeFactory(occurrence=on(post, FIRST)), ExchangeFactory(occurrence=on(post, SECOND))
    actions.done(by=post.person, exchange=done)
    assert [status(one) for one in (late, other)] == ["declined", "proposed"]
    assert Post.objects.get(pk=post.pk).status == "open"
    assert Post.objects.get(pk=post.pk).occurrence == on(post, SECOND)


def test_each_date_promises_what_is_its_own(post):
    first, second = propose(post, FIRST, SECOND)
    actions.accept(by=post.person, exchange=first)
    assert [(on(post, day).promised, on(post, day).left) for day in (FIRST, SECOND)] == [(1, 0), (0, 1)]
    actions.decline(by=post.person, exchange=second)
    assert post.occurrence == on(post, SECOND)
