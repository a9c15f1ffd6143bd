"""Places at a gathering: counted, given to whoever waits longest. The callers hold the lock on the post."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from members.models import Person
from mutualaid.base import audit
from mutualaid.base.network import local_today

from .. import notices
from ..gatherings import is_on, is_up
from ..models import Coming, Occurrence, Post, Thread, project
from ..models.moves import take
from .locks import lock_posts


def lock_time(time: Occurrence) -> Occurrence:
    """One time of a gathering as it is now, with its post, and nobody else's until we are done."""
    [post] = lock_posts([time.post_id])
    return post.occurrences.get(pk=time.pk)


def move_coming(coming: Coming, name: str, by: Person | None) -> Coming:
    """One move of `Coming.TRANSITIONS`, counted. The first who comes opens the conversation."""
    before = coming.people if coming.status == Coming.Status.COMING else 0
    take(coming, name)
    coming.changed_at = timezone.now()
    coming.save()
    comes = coming.status == Coming.Status.COMING
    hold(coming.occurrence, (coming.people if comes else 0) - before)
    if comes:
        Thread.objects.get_or_create(occurrence=coming.occurrence)
    audit.record(f"gathering.{name}", coming, by=by)
    return coming


def hold(time: Occurrence, people: int) -> None:
    """So many more come, or fewer."""
    Occurrence.objects.filter(pk=time.pk).update(promised=F("promised") + people)
    time.promised += people


def fill(time: Occurrence) -> None:
    """Whoever waits longest and fits comes now, and is told so; then the board shows how many come."""
    if is_on(time):
        for coming in time.comings.waiting().select_related("person__user", "person__entered_by__user"):
            if time.has(coming.people):
                move_coming(coming, "come", None)
                notices.about_coming(coming, "gathering_place")
    project([time.post_id])


def expected(post: Post) -> QuerySet[Coming]:
    """Who comes to this post's times that are not over, or waits for a place."""
    found = Coming.objects.expected().ahead(local_today()).filter(occurrence__post=post)
    return found.select_related("occurrence__post", "person__user", "person__entered_by__user")


def tell(time: Occurrence, kind: str) -> None:
    """Tell all who come to this one time, or wait for a place."""
    for coming in time.comings.expected().select_related("person__user", "person__entered_by__user"):
        notices.about_coming(coming, kind)


def tell_expected(post: Post, *, was_up: bool) -> None:
    """After a move: where a gathering is called off, or on again, all of them hear of it."""
    if not post.is_gathering or is_up(post) == was_up:
        return
    for coming in expected(post):
        notices.about_coming(coming, "gathering_cancel" if was_up else "gathering_resume")
    if not was_up:
        for time in post.occurrences.all():
            fill(time)


def when_of(post: Post) -> dict[int, tuple[Any, ...]]:
    """When each time of a gathering is, by id; nothing for other posts."""
    if not post.is_gathering:
        return {}
    columns = ("from_day", "until_day", "from_time", "until_time")
    return {pk: tuple(when) for pk, *when in post.occurrences.values_list("pk", *columns)}


def tell_changes(post: Post, before: dict[int, tuple[Any, ...]]) -> None:
    """The author said it differently: who comes hears of another day or hour, and more room is filled.

    `before`: what `when_of` said then.
    """
    now = when_of(post)
    for time in post.occurrences.filter(pk__in=before):
        if is_on(time):
            if before[time.pk] != now.get(time.pk):
                # Of another day they are reminded again.
                time.comings.update(reminded_at=None)
                tell(time, "gathering_change")
            fill(time)
