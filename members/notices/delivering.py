"""Notices on their way: when each is due on a channel, and handing over what is.

A delivery is a row in the transaction that tells the notice, with a job for when it is due. The job looks
again, under a lock: what was read or switched off meanwhile is left out, what is too early after all waits
on, and the rest goes out as one. A mail goes into the outbox in that same transaction; so whenever a worker
dies, what was not handed over still waits, and what was has its Message-ID.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from mutualaid.base.network import current_network

from ..models import Channel, Delivery, Notice, Person
from . import kinds, mails, planning, push, sms, wishes

KEPT = timedelta(days=7)
# A delivery whose job did not come in this time has lost it.
LATE = timedelta(minutes=5)


class Sender(Protocol):
    """A channel: one module each."""

    def reaches(self, person: Person) -> bool:
        """Whether this person can be reached over it."""

    def send(self, person: Person, deliveries: list[Delivery]) -> None:
        """Hand over all of these as one, in the caller's transaction, which has locked the person."""


SENDERS: dict[Channel, Sender] = {Channel.MAIL: mails, Channel.PUSH: push, Channel.SMS: sms}


def channels(person: Person) -> list[Channel]:
    """Over which this person can be reached."""
    return [channel for channel, sender in SENDERS.items() if sender.reaches(person)]


def plan(notice: Notice, kind: kinds.Kind, extra: dict[str, Any]) -> None:
    """One delivery for each channel on which this person hears of such things. `extra` is for the mail."""
    person = notice.person
    if not wishes.is_reached(person, even_out=kind.is_decision):
        return
    switched = wishes.switches(person)
    for channel, sender in SENDERS.items():
        if _is_wanted(kind, channel, switched) and sender.reaches(person):
            due_at = _due(person, channel, kind, notice.created_at)
            has_job = _waiting(person, channel).filter(due_at=due_at).exists()
            Delivery.objects.create(
                notice=notice,
                person=person,
                channel=channel,
                due_at=due_at,
                extra=_packed(person, extra) if channel == Channel.MAIL else "",
            )
            if not has_job:
                _schedule(person, channel, due_at)


def plan_again(person: Person, now: datetime) -> None:
    """They changed how they want to hear: what waits is due anew."""
    for delivery in Delivery.objects.filter(person=person, done_at=None).select_related("notice"):
        kind = kinds.get(delivery.notice.kind)
        if kind is not None:
            delivery.due_at = _due(person, Channel(delivery.channel), kind, now)
            delivery.save(update_fields=["due_at"])
            _schedule(person, Channel(delivery.channel), delivery.due_at)


@transaction.atomic
def deliver(person_id: int, channel: Channel, *, now: datetime | None = None) -> int:
    """Hand over what is due to one person on one channel. Returns how many mails (or pushes) that made."""
    now = now or timezone.now()
    people = Person.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    person = people.filter(pk=person_id).first()
    if person is None:
        return 0
    due = list(_waiting(person, channel).filter(due_at__lte=now).select_related("notice").order_by("pk"))
    wanted = _still_wanted(person, channel, due)
    Delivery.objects.filter(pk__in={row.pk for row in due} - {row.pk for row in wanted}).delete()
    return sum(_hand_over(person, channel, batch, now) for batch in _batches(person, channel, wanted))


def overdue(now: datetime) -> list[tuple[int, str]]:
    """Whom and on which channel something should have reached long ago: its job was lost."""
    late = Delivery.objects.filter(done_at=None, due_at__lt=now - LATE)
    return list(late.order_by("person", "channel").values_list("person", "channel").distinct())


def purge(now: datetime) -> int:
    """Delete what was handed over a week ago. What waits goes with its notice at the latest."""
    return Delivery.objects.filter(done_at__lt=now - KEPT).delete()[0]


# --- When ---------------------------------------------------------------------------------------------


