"""What the two of a swap told each other about how to reach them: when it is shown, and to whom."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from members.models import Person
from members.speaking import spoken_for

from .models import Exchange, Reveal
from .retention import REVEALS


def can_tell(exchange: Exchange) -> bool:
    """May the two tell each other something? While both have said yes, and for 14 days after it is done."""
    return is_in_time(exchange) and not exchange.is_apart


def is_shown(reveal: Reveal) -> bool:
    """To the two, now: nothing that was taken back, that has had its time, or across a block."""
    return reveal.revoked_at is None and reveal.value != "" and can_tell(reveal.exchange)


def gone_at(reveal: Reveal) -> datetime | None:
    """Since when it is shown no more, or until when it still is; None while nothing ends it."""
    ends = _ends(reveal.exchange)
    return min(filter(None, [reveal.revoked_at, ends]), default=None)


def told_by(person: Person) -> QuerySet[Reveal]:
    """All that a person, or a neighbour by phone for whom they act, told anybody; newest first."""
    return (
        Reveal.objects.filter(spoken_for(person, "person"))
        .select_related(
            "person", "exchange__giver", "exchange__receiver", "exchange__occurrence__post__person"
        )
        .order_by("-created_at", "-pk")
    )


def is_in_time(exchange: Exchange) -> bool:
    """Have both said yes, and is it less than 14 days since it was done?"""
    if exchange.status in Exchange.HELD:
        return True
    ends = _ends(exchange)
    return exchange.status == Exchange.Status.DONE and ends is not None and timezone.now() < ends


def _ends(exchange: Exchange) -> datetime | None:
    """14 days after it is done; at once where it did not happen."""
    if exchange.closed_at is None:
        return None
    return exchange.closed_at + REVEALS if exchange.status == Exchange.Status.DONE else exchange.closed_at
