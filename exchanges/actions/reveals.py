"""Telling the other one of a swap how to reach oneself, and taking it back."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow

from .. import notices, permissions, reveals
from ..models import Exchange, Reveal
from .locks import lock_exchange
from .steps import keep_place, touch


@transaction.atomic
def tell(*, by: Person, exchange: Exchange, field: str, value: str, is_sure: bool = False) -> Reveal:
    """One thing about oneself, for the other one's eyes only. It takes the place of what was told before.

    `is_sure`: asked of whoever posted without a name, and of an organizer who acts for a neighbour by phone:
    the neighbour said so. Raises `NotNow` in any other state than `reveals.can_tell`.
    """
    exchange = lock_exchange(exchange)
    if not permissions.is_party(by, exchange):
        raise NotAllowed
    mine = permissions.side(by, exchange)
    if not reveals.can_tell(exchange):
        raise NotNow(_("You can tell it while you are agreed, and for 14 days after it is done."))
    if not is_sure and permissions.must_be_sure(by, exchange):
        raise NotNow(_("Tick that you are sure."))
    limits.spend("message", by.pk)
    _empty(exchange.reveals.filter(person=mine, field=field))
    reveal = Reveal.objects.create(exchange=exchange, person=mine, field=field, value=value)
    touch(exchange.thread, mine, reveal.created_at)
    keep_place(by, exchange.thread, reveal.created_at)
    audit.record("reveal.make", reveal, by=by)
    notices.about_thread(exchange.other(mine), exchange.thread)
    return reveal


@transaction.atomic
def take_back(*, by: Person, reveal: Reveal) -> Reveal:
    """It is gone at once, for good. At any time; the other one is not told."""
    if not permissions.acts_for(by, reveal.person):
        raise NotAllowed
    lock_exchange(reveal.exchange)
    if _empty(Reveal.objects.filter(pk=reveal.pk)):
        audit.record("reveal.take_back", reveal, by=by)
    reveal.refresh_from_db()
    return reveal


@transaction.atomic
def take_back_between(blocker: Person, blocked: Person) -> None:
    """One blocked the other: all that the two told each other is gone."""
    between = Q(giver=blocker, receiver=blocked) | Q(giver=blocked, receiver=blocker)
    held = Exchange.objects.filter(between, accepted_at__isnull=False).order_by("pk")
    # Whoever is telling something just now waits, and is then refused.
    ids = list(held.select_for_update(of=("self",)).values_list("pk", flat=True))
    _empty(Reveal.objects.filter(exchange__in=ids))


def _empty(found: QuerySet[Reveal]) -> int:
    return found.filter(revoked_at=None).update(value="", revoked_at=timezone.now())
