"""What pages show of posts that may fit one's own: a note, why it fits, and what can be done at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from members.viewers import Viewer

from . import board, pages, permissions
from .matching.why import why
from .models import Match, Post, PostRow

MOST = 5


def of_post(post: Post, viewer: Viewer, most: int = MOST) -> list[dict[str, Any]]:
    """The best counterparts of one's own open post, best first; nothing for anybody else's.

    What has changed since it was found is asked again: only what this viewer may see now is shown.
    """
    if not post.is_open or not permissions.can_change_post(viewer.person, post):
        return []
    return _shown({post.pk: post}, viewer)[:most]


def of_person(viewer: Viewer, posts: Iterable[Post], most: int = MOST) -> list[dict[str, Any]]:
    """The best for all of these posts of one's own, each counterpart once."""
    mine = {post.pk: post for post in posts if post.is_open}
    seen: set[str] = set()
    found = []
    for item in _shown(mine, viewer):
        if item["other_id"] not in seen:
            seen.add(item["other_id"])
            found.append(item)
    return found[:most]


def _shown(mine: dict[int, Post], viewer: Viewer) -> list[dict[str, Any]]:
    """In two statements, however many posts these are."""
    asked = Q(request__in=mine, put_aside_by_request=False) | Q(offer__in=mine, put_aside_by_offer=False)
    matches = list(Match.objects.filter(asked, score__gt=0).order_by("-score", "pk")[:200]) if mine else []
    others = {match.pk: match.offer_id if match.request_id in mine else match.request_id for match in matches}
    rows = _rows(list(others.values()), viewer)
    return [
        _item(mine.get(match.request_id) or mine[match.offer_id], match, rows[others[match.pk]], viewer)
        for match in matches
        if others[match.pk] in rows
    ]


def _rows(ids: Sequence[int], viewer: Viewer) -> dict[int, dict[str, Any]]:
    seen = PostRow.objects.visible_to(viewer).filter(post__in=ids)
    return {row["post_id"]: row for row in seen.values("post_id", *board.COLUMNS)}


def _item(post: Post, match: Match, row: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    """`can_propose`: in one tap, from one's own post. What needs more to be said leads to its page."""
    plain = not (row["is_gathering"] or row["rule"] or row["mode"] == Post.Mode.LEND)
    own = post.person_id == (viewer.person.pk if viewer.person else None)
    return {
        "post": post,
        "other_id": row["public_id"],
        "card": pages.card(row, viewer),
        "why": why(match.reasons),
        "can_propose": plain and own and not (post.is_anonymous or post.is_gathering or post.is_recurring),
        "propose_url": reverse("exchanges:exchange_propose", args=[row["public_id"]]),
        "met": post.occurrence.pk,
        "aside_url": reverse("exchanges:match_put_aside", args=[post.public_id, row["public_id"]]),
    }
