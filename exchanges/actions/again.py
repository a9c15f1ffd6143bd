"""Back on the board: a post that was put away, taken back, settled, or had its time."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from .. import permissions
from ..models import Occurrence, Post, project
from .locks import lock_post
from .steps import move_post, say_so
from .times import extend_times


@transaction.atomic
def reopen_post(*, by: Person, post: Post, day: date | None = None) -> Post:
    """Put it on the board again, with what came near meanwhile. `day`: another one, where its own is over."""
    post = lock_post(post)
    if not permissions.can_change_post(by, post):
        raise NotAllowed
    if not post.title:
        raise NotNow(_("Its words are gone by now. Write a new one."))
    if not post.is_recurring:
        _see_to_its_time(post, day)
    say_so(post)
    move_post(post, "reopen", by)
    if post.is_recurring:
        project(extend_times([post]))
        if not post.occurrences.filter(until_day__gte=local_today()).exists():
            raise NotNow(_("Its last date is over. Post it as a new one, and say how often."))
    return post


def _see_to_its_time(post: Post, day: date | None) -> None:
    """There must be something left of it, on a day that is to come. A new day moves the first one along."""
    time, today = post.occurrence, local_today()
    if time.left == 0 and not post.is_gathering:
        raise NotNow(_("Nothing is left of it. Post it as a new one."))
    if post.is_gathering and (time.done or time.is_past(today)):
        raise NotNow(_("It has taken place. Post it as a new one, so that everybody can join anew."))
    if not time.is_past(today):
        return
    if day is None or day < today:
        raise NotNow(_("Its day is over. Say which day it is now."))
    begins = time.from_day and day - (time.until_day - time.from_day)  # type: ignore[operator]
    Occurrence.objects.filter(pk=time.pk).update(from_day=begins, until_day=day, moved_at=timezone.now())
