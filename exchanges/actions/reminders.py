"""What the hourly jobs remind people of, once each."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from members.models import Person
from mutualaid.base import clocks

from .. import notices, permissions, threads
from ..models import Exchange, Handover, Thread

PATIENCE = timedelta(hours=48)
# Nobody is reminded of tomorrow before this hour of today.
FROM_HOUR = 9


def nudge_due(now: datetime) -> int:
    """Remind whoever has owed an answer for 48 hours, once until somebody writes again. Returns how many."""
    due = _owed(now).values_list("pk", flat=True)
    return sum(_nudge(pk, now) for pk in list(due))


def remind_due(now: datetime) -> int:
    """Remind both of what they agreed on for tomorrow. Returns of how many times and places."""
    if now.astimezone(clocks.zone()).hour < FROM_HOUR:
        return 0
    due = _of_tomorrow(now).values_list("pk", flat=True)
    return sum(_remind(pk, now) for pk in list(due))


def _owed(now: datetime) -> QuerySet[Thread]:
    active = Person.Status.ACTIVE
    return threads.waiting_for_an_answer().filter(
        last_at__lte=now - PATIENCE,
        nudged_at=None,
        exchange__giver__status=active,
        exchange__receiver__status=active,
    )


@transaction.atomic
def _nudge(pk: int, now: datetime) -> bool:
    """Asked again under the lock: they may have answered, or another worker was quicker."""
    thread = _owed(now).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if thread is None or thread.exchange is None or thread.last_by is None:
        return False
    thread.nudged_at = now
    thread.save(update_fields=["nudged_at"])
    notices.about_exchange(thread.exchange.other(thread.last_by), "exchange_nudge", thread.exchange)
    return True


def _of_tomorrow(now: datetime) -> QuerySet[Handover]:
    tomorrow = now.astimezone(clocks.zone()).date() + timedelta(days=1)
    return Handover.objects.filter(
        status=Handover.Status.AGREED,
        day=tomorrow,
        reminded_at=None,
        exchange__status__in=Exchange.HELD,
    ).order_by("pk")


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    handover = _of_tomorrow(now).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if handover is None:
        return False
    handover.reminded_at = now
    handover.save(update_fields=["reminded_at"])
    exchange = handover.exchange
    if exchange.is_apart:
        return False
    for person in (exchange.giver, exchange.receiver):
        if permissions.is_active(person):
            notices.about_exchange(person, "exchange_reminder", exchange)
    return True
