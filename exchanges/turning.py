"""What the days do to posts: what has had its day leaves the board, authors are asked whether it is still so.

Each step asks what is due now, in a transaction of its own, and what was done is no longer due: so nothing is
lost and nothing done twice, whenever a worker dies and however long none was there.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mutualaid.base.network import local_today

from . import actions
from .models import Occurrence, Post, PostRow
from .still import rules

AT_ONCE = 500


def turn() -> int:
    """Write the rows anew whose time is over, so that the next one stands there, or nothing. How many."""
    return _write(PostRow.objects.filter(published=True, until_day__lt=local_today()))


def renew() -> int:
    """Write all rows anew as of today, a few at a time while the site serves. How many."""
    return _write(Post.objects.all())


def _write(which: QuerySet[Any]) -> int:
    ids = list(which.order_by("pk").values_list("pk", flat=True))
    return sum(actions.turn_posts(ids=ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))


def come_near() -> int:
    """Make the times of recurring posts that have come near, end what is over. How many got some."""
    recurring = Post.objects.filter(closed_at=None).exclude(rule="")
    ids = list(recurring.order_by("pk").values_list("pk", flat=True))
    return sum(actions.turn_recurring(ids=ids[n : n + AT_ONCE]) for n in range(0, len(ids), AT_ONCE))


def ask() -> int:
    """Do what is due with each post today. Returns with how many something was.

    One that fails keeps no other from its turn; all failures are raised together at the end.
    """
    done = 0
    failures: list[Exception] = []
    for post_id in due_ids(local_today()):
        try:
            done += actions.pass_days(post_id=post_id) is not None
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("still so", failures)
    return done


def due_ids(today: date) -> list[int]:
    """The posts with which something is due, in key order. Their turn asks again, under a lock."""
    to_come = Q(until_day=None) | Q(until_day__gte=today)
    going_on = Occurrence.objects.filter(to_come, post=OuterRef("pk"), is_skipped=False)
    old = Q(confirmed_at__lt=timezone.now() - rules.ASK + rules.DAY)
    posts = Post.objects.filter(closed_at=None).filter(old | ~Exists(going_on))
    posts = posts.select_related("person__user", "person__entered_by__user").prefetch_related("occurrences")
    return [post.pk for post in posts.order_by("pk").iterator(AT_ONCE) if rules.due(post, today)]
