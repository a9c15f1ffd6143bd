"""What is with a gathering: does it take place, who comes, what waits for somebody there."""

from django.db.models import QuerySet

from members.models import Person
from mutualaid.base.network import local_today

from .models import Coming, Occurrence, Post


def is_up(post: Post) -> bool:
    """Neither over nor hidden; put away for now, it takes place all the same."""
    return not (post.is_over or post.hidden_at)


def is_called_off(time: Occurrence) -> bool:
    """Was it taken back, hidden by an organizer, or left out this once?"""
    post = time.post
    return bool(post.status == Post.Status.WITHDRAWN or post.hidden_at or time.is_skipped)


def is_on(time: Occurrence) -> bool:
    """Will it take place? It was not called off, and is not over."""
    return is_up(time.post) and not (time.is_skipped or time.done or time.is_past(local_today()))


def coming_of(person: Person) -> "QuerySet[Coming]":
    """What this person comes to, or waits for a place at, soonest first; called off or over left out.

    With those of neighbours by phone whom they entered.
    """
    there = Coming.objects.of(person).expected().ahead(local_today()).on()
    return there.order_by("occurrence__from_day", "occurrence__from_time", "pk")
