"""What pages show of posts that may fit one's own: a note, why it fits, and what can be done at once."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from members.viewers import Viewer
from mutualaid.base import hanging, masks, search
from mutualaid.base.notes import Note
from mutualaid.base.together import Looking

from .. import board, matching, permissions
from ..matching.why import why
from ..models import Exchange, Match, Post, PostRow
from ..visibility import visible_q
from .posts import card

MOST = 5
# So long after its author posted or changed it, the job may not have come to it yet.
AT_ONCE = timedelta(hours=1)

Item = dict[str, Any]


def known(post: Post, viewer: Viewer) -> hanging.Rows:
    """What was found for one's own open post, best first, for `of_post`; nothing for anybody else's.

    What has changed since then is asked again: only what this viewer may see now is shown.
    """
    return hanging.Values(_known([post] if _wants(post, viewer) else [], viewer, MOST))


def of_post(post: Post, viewer: Viewer, known: list[Item]) -> Looking[list[Note]]:
    """The best counterparts of one's own open post, best first.

    Right after posting, before the job has come to it, it is looked for at once.
    """
    found = known
    if not found and _wants(post, viewer) and timezone.now() - post.confirmed_at < AT_ONCE:
        found = yield from _at_once(post, viewer)
    return [_item(post, row, viewer) for row in found[:MOST]]


def _wants(post: Post, viewer: Viewer) -> bool:
    """Is it the viewer's own, and is anybody still wanted there?"""
    is_full = post.is_gathering and post.occurrence.left == 0
    return post.is_open and not is_full and permissions.can_change_post(viewer.person, post)


def of_person(
    viewer: Viewer, posts: Iterable[Post], swaps: Iterable[Exchange], most: int = MOST
) -> list[Note]:
    """The best for all of these posts of one's own, each counterpart once. `swaps`: what is going on."""
    mine = {post.pk: post for post in posts if post.is_open}
    talked = {time.post_id for swap in swaps for time in swap.times}
    best: dict[str, Item] = {}
    # Each may be among the best of every post.
    for row in _known(mine.values(), viewer, most * len(mine), talked):
        best.setdefault(row["public_id"], row)
    return [
        _item(mine.get(row["request_id"]) or mine[row["offer_id"]], row, viewer)
        for row in list(best.values())[:most]
    ]


def _known(posts: Collection[Post], viewer: Viewer, most: int, talked: Collection[int] | None = None) -> Any:
    """The best that were found for these, as rows of the board with `reasons`. One statement.

    `talked`: the posts about which the viewer has something going on, where these were read already.
    """
    kinds = {"request": "offer", "offer": "request"}
    of_kind = {kind: [post.pk for post in posts if post.kind == kind] for kind in kinds}
    sides = [_across(ids, viewer, kind, kinds[kind], talked) for kind, ids in of_kind.items() if ids]
    if not sides:
        return Match.objects.none().values("pk")
    first, *others = sides
    return first.union(*others, all=True).order_by("-score", "given", "pk")[:most]


def _across(ids: list[int], viewer: Viewer, ours: str, theirs: str, talked: Collection[int] | None) -> Any:
    """What meets these posts of one kind, but for offers of those who can do no more just now."""
    asked = Match.objects.filter(**{f"{ours}__in": ids, f"put_aside_by_{ours}": False}, score__gt=0)
    going_on = _is_talking(viewer, f"{theirs}_id") if talked is None else Q(**{f"{theirs}__in": talked})
    seen = asked.filter(visible_q(viewer, f"{theirs}__row__")).exclude(going_on)
    row = {name: F(f"{theirs}__row__{name}") for name in board.COLUMNS}
    free = seen.exclude(matching.of_busy()).annotate(given=matching.load())
    return free.values("pk", "score", "given", "reasons", "request_id", "offer_id", **row)


def _at_once(post: Post, viewer: Viewer) -> Looking[list[Item]]:
    fitting = {one.post_id: list(one.score.reasons) for one in matching.fitting(post)}
    if not fitting:
        return []
    rows = PostRow.objects.visible_to(viewer).filter(post__in=fitting).exclude(_is_talking(viewer, "pk"))
    columns = ["post_id", *board.COLUMNS]
    [found] = yield [search.Asked(queryset=rows, order=search.By(), columns=columns, per_page=len(fitting))]
    seen = {row["post_id"]: row for row in found.items}
    return [{**seen[pk], "reasons": reasons} for pk, reasons in fitting.items() if pk in seen]


def _is_talking(viewer: Viewer, post: str) -> Exists:
    """Does the viewer have something going on about it?"""
    about = Q(occurrence__post=OuterRef(post)) | Q(met__post=OuterRef(post))
    return Exists(Exchange.objects.visible_to(viewer).going_on().filter(about))


def _item(post: Post, row: Item, viewer: Viewer) -> Note:
    """Its note; in its `more` why it fits and what can be done.

    `can_propose`: in one tap, from one's own post. What needs more to be said leads to its page.
    """
    plain = not (row["is_gathering"] or row["rule"] or row["mode"] == Post.Mode.LEND)
    own = post.person_id == (viewer.person.pk if viewer.person else None)
    left = [some for some in (post.occurrence.left, row["left"]) if some is not None]
    note = card(row, viewer)
    note.more = {
        "post": post,
        "why": why(row["reasons"], row["languages"] & masks.languages(post.languages)),
        "can_propose": plain and own and not (post.is_anonymous or post.is_gathering or post.is_recurring),
        "propose_url": reverse("exchanges:exchange_propose", args=[row["public_id"]]),
        "met": post.occurrence.pk,
        "quantity": min(left, default=1),
        "aside_url": reverse("exchanges:match_put_aside", args=[post.public_id, row["public_id"]]),
    }
    return note
