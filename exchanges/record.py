"""What somebody gave and received, for their own eyes; and the part of all who do both, for the network."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format

from members.models import Person
from mutualaid.base.network import current_network

from . import wording
from .models import Exchange, Post

PERIOD = timedelta(days=90)
# Fewer than that could be told apart.
FEWEST = 5


def done_by(person: Person) -> QuerySet[Exchange]:
    """What this person gave and received, newest first."""
    mine = Exchange.objects.filter(Q(giver=person) | Q(receiver=person), status=Exchange.Status.DONE)
    return (
        mine.select_related("occurrence__post")
        .prefetch_related("occurrence__post__needs")
        .order_by("-closed_at", "-pk")
    )


def by_month(swaps: Iterable[Exchange], person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """ "November 2026" and what was done in it. Nothing is added up: nobody owes anybody."""
    for month, group in groupby(swaps, _month):
        yield date_format(month, "F Y"), [_entry(swap, person) for swap in group]


def share_of_both(now: datetime) -> float | None:
    """The part (0 to 1) of all active members who both gave and received within 90 days.

    None while fewer than five did anything at all. Nothing about anybody can be told from it.
    """
    done = Exchange.objects.filter(status=Exchange.Status.DONE, closed_at__range=(now - PERIOD, now))
    gave = Exists(done.filter(giver=OuterRef("pk")))
    received = Exists(done.filter(receiver=OuterRef("pk")))
    counts = (
        Person.objects.active()
        .annotate(gave=gave, received=received)
        .aggregate(
            everybody=Count("pk"),
            some=Count("pk", filter=Q(gave=True) | Q(received=True)),
            both=Count("pk", filter=Q(gave=True, received=True)),
        )
    )
    return counts["both"] / counts["everybody"] if counts["some"] >= FEWEST else None


def _month(swap: Exchange) -> date:
    assert swap.closed_at is not None
    return swap.closed_at.astimezone(ZoneInfo(current_network().zone)).date().replace(day=1)


def _entry(swap: Exchange, person: Person) -> dict[str, Any]:
    post = swap.post
    amount = wording.counted(swap.quantity, post.unit)
    return {
        "swap": swap,
        "gave": swap.giver_id == person.pk,
        "is_loan": swap.mode == Post.Mode.LEND,
        "needs": ", ".join(need.name for need in post.needs.all()),
        "kind": post.get_form_display(),
        "amount": amount,
    }
