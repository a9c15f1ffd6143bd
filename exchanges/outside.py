"""The board for those who are elsewhere: as text for a group chat, and as a feed. Only what a newcomer sees.

Whatever leaves this way is passed on, so it is made from a newcomer's rows: what their authors opened to
everybody, while the organizers show the board at all; no name, no words but the title, no place but an area.
"""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.viewers import NEWCOMER, Viewer
from mutualaid.base import search
from mutualaid.base.mail import absolute
from mutualaid.base.network import current_network, local_today

from . import pages, wording
from .board import PUBLIC_COLUMNS, BoardFilter
from .models import Post, PostRow

# More are not read in a chat.
MOST = 50
KINDS = {Post.Kind.REQUEST: _("What neighbours need"), Post.Kind.OFFER: _("What neighbours share")}


def asked(address: QueryDict, viewer: Viewer = NEWCOMER) -> BoardFilter:
    """The newcomer's board with what this address filters by; without those whom the viewer blocked."""
    rows = PostRow.objects.visible_to(NEWCOMER).exclude(person__in=viewer.blocked)
    return BoardFilter(address, rows, viewer=NEWCOMER)


def newest(found: BoardFilter, columns: Iterable[str] = ()) -> list[dict[str, Any]]:
    """At most `MOST` rows and one more, which tells that there are more."""
    order = search.By("turn")
    return found.rows(order=order, columns=[*PUBLIC_COLUMNS, *columns], most=MOST + 1)


def about(item: dict[str, Any]) -> list[str]:
    """What its note on a newcomer's board says under the title, in the same words: needs and area."""
    note = pages.card(item, NEWCOMER)
    return [*note.chips, *(fact[1] for fact in note.facts)]


def link(item: dict[str, Any]) -> str:
    """Its page, as an address that works anywhere."""
    return absolute(reverse("exchanges:post_detail", args=[item["public_id"]]))


def text(items: Iterable[dict[str, Any]]) -> str:
    """Plain text to be pasted into a chat, a heading for each kind."""
    listed = list(items)
    today = wording.short_day(local_today())
    parts = [f"{current_network().name}, {today}"]
    for kind, heading in KINDS.items():
        if lines := [_line(item) for item in listed if item["kind"] == kind]:
            parts += [f"{heading}:", *lines]
    return "\n\n".join(parts) + "\n"


def _line(item: dict[str, Any]) -> str:
    title, words = " ".join(item["title"].split()), ", ".join(about(item))
    return f"- {title} ({words})\n{link(item)}" if words else f"- {title}\n{link(item)}"
