"""What pages show of posts that may fit one's own: a note, why it fits, and what can be done at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from members.viewers import Viewer
from mutualaid.base import masks

from .. import board, matching, permissions
from ..matching.why import why
from ..models import Exchange, Match, Post, PostRow
from .posts import card

MOST = 5


def of_post(post: Post, viewer: Viewer, most: int = MOST) -> list[dict[str, Any]]:
    """The best counterparts of one's own open post, best first; nothing for anybody else's.

    What has changed since it was found is asked again: only what this viewer may see now is shown. Right
    after posting, before the job has come to it, it is looked for at once.
    """
    if not post.is_open or not permissions.can_change_post(viewer.person, post):
        return []
    mine = {post.pk: post}
    return _shown(mine, _known(mine) or _at_once(post), viewer)[:most]


def of_person(viewer: Viewer, posts: Iterable[Post], most: int = MOST) -> list[dict[str, Any]]:
    """The best for all of these posts of one's own, each counterpart once."""
    mine = {post.pk: post for post in posts if post.is_open}
    seen: set[str] = set()
    found = []
    for item in _shown(mine, _known(mine) if mine else [], viewer):
        if item["other_id"] not in seen:
            seen.add(item["other_id"])
            found.append(item)
    return found[:most]


def _known(mine: Mapping[int, Post]) -> list[Match]:
    """The best that were found, but for offers of those who can do no more just now."""
    asked = Q(request__in=mine, put_aside_by_request=False) | Q(offer__in=mine, put_aside_by_offer=False)
    found = Match.objects.filter(asked, score__gt=0).exclude(matching.of_busy())
    return list(found.order_by("-score", matching.load(), "pk")[:200])


def _at_once(post: Post) -> list[Match]:
    mine, theirs = ("request_id", "offer_id") if post.is_request else ("offer_id", "request_id")
    return [
        Match(**{mine: post.pk, theirs: one.post_id}, score=one.score.points, reasons=one.score.reasons)
        for one in matching.fitting(post.pk)
    ]


def _shown(mine: Mapping[int, Post], matches: Sequence[Match], viewer: Viewer) -> list[dict[str, Any]]:
    """In one statement, however many posts these are."""
    others = [match.offer_id if match.request_id in mine else match.request_id for match in matches]
    rows = _rows(others, viewer) if others else {}
    return [
        _item(mine.get(match.request_id) or mine[match.offer_id], match, rows[other], viewer)
        for match, other in zip(matches, others, strict=True)
        if other in rows
    ]


def _rows(ids: Sequence[int], viewer: Viewer) -> dict[int, dict[str, Any]]:
    """What the viewer may see of these now and has nothing going on about."""
    about = Q(occurrence__post=OuterRef("pk")) | Q(met__post=OuterRef("pk"))
    talking = Exchange.objects.visible_to(viewer).going_on().filter(about)
    seen = PostRow.objects.visible_to(viewer).filter(post__in=ids).exclude(Exists(talking))
    return {row["post_id"]: row for row in seen.values("post_id", *board.COLUMNS)}


def _item(post: Post, match: Match, row: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    """`can_propose`: in one tap, from one's own post. What needs more to be said leads to its page."""
    plain = not (row["is_gathering"] or row["rule"] or row["mode"] == Post.Mode.LEND)
    own = post.person_id == (viewer.person.pk if viewer.person else None)
    left = [some for some in (post.occurrence.left, row["left"]) if some is not None]
    return {
        "post": post,
        "other_id": row["public_id"],
        "card": card(row, viewer),
        "why": why(match.reasons, row["languages"] & masks.languages(post.languages)),
        "can_propose": plain and own and not (post.is_anonymous or post.is_gathering or post.is_recurring),
        "propose_url": reverse("exchanges:exchange_propose", args=[row["public_id"]]),
        "met": post.occurrence.pk,
        "quantity": min(left, default=1),
        "aside_url": reverse("exchanges:match_put_aside", args=[post.public_id, row["public_id"]]),
    }
