"""The links of a mail that are answered without signing in. Each opens a page with one button."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mutualaid.base import links

from ..models import Post

PURPOSE = "exchanges.still_so"
# No question waits longer for its answer.
LIVES = timedelta(days=180)


class Answer(models.TextChoices):
    """What its author says about a post; the last one when it was taken down because they said nothing."""

    YES = "yes", _("Yes, still so")
    NO = "no", _("No, take it down")
    AGAIN = "again", _("Open it again")


@dataclass(frozen=True)
class Link:
    """Of which post, what it would answer, and since when that question stands."""

    post: Post
    answer: Answer
    moment: datetime


def path_to(post: Post, answer: Answer) -> str:
    """Good for the question that stands now, once: it carries when it was asked, or the post taken down."""
    moment = post.closed_at if answer == Answer.AGAIN else post.asked_at
    assert moment is not None
    token = links.make(PURPOSE, post.public_id, answer, moment.isoformat())
    return reverse("exchanges:still_so", args=[token])


def read(token: str) -> Link | None:
    """None for what we did not sign, for what is too old, and where there is no such post."""
    parts = links.read(PURPOSE, token, max_age=LIVES)
    if parts is None:
        return None
    public_id, answer, moment = parts
    posts = Post.objects.select_related("person__user").prefetch_related("occurrences")
    post = posts.filter(public_id=public_id).first()
    return Link(post, Answer(answer), datetime.fromisoformat(moment)) if post else None


def is_open(post: Post, answer: Answer, moment: datetime) -> bool:
    """Whether the question of that moment still waits. A reminder asks the same one once more.

    What was taken down can be opened again as long as its words are kept and something is left of it.
    """
    if answer == Answer.AGAIN:
        is_there = post.title != "" and (post.is_recurring or post.occurrence.left != 0)
        return post.status == Post.Status.EXPIRED and post.closed_at == moment and is_there
    return not post.is_over and post.asked_at is not None and post.confirmed_at < moment
