"""The proposals that wait at a post, side by side: its author chooses, whoever came first."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from members.models import Person
from members.viewers import Viewer
from mutualaid.base import hanging
from mutualaid.base.notes import Fact

from .. import permissions, wording
from ..models import Exchange, Handover, Message, Post


def about(post: Post, viewer: Viewer) -> hanging.Rows:
    """The viewer's own swaps about a post, with what was written when they were proposed.

    Of each it is known whether its author and whoever proposed `have_met` before.
    """
    return hanging.Rows(
        Exchange.objects.visible_to(viewer)
        .filter(occurrence__post=post)
        .annotate(have_met=Exists(_together(post.person, OuterRef("proposer"))))
        .order_by("occurrence__from_day", "-created_at", "-pk"),
        *("giver", "receiver", "proposer", "occurrence__post__person"),
        thread__messages={"kind": Message.Kind.NOTE},
        handovers={"status": Handover.Status.PROPOSED},
    )


def waiting(post: Post, viewer: Viewer, swaps: Iterable[Exchange]) -> list[dict[str, Any]]:
    """What the author sees of each proposal among these, oldest first; nothing for anybody else.

    `swap`, `person`, their `notes`, `facts`, and whether the two `have_met` before.
    """
    if not permissions.can_change_post(viewer.person, post):
        return []
    found: Any = [swap for swap in swaps if swap.status == Exchange.Status.PROPOSED]
    return [
        {
            "swap": swap,
            "person": swap.proposer,
            "notes": list(swap.thread.messages.all()),
            "facts": _facts(swap, post),
            "have_met": swap.have_met,
        }
        for swap in sorted(found, key=lambda swap: (swap.created_at, swap.pk))
    ]


def have_met(exchange: Exchange) -> bool:
    """Did the author of the post and whoever proposed swap something before? Never how often."""
    return _together(exchange.author, exchange.proposer).exists()


def _together(author: Person, proposer: Any) -> Any:
    """What the two did together, but for the proposer's posts without a name: the author never knew whose."""
    both = Q(giver=author, receiver=proposer) | Q(giver=proposer, receiver=author)
    nameless = Q(occurrence__post__is_anonymous=True, occurrence__post__person=proposer)
    return Exchange.objects.filter(both, status=Exchange.Status.DONE).exclude(nameless)


def _facts(swap: Exchange, post: Post) -> list[Fact]:
    of = swap.occurrence
    facts = [
        ("calendar-days", _when(of.from_day, of.from_time, of.until_time) if post.is_recurring else "", ""),
        ("hash", wording.counted(swap.quantity, post.unit), ""),
        ("clock", times(swap), ""),
        ("rotate-ccw", _("back on %(day)s") % {"day": _when(swap.return_on)} if swap.return_on else "", ""),
    ]
    return [fact for fact in facts if fact[1]]


def times(swap: Exchange) -> str:
    """When it would suit whoever proposed."""
    return "; ".join(_when(time.day, time.from_time, time.until_time) for time in swap.handovers.all())


def _when(day: date | None, start: time | None = None, end: time | None = None) -> str:
    return wording.when(is_standing=False, from_day=day, until_day=day, from_time=start, until_time=end)
