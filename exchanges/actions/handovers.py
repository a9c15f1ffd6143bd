"""When and where the two of a swap meet: proposed, agreed to, dropped."""

from datetime import date, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.meeting import meeting_places
from directory.models import Location
from members.models import Person
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from .. import handovers, notices, permissions
from ..models import Exchange, ExchangeEvent, Handover
from .locks import lock_exchange
from .steps import keep_place, touch


@transaction.atomic
def propose_handover(
    *,
    by: Person,
    exchange: Exchange,
    day: date,
    from_time: time | None = None,
    until_time: time | None = None,
    place: str = "",
    location: Location | None = None,
) -> Handover:
    """A day, a time, a place: in the network's zone, in their words or a public place of the directory.

    It takes the place of what was proposed before; what was agreed stands until this one is agreed to.
    Whoever proposes the swap may do it at once. Raises `NotNow` in plain words for a time that cannot be.
    """
    exchange = lock_exchange(exchange)
    if not permissions.can_propose_time(by, exchange):
        raise NotAllowed
    _is_open(exchange, Exchange.OPEN)
    if why := handovers.why_not(day, from_time, until_time):
        raise NotNow(why)
    if location and location not in meeting_places():
        raise NotNow(_("Choose one of the places, or say in your words where."))
    mine = permissions.side(by, exchange)
    _drop(exchange, Handover.Status.PROPOSED)
    handover = Handover.objects.create(
        exchange=exchange,
        proposed_by=mine,
        day=day,
        from_time=from_time,
        until_time=until_time,
        place=place,
        location=location,
    )
    _settle(exchange, by, "propose_time", mine, owed_to=mine)
    return handover


@transaction.atomic
def agree_handover(*, by: Person, handover: Handover) -> Handover:
    """Whoever did not propose it says yes. What was agreed before is dropped."""
    exchange = lock_exchange(handover.exchange)
    handover = exchange.handovers.select_related("proposed_by").get(pk=handover.pk)
    mine = exchange.other(handover.proposed_by)
    if not permissions.acts_for(by, mine):
        raise NotAllowed
    _is_open(exchange, Exchange.HELD)
    _is_still(handover, Handover.Status.PROPOSED)
    if why := handovers.why_not(handover.day, handover.from_time, handover.until_time):
        raise NotNow(why)
    _drop(exchange, Handover.Status.AGREED)
    handover.status, handover.agreed_at = Handover.Status.AGREED, timezone.now()
    handover.save(update_fields=["status", "agreed_at"])
    _settle(exchange, by, "agree_time", mine, owed_to=None)
    return handover


@transaction.atomic
def drop_handover(*, by: Person, handover: Handover) -> Handover:
    """Either of the two cannot make it, or takes their proposal back."""
    exchange = lock_exchange(handover.exchange)
    handover = exchange.handovers.get(pk=handover.pk)
    if not permissions.is_party(by, exchange):
        raise NotAllowed
    _is_open(exchange, Exchange.OPEN)
    _is_still(handover, Handover.Status.PROPOSED, Handover.Status.AGREED)
    handover.status = Handover.Status.DROPPED
    handover.save(update_fields=["status"])
    mine = permissions.side(by, exchange)
    _settle(exchange, by, "drop_time", mine, owed_to=mine)
    return handover


def _is_open(exchange: Exchange, states: frozenset[str]) -> None:
    if exchange.status == Exchange.Status.PROPOSED and exchange.status not in states:
        raise NotNow(_("First answer whether you come together at all."))
    if exchange.status not in states:
        raise NotNow(_("This swap is over: there is no time to settle any more."))
    if exchange.is_apart:
        raise NotNow(_("This conversation is closed."))


def _is_still(handover: Handover, *states: str) -> None:
    if handover.status not in states:
        raise NotNow(_("Something changed while you were reading. Look again before you go on."))


def _drop(exchange: Exchange, status: str) -> None:
    exchange.handovers.filter(status=status).update(status=Handover.Status.DROPPED)


def _settle(exchange: Exchange, by: Person, verb: str, mine: Person, *, owed_to: Person | None) -> None:
    """What every step here leaves behind. As long as the swap itself waits, its own notice tells enough."""
    event = ExchangeEvent.objects.create(exchange=exchange, by=by, verb=verb)
    touch(exchange.thread, owed_to, event.at)
    keep_place(by, exchange.thread, event.at)
    audit.record(f"exchange.{verb}", exchange, by=by)
    if exchange.status != Exchange.Status.PROPOSED:
        notices.about_exchange(exchange.other(mine), f"exchange_{verb}", exchange)
