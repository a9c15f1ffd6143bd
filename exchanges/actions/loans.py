"""What happens to something that is lent, between "we agreed" and "it is back"."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import current_network, local_today

from .. import notices, permissions
from ..models import Exchange, Post
from ..models.moves import take
from .locks import lock_as_party, lock_exchange
from .steps import log

DAY = timedelta(days=1)
# Reminders come in the middle of the morning.
FROM_HOUR = 10


@transaction.atomic
def hand_over(*, by: Person, exchange: Exchange) -> Exchange:
    """Either of the two says that what is lent changed hands. It stays promised until it is given back."""
    exchange = lock_as_party(by, exchange)
    if exchange.mode != Post.Mode.LEND:
        raise NotNow(_("Only what is lent comes back. Say that it is done."))
    take(exchange, "hand_over")
    exchange.handed_over_at = timezone.now()
    exchange.save(update_fields=["status", "handed_over_at"])
    return log(exchange, "hand_over", by, tell=permissions.other(by, exchange))


@transaction.atomic
def ask_to_keep(*, by: Person, exchange: Exchange, until: date) -> Exchange:
    """Whoever borrowed asks for a later day of return. Asking again takes the place of the day before."""
    exchange = lock_exchange(exchange)
    if not permissions.can_ask_to_keep(by, exchange):
        raise NotAllowed
    _is_going_on(exchange)
    limits.spend("message", by.pk)
    if until <= max(local_today(), exchange.return_on or local_today()):
        raise NotNow(_("Choose a day after the one that you agreed on."))
    exchange.asked_return_on = until
    exchange.save(update_fields=["asked_return_on"])
    return log(exchange, "ask_to_keep", by, tell=exchange.giver)


@transaction.atomic
def let_keep(*, by: Person, exchange: Exchange) -> Exchange:
    """Whoever lent says yes: it comes back on the day that was asked for."""
    exchange = _by_the_lender(by, exchange)
    return _return_on(exchange, _asked(exchange), "let_keep", by)


@transaction.atomic
def want_back(*, by: Person, exchange: Exchange) -> Exchange:
    """Whoever lent needs it: the day of return stays as it was."""
    exchange = _by_the_lender(by, exchange)
    _asked(exchange)
    return _return_on(exchange, exchange.return_on, "want_back", by)


@transaction.atomic
def set_return(*, by: Person, exchange: Exchange, until: date) -> Exchange:
    """Whoever lent chooses another day of return, without being asked."""
    exchange = _by_the_lender(by, exchange)
    if until < local_today():
        raise NotNow(_("That day is over. Choose another one."))
    return _return_on(exchange, until, "set_return", by)


def remind_returns(*, now: datetime) -> int:
    """Both of each loan, on the day before its return and again when it is not back: each once.

    `now`: aware; nobody is reminded before ten on the network's clock. Returns how many loans.
    """
    local = now.astimezone(ZoneInfo(current_network().zone))
    if local.hour < FROM_HOUR:
        return 0
    soon, late = Q(return_on__range=(local.date(), local.date() + DAY)), Q(return_on__lt=local.date())
    due = Exchange.objects.filter(
        soon & Q(reminded_of=None) | late & ~Q(reminded_of__gt=F("return_on")),
        status__in=Exchange.HELD,
        mode=Post.Mode.LEND,
    )
    return sum(_remind(exchange, local.date()) for exchange in due.order_by("pk"))


@transaction.atomic
def _remind(exchange: Exchange, today: date) -> int:
    """Tell both, and remember for which side of the day of return they were told."""
    exchange = lock_exchange(exchange)
    if exchange.status not in Exchange.HELD or exchange.return_on is None:
        return 0
    is_late = exchange.return_on < today
    told = exchange.return_on + DAY if is_late else exchange.return_on - DAY
    if exchange.return_on > today + DAY or (exchange.reminded_of and exchange.reminded_of >= told):
        return 0
    exchange.reminded_of = told
    exchange.save(update_fields=["reminded_of"])
    for person in (exchange.giver, exchange.receiver):
        notices.about_exchange(person, "exchange_late" if is_late else "exchange_due", exchange)
    return 1


def _by_the_lender(by: Person, exchange: Exchange) -> Exchange:
    exchange = lock_exchange(exchange)
    if not permissions.can_set_return(by, exchange):
        raise NotAllowed
    _is_going_on(exchange)
    return exchange


def _is_going_on(exchange: Exchange) -> None:
    if exchange.mode != Post.Mode.LEND or exchange.status not in Exchange.HELD:
        raise NotNow(_("Something changed while you were reading. Look again before you go on."))


def _asked(exchange: Exchange) -> date:
    if exchange.asked_return_on is None:
        raise NotNow(_("Something changed while you were reading. Look again before you go on."))
    return exchange.asked_return_on


def _return_on(exchange: Exchange, day: date | None, verb: str, by: Person) -> Exchange:
    """Nothing is asked any more; a new day is reminded of anew."""
    if day != exchange.return_on:
        exchange.return_on, exchange.reminded_of = day, None
    exchange.asked_return_on = None
    exchange.save(update_fields=["return_on", "reminded_of", "asked_return_on"])
    return log(exchange, verb, by, tell=exchange.receiver)
