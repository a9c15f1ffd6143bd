"""The steps that posts and swaps have in common. Their callers hold the locks and asked who may."""

from django.utils import timezone

from members.models import Person
from mutualaid.base import audit

from .. import notices
from ..models import Exchange, ExchangeEvent, Post, project
from ..models.moves import take


def move_post(post: Post, name: str, by: Person) -> Post:
    """One move of `Post.TRANSITIONS`. Where it is over, proposals that wait are declined kindly."""
    take(post, name)
    post.closed_at = timezone.now() if post.is_over else None
    post.save(update_fields=["status", "closed_at"])
    project([post.pk])
    audit.record(f"post.{name}", post, by=by)
    if post.is_over:
        for exchange in _waiting(post):
            log(close_exchange(exchange, "decline"), "decline", by, tell=exchange.proposer)
    return post


def close_exchange(exchange: Exchange, name: str) -> Exchange:
    """One move of `Exchange.TRANSITIONS` that ends it."""
    take(exchange, name)
    exchange.closed_at = timezone.now()
    exchange.save(update_fields=["status", "closed_at", "confirmed_by"])
    return exchange


def log(exchange: Exchange, verb: str, by: Person, *, tell: Person) -> Exchange:
    """An event, an audit row and a notice to the other one."""
    ExchangeEvent.objects.create(exchange=exchange, by=by, verb=verb)
    audit.record(f"exchange.{verb}", exchange, by=by)
    notices.about_exchange(tell, f"exchange_{verb}", exchange)
    return exchange


def _waiting(post: Post) -> list[Exchange]:
    return list(
        Exchange.objects.select_for_update(of=("self",))
        .select_related("proposer", "giver", "receiver", "occurrence__post")
        .filter(occurrence__post=post, status=Exchange.Status.PROPOSED)
        .order_by("pk")
    )