def _due(person: Person, channel: Channel, kind: kinds.Kind, now: datetime) -> datetime:
    if kind.is_urgent:
        return now
    is_paced = channel == Channel.MAIL and not kind.is_timely
    return planning.due(
        now,
        zone=current_network().zone,
        pace=person.mail_pace if is_paced else Person.Pace.AT_ONCE,
        last=_last(person, channel, kind),
        quiet=wishes.quiet_of(person),
    )


def _last(person: Person, channel: Channel, kind: kinds.Kind) -> datetime | None:
    """When the one went out that this must keep an hour's distance from; None if it need not."""
    if channel == Channel.PUSH or _goes_alone(person, channel, kind):
        return None
    sent = Delivery.objects.filter(person=person, channel=channel, done_at__isnull=False)
    if channel == Channel.MAIL:
        sent = sent.exclude(notice__kind__in=kinds.of_threads())
    return sent.aggregate(last=Max("done_at"))["last"]


def _goes_alone(person: Person, channel: Channel, kind: kinds.Kind) -> bool:
    """What presses; a thread's mail, so that it can be answered, unless it waits for the day's; a mail that
    waits for nothing.
    """
    if kind.is_pressing or channel != Channel.MAIL:
        return kind.is_pressing
    return kind.is_urgent or (kind.is_thread and person.mail_pace == Person.Pace.AT_ONCE)


def _schedule(person: Person, channel: Channel, due_at: datetime) -> None:
    from ..tasks import deliver as job

    job.configure(schedule_at=due_at).defer(person_id=person.pk, channel=channel)


# --- What ---------------------------------------------------------------------------------------------


def _packed(person: Person, extra: dict[str, Any]) -> str:
    """As JSON; lazy words in their language."""
    said = {name: value for name, value in extra.items() if value}
    with translation.override(wishes.language_of(person)):
        return json.dumps(said, cls=DjangoJSONEncoder) if said else ""


def _waiting(person: Person, channel: Channel) -> Any:
    return Delivery.objects.filter(person=person, channel=channel, done_at=None)


def _is_wanted(kind: kinds.Kind, channel: Channel, switched: wishes.Switches) -> bool:
    if channel == Channel.MAIL and kind.template is None:
        return False
    return wishes.is_on(switched, kind.group, channel)


def _still_wanted(person: Person, channel: Channel, due: Sequence[Delivery]) -> list[Delivery]:
    """Not what was read on the site or is switched off; nothing for somebody who is out of reach."""
    if not (due and SENDERS[channel].reaches(person)):
        return []
    switched = wishes.switches(person)
    unread = [(kinds.get(row.notice.kind), row) for row in due if row.notice.read_at is None]
    return [
        row
        for kind, row in unread
        if kind
        and wishes.is_reached(person, even_out=kind.is_decision)
        and _is_wanted(kind, channel, switched)
    ]


def _batches(person: Person, channel: Channel, rows: Sequence[Delivery]) -> list[list[Delivery]]:
    """What goes out as one: each thread's mails, each thing that presses, and all the rest."""
    found: dict[str, list[Delivery]] = {}
    for row in rows:
        alone = _goes_alone(person, channel, kinds.known(row.notice.kind))
        found.setdefault(row.notice.url if alone else "", []).append(row)
    return list(found.values())


def _hand_over(person: Person, channel: Channel, batch: list[Delivery], now: datetime) -> int:
    """1; 0 where it has to wait: quiet hours were set meanwhile, or another one went out."""
    rows = Delivery.objects.filter(pk__in=[row.pk for row in batch])
    last = _last(person, channel, kinds.known(batch[0].notice.kind))
    due_at = planning.hold(now, current_network().zone, last, wishes.quiet_of(person))
    if due_at > now and not kinds.any_urgent(batch):
        rows.update(due_at=due_at)
        _schedule(person, channel, due_at)
        return 0
    SENDERS[channel].send(person, batch)
    rows.update(done_at=now, extra="")
    return 1
