"""What of ours can be reported, and how it is hidden."""

from typing import Any

from members import moderation
from members.models import Person

from . import permissions
from .actions import hide_post
from .models import Exchange, Message, Post

# What a report on a thread keeps: the last words that were written, and up to five before them.
MESSAGES = 6


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    moderation.register(
        Post,
        name="post",
        url=Post.get_absolute_url,
        hide=_hide,
        excerpt=lambda post: f"{post.title}\n{post.text}",
        person_of=lambda post, reporter: post.person,
    )
    moderation.register(
        Exchange,
        name="exchange",
        url=Exchange.get_absolute_url,
        excerpt=_words,
        person_of=_other,
    )


def _other(exchange: Exchange, reporter: Person) -> Person:
    return exchange.other(permissions.side(reporter, exchange))


def _hide(*, by: Person, subject: Post, reason: str) -> None:
    reasons = Post.HiddenReason
    hide_post(by=by, post=subject, reason=reason if reason in reasons.values else reasons.OTHER)


def _words(exchange: Exchange) -> str:
    """The reporter chose to show it: they are one of the two, nobody else finds the thread."""
    latest = Message.objects.filter(thread__exchange=exchange).order_by("-created_at", "-pk")[:MESSAGES]
    return "\n".join(f"{_side(exchange, message)}: {message.text}" for message in reversed(latest))


def _side(exchange: Exchange, message: Message) -> Any:
    return "A" if message.author_id == exchange.giver_id else "B"
