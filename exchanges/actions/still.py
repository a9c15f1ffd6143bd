"""“Still so?”: the answer of the author, and what a job does with a post as days pass."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.actions import see
from members.models import Person
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from .. import permissions
from ..models import Post, project
from ..still import links, rules, telling
from ..still.links import Answer
from ..still.rules import Step
from .again import reopen_post
from .locks import lock_post, lock_posts
from .steps import move_post, say_so, seek

# What follows from "no": a post whose day is over has worked out.
TAKE_DOWN = {True: "close", False: "withdraw"}


@transaction.atomic
def answer_still_so(*, by: Person, post: Post, answer: Answer, moment: datetime | None = None) -> Post:
    """The author says whether it is still so.

    `moment`: since when the question stands that a link answers. Raises `NotNow` where it was answered.
    """
    post = lock_post(post)
    if not permissions.can_change_post(by, post):
        raise NotAllowed
    if moment and not links.is_open(post, answer, moment):
        raise NotNow(_("That was answered already."))
    see(person_id=post.person_id, today=timezone.localdate())
    if answer == Answer.NO:
        return move_post(post, TAKE_DOWN[rules.is_day_over(post, local_today())], by)
    if post.is_over and answer != Answer.AGAIN:
        raise NotNow(_("Something changed while you were reading. Look again before you go on."))
    _without_its_day(post)
    if answer == Answer.AGAIN:
        return reopen_post(by=by, post=post)
    say_so(post)
    project([post.pk])
    audit.record("post.confirm", post, by=by)
    return post


@transaction.atomic
def expire_post(*, post: Post) -> Post:
    """Nobody said that it is still so, or its day is over: it leaves the board. Its author hears of it."""
    post = move_post(lock_post(post), "expire", None)
    telling.tell_end(post)
    return post


@transaction.atomic
def turn_posts(*, ids: Sequence[int]) -> int:
    """Write the rows of these anew, on another day. Locked, so that no action's row is overwritten."""
    return project([post.pk for post in lock_posts(ids)])


def _without_its_day(post: Post) -> None:
    """A day that is over no longer keeps it off the board. A gathering was on its day."""
    if rules.is_day_over(post, local_today()) and not post.is_gathering:
        post.occurrences.update(from_day=None, until_day=None, from_time=None, until_time=None)
        seek(post)


@transaction.atomic
def pass_days(*, post_id: int) -> Step | None:
    """What is due with a post today: ask its author, remind them, or take it down. Called by a job; once
    done, it is no longer due."""
    today = local_today()
    post = next(iter(lock_posts([post_id])), None)
    step = rules.due(post, today) if post else None
    if post is None or step is None:
        return None
    if step == Step.END:
        expire_post(post=post)
        return step
    person = rules.whom(post)
    assert person is not None
    post.asked_at = timezone.now()
    post.save(update_fields=["asked_at"])
    audit.record("post.ask", post)
    telling.ask(person, post, today, soon=step == Step.REMIND or rules.is_day_over(post, today))
    return step
