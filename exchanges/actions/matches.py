"""What comes of a post that fits another: it is written down, and some hear of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from members.models import Person
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed

from .. import matching, notices, permissions
from ..models import Match, Post


@transaction.atomic
def match_post(*, post_id: int, now: datetime | None = None) -> int:
    """Find what fits a post and tell the few whom it fits best, once. Called by a job; how many were told."""
    moment = now or timezone.now()
    mine = Post.objects.filter(pk=post_id).only("kind", "cell_m").first()
    if mine is None:
        return 0
    found = matching.fitting(mine, now=moment)
    matching.store(post_id, found)
    chosen = {one.post_id: one for one in matching.to_tell(post_id, found)}
    if not chosen:
        return 0
    theirs = "offer" if mine.is_request else "request"
    Match.objects.filter(**{mine.kind: mine, f"{theirs}__in": chosen}).update(told_at=moment)
    if mine.is_request:
        matching.record_asked([one.person_id for one in chosen.values()], moment)
    for post in Post.objects.filter(pk__in=chosen).select_related("person__user", "person__entered_by__user"):
        notices.about_match(post)
    return len(chosen)


@transaction.atomic
def put_aside(*, by: Person, post: Post, other: Post) -> None:
    """ "Not this one": a suggestion for one's own post is not shown again to whoever said so. Nobody is
    told."""
    if not permissions.can_change_post(by, post) or post.kind == other.kind:
        raise NotAllowed
    request, offer = (post, other) if post.is_request else (other, post)
    aside = {f"put_aside_by_{post.kind}": True}
    match, _created = Match.objects.update_or_create(
        request=request, offer=offer, defaults=aside, create_defaults={"score": 0, **aside}
    )
    audit.record("match.put_aside", match, by=by)
