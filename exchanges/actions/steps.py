"""The steps that posts and swaps have in common. Their callers hold the locks and asked who may."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from members.models import Person
from mutualaid.base import audit

from .. import notices, threads
from ..gatherings import is_up
from ..models import (
    Exchange,
    ExchangeEvent,
    Message,
    Post,
    Reading,
    Ring,
    RingPart,
    Thread,
    project,
)
from ..models.moves import take
from .places import tell_expected


def move_post(post: Post, name: str, by: Person | None) -> Post:
    """One move of `Post.TRANSITIONS`; `by` None for a job. Once it is over, what waits is declined.

    All who come to a gathering, or wait for a place there, hear that it is called off or on again.
    """
    was_up = is_up(post)
    take(post, name)
    post.closed_at = timezone.now() if post.is_over else None
    post.save(update_fields=["status", "closed_at"])
    project([post.pk])
    audit.record(f"post.{name}", post, by=by)
    if post.is_over:
        decline_waiting(Q(occurrence__post=post), by)
    tell_expected(post, was_up=was_up)
    seek(post)
    return post


def seek(post: Post) -> None:
    """Once this transaction stands, a job looks for what fits a post that is open."""
    from .. import tasks

    if post.is_open:
        tasks.match_post.defer(post_id=post.pk)


def say_so(post: Post) -> None:
    """Its author says on this day that it is so: in a month they are asked again."""
    post.confirmed_at, post.asked_at = timezone.now(), None
    post.save(update_fields=["confirmed_at", "asked_at"])


def decline_waiting(which: Q, by: Person | None) -> None:
    """Kindly decline those of these proposals that still wait."""
    for exchange in waiting(which):
        log(close_exchange(exchange, "decline"), "decline", by, tell=exchange.proposer)


def waiting(which: Q) -> QuerySet[Exchange]:
    """Those of these proposals that still wait, locked. Their people are fetched apart: a join of eleven
    tables is planned badly while they are small.
    """
    people = ("proposer__user", "giver__user", "receiver__user", "occurrence__post__person__user")
    return (
        Exchange.objects.select_for_update(of=("self",))
        .select_related("occurrence__post")
        .prefetch_related(*people)
        .filter(which, status=Exchange.Status.PROPOSED)
        .order_by("pk")
    )


def open_exchange(**values: Any) -> Exchange:
    """A swap with its conversation."""
    exchange = Exchange.objects.create(**values)
    Thread.objects.create(exchange=exchange)
    return exchange


def write(thread: Thread, author: Person, text: str, kind: str = Message.Kind.WORDS) -> Message:
    """A message, and the thread's memory of who wrote last."""
    message = Message.objects.create(
        thread=thread, author=author, text=text, kind=kind, language=get_language() or "en"
    )
    touch(thread, author, message.created_at)
    return message


def touch(thread: Thread, person: Person | None, at: datetime) -> None:
    """Somebody said something and waits for an answer; None: it was settled, and nobody owes one."""
    thread.last_at, thread.last_by, thread.nudged_at = at, person, None
    thread.save(update_fields=["last_at", "last_by", "nudged_at"])


def keep_place(person: Person, thread: Thread, until: datetime) -> None:
    """They have read it up to then, only ever further; once that is all of it, what told them is old news."""
    reading, is_new = Reading.objects.get_or_create(thread=thread, person=person, defaults={"read_at": until})
    if not is_new:
        Reading.objects.filter(pk=reading.pk, read_at__lt=until).update(read_at=until)
    last = threads.newest(thread, person)
    if last is None or until >= last:
        notices.seen(person, thread)


def close_exchange(exchange: Exchange, name: str) -> Exchange:
    """One move of `Exchange.TRANSITIONS` that ends it."""
    take(exchange, name)
    exchange.closed_at = timezone.now()
    exchange.save(update_fields=["status", "closed_at", "confirmed_by"])
    return exchange


def log(exchange: Exchange, verb: str, by: Person | None, *, tell: Person) -> Exchange:
    """An event, an audit row and a notice to the other one."""
    notices.about_exchange(tell, f"exchange_{verb}", exchange)
    return record(exchange, verb, by)


def record(exchange: Exchange, verb: str, by: Person | None) -> Exchange:
    """An event and an audit row; nobody is told."""
    ExchangeEvent.objects.create(exchange=exchange, by=by, verb=verb)
    audit.record(f"exchange.{verb}", exchange, by=by)
    return exchange


def tell_ring(ring: Ring, people: Iterable[Person], kind: str) -> None:
    """The same news for several of a ring."""
    for person in people:
        notices.about_ring(person, kind, ring)


def tell_the_others(exchange: Exchange) -> None:
    """A swap of a ring came to nothing: the others of the ring learn it, and their own swaps go on."""
    part = RingPart.objects.filter(exchange=exchange).select_related("ring").first()
    if part is not None:
        others = part.ring.parts.exclude(giver__in=[exchange.giver_id, exchange.receiver_id])
        tell_ring(part.ring, [other.giver for other in others.select_related("giver__user")], "ring_change")
