"""Whoever owes an answer is reminded of it after two days, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges import actions
from exchanges.models import Thread
from exchanges.tasks import nudge, remind
from members.models import Block, Notice, Person
from tests.factories.exchanges import ExchangeFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


@pytest.fixture
def asked():
    """A swap in which the giver has waited for an answer for two days."""
    return a_question()


def a_question(**fields):
    swap = ExchangeFactory(**{"status": "accepted", **fields})
    actions.say(by=swap.giver if swap.giver.user else swap.receiver, thread=swap.thread, text="Thursday?")
    Notice.objects.all().delete()
    return swap


def after(hours):
    return timezone.now() + hours * HOURS


def told():
    return list(Notice.objects.order_by("pk").values_list("person", "kind"))


def test_after_48_hours_once(asked):
    assert [actions.nudge_due(after(hours)) for hours in (47, 49, 50, 500)] == [0, 1, 0, 0]
    assert told() == [(asked.receiver_id, "exchange_nudge")]
    assert Notice.objects.get().url == asked.get_absolute_url()
    [mail] = hand_over(after(60))
    assert (mail.to, mail.subject) == (asked.receiver.user.email, "Somebody waits for your answer")
    assert "Thursday" not in mail.text + mail.html


def test_again_for_another_question(asked):
    actions.nudge_due(after(49))
    thread = Thread.objects.get()
    actions.say(by=asked.receiver, thread=thread, text="Which one?")
    assert [actions.nudge_due(after(hours)) for hours in (47, 49)] == [0, 1]
    assert told()[-1] == (asked.giver_id, "exchange_nudge")


def test_not_whoever_answered(asked):
    actions.say(by=asked.receiver, thread=asked.thread, text="Yes")
    Thread.objects.update(last_at=timezone.now())
    assert actions.nudge_due(after(47)) == 0


@pytest.mark.parametrize("end", ["done", "did_not_happen"])
def test_not_when_the_swap_is_over(asked, end):
    getattr(actions, end)(by=asked.giver, exchange=asked)
    assert actions.nudge_due(after(49)) == 0


@pytest.mark.parametrize("who", ["giver", "receiver"])
def test_not_across_a_block_nor_to_or_for_somebody_suspended(who):
    apart, suspended = a_question(), a_question()
    pair = [apart.giver, apart.receiver]
    Block.objects.create(blocker=getattr(apart, who), blocked=apart.other(getattr(apart, who)))
    Person.objects.filter(pk=getattr(suspended, who).pk).update(status="suspended")
    assert actions.nudge_due(after(49)) == 0
    assert pair == [apart.giver, apart.receiver]


def test_an_organizer_for_the_neighbour_whom_they_entered():
    organizer = OrganizerFactory()
    carmen = PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now())
    a_question(post=PostFactory(person=carmen))
    actions.nudge_due(after(49))
    assert told() == [(organizer.pk, "exchange_nudge")]


def test_the_hourly_jobs_do_it(asked):
    Thread.objects.update(last_at=after(-49))
    for _ in range(2):
        nudge(0)
        remind(0)
    assert told() == [(asked.receiver_id, "exchange_nudge")]
