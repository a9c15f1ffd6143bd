"""The proposals that wait at a post, side by side: its author chooses, whoever came first."""

from datetime import date, time
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from members.models import Person
from members.viewers import Viewer

from .. import permissions, wording
from ..models import Exchange, Handover, Message, Post


def waiting(post: Post, viewer: Viewer) -> list[dict[str, Any]]:
    """What the author sees of each proposal, oldest first; nothing for anybody else.

    `swap`, `person`, their `notes`, `facts`, and whether the two `have_met` before.
    """
    me = viewer.person
    if not permissions.can_change_post(me, post):
        return []
    found = (
        Exchange.objects.visible_to(viewer)
        .filter(occurrence__post=post, status=Exchange.Status.PROPOSED)
        .select_related("proposer", "thread", "occurrence")
        .prefetch_related(
            Prefetch("thread__messages", Message.objects.filter(kind=Message.Kind.NOTE)),
            Prefetch("handovers", Handover.objects.filter(status=Handover.Status.PROPOSED)),
        )
        .annotate(have_met=Exists(_together(post.person, OuterRef("proposer"))))
        .order_by("created_at", "pk")
    )
    return [
        {
            "swap": swap,
            "person": swap.proposer,
            "notes": list(swap.thread.messages.all()),
            "facts": _facts(swap, post),
            "have_met": swap.have_met,
        }
        for swap in found
    ]


def have_met(exchange: Exchange) -> bool:
    """Did the author of the post and whoever proposed swap something before? Never how often."""
    return _together(exchange.author, exchange.proposer).exists()


def _together(author: Person, proposer: Any) -> Any:
    """What the two did together, but for the proposer's posts without a name: the author never knew whose."""
    both = Q(giver=author, receiver=proposer) | Q(giver=proposer, receiver=author)
    nameless = Q(occurrence__post__is_anonymous=True, occurrence__post__person=proposer)
    return Exchange.objects.filter(both, status=Exchange.Status.DONE).exclude(nameless)


def _facts(swap: Exchange, post: Post) -> list[tuple[str, ...]]:
    of = swap.occurrence
    facts = [
        ("calendar-days", _when(of.from_day, of.from_time, of.until_time) if post.is_recurring else ""),
        ("hash", wording.counted(swap.quantity, post.unit)),
        ("clock", times(swap)),
        ("rotate-ccw", _("back on %(day)s") % {"day": _when(swap.return_on)} if swap.return_on else ""),
    ]
    return [fact for fact in facts if fact[1]]


def times(swap: Exchange) -> str:
    """When it would suit whoever proposed."""
    return "; ".join(_when(time.day, time.from_time, time.until_time) for time in swap.handovers.all())


def _when(day: date | None, start: time | None = None, end: time | None = None) -> str:
    return wording.when(is_standing=False, from_day=day, until_day=day, from_time=start, until_time=end)
