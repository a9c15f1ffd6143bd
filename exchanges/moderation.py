"""What of ours can be reported, and how it is hidden."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from members import moderation
from members.models import Person
from members.viewers import Viewer

from . import permissions, threads
from .actions import hide_post
from .models import Coming, Exchange, Message, Post

# What a report of words keeps: the message that was chosen, and up to five before it.
MESSAGES = 6
LETTERS = "ABCDEFGH"


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
        excerpt=_latest,
        person_of=_other,
        shows=_("They also read the latest message of the two of you, and up to five before it."),
    )
    moderation.register(
        Message,
        name="message",
        url=_page_for_organizers,
        excerpt=_with_those_before,
        person_of=lambda message, reporter: message.author,
        find=_find_message,
        shows=_("They also read this message, and up to five before it."),
    )


def _other(exchange: Exchange, reporter: Person) -> Person:
    return exchange.other(permissions.side(reporter, exchange))


def _hide(*, by: Person, subject: Post, reason: str) -> None:
    reasons = Post.HiddenReason
    hide_post(by=by, post=subject, reason=reason if reason in reasons.values else reasons.OTHER)


def _find_message(viewer: Viewer, public_id: str) -> Message | None:
    """What somebody else wrote where they take part or took part: after a block, too."""
    message = Message.objects.select_related("thread__exchange").filter(public_id=public_id).first()
    if message is None or permissions.acts_for(viewer.person, message.author):
        return None
    took_part = Coming.objects.filter(occurrence=message.thread.occurrence_id, person=viewer.person)
    return message if threads.may_read(viewer.person, message.thread) or took_part.exists() else None


def _page_for_organizers(message: Message) -> str:
    """Who and when, and nothing more of what was said."""
    exchange = message.thread.exchange
    if exchange is None:
        return message.thread.get_absolute_url()
    return reverse("admin:exchanges_exchange_change", args=[exchange.pk])


def _latest(exchange: Exchange) -> str:
    message = exchange.thread.messages.order_by("created_at", "pk").last()
    return _with_those_before(message) if message else ""


def _with_those_before(message: Message) -> str:
    """The reporter chose to show it. Whoever wrote is A, B ...: of a swap, A gives."""
    written = Q(created_at=message.created_at, pk__lte=message.pk) | Q(created_at__lt=message.created_at)
    latest = message.thread.messages.filter(written).select_related("image").defer("image__content")
    kept = list(reversed(latest.order_by("-created_at", "-pk")[:MESSAGES]))
    exchange = message.thread.exchange
    first = [exchange.giver_id, exchange.receiver_id] if exchange else []
    writers = list(dict.fromkeys([*first, *(one.author_id for one in kept)]))
    return "\n".join(f"{LETTERS[writers.index(one.author_id)]}: {_said(one)}" for one in kept)


def _said(message: Message) -> str:
    """A picture itself is not handed over; what it is said to show is."""
    image = getattr(message, "image", None)
    shown = _t("[a picture: %(alt)s]") % {"alt": image.alt or "?"} if image else ""
    return " ".join(filter(None, [message.text, shown]))
