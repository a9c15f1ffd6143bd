"""What of ours can be reported, and how it is hidden."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from members import hiding, moderation
from members.models import Block, Person
from members.viewers import Viewer

from . import permissions, threads
from .actions import hide_message, hide_post, hide_until_decided, restore_post, show_message
from .models import Coming, Exchange, Message, MessageImage, Post

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
        show=_show,
        excerpt=lambda post, reporter: f"{post.title}\n{post.text}",
        person_of=lambda post, reporter: post.person,
    )
    moderation.register(
        Exchange,
        name="exchange",
        url=_swap_for_organizers,
        excerpt=lambda exchange, reporter: _excerpt(_up_to_latest(exchange, reporter)),
        pictures=lambda exchange, reporter, person: _pictures(_up_to_latest(exchange, reporter), person),
        person_of=_other,
        shows=_(
            "They also read the latest message of the two of you, and up to five before it, with the"
            " pictures that the other one sent."
        ),
    )
    moderation.register(
        Message,
        name="message",
        url=_page_for_organizers,
        hide=hide_message,
        show=show_message,
        excerpt=lambda message, reporter: _excerpt(_with_those_before(message, reporter)),
        pictures=lambda message, reporter, person: _pictures(_with_those_before(message, reporter), person),
        person_of=lambda message, reporter: message.author,
        find=_find_message,
        shows=_(
            "They also read this message, and up to five before it, with the pictures that whoever wrote it"
            " sent."
        ),
    )
    hiding.when_met(have_swapped)
    hiding.when_met(have_gathered)


def have_swapped(a: Person, b: Person) -> bool:
    """They agreed on a swap, whatever came of it: they could write to each other."""
    return Exchange.objects.filter(
        Q(giver=a, receiver=b) | Q(giver=b, receiver=a), accepted_at__isnull=False
    ).exists()


def have_gathered(a: Person, b: Person) -> bool:
    """Both come to one gathering, or one to the other's."""
    coming = Coming.objects.filter(status=Coming.Status.COMING)
    hosted = Q(person=a, occurrence__post__person=b) | Q(person=b, occurrence__post__person=a)
    with_b = coming.filter(person=b).values("occurrence")
    return coming.filter(hosted | Q(person=a, occurrence__in=with_b)).exists()


def _other(exchange: Exchange, reporter: Person) -> Person:
    return exchange.other(permissions.side(reporter, exchange))


def _hide(*, by: Person | None, subject: Post, reason: str) -> None:
    if by is None:
        hide_until_decided(post=subject)
        return
    hide_post(by=by, post=subject, reason=reason if reason in dict(Post.BY_HAND) else Post.HiddenReason.OTHER)


def _show(*, by: Person, subject: Post) -> None:
    restore_post(by=by, post=subject)


def _find_message(viewer: Viewer, public_id: str) -> Message | None:
    """What somebody else wrote where they take part or took part: after a block, too."""
    message = Message.objects.select_related("thread__exchange").filter(public_id=public_id).first()
    if message is None or permissions.acts_for(viewer.person, message.author):
        return None
    took_part = Coming.objects.filter(occurrence=message.thread.occurrence_id, person=viewer.person)
    return message if threads.may_read(viewer.person, message.thread) or took_part.exists() else None


def _page_for_organizers(message: Message) -> str:
    exchange = message.thread.exchange
    return _swap_for_organizers(exchange) if exchange else message.thread.get_absolute_url()


def _swap_for_organizers(exchange: Exchange) -> str:
    """Who and when; its own page is for the two. What was handed over of it stands in the case."""
    return reverse("admin:exchanges_exchange_change", args=[exchange.pk])


def _up_to_latest(exchange: Exchange, reporter: Person) -> list[Message]:
    message = exchange.thread.messages.order_by("created_at", "pk").last()
    return _with_those_before(message, reporter) if message else []


def _with_those_before(message: Message, reporter: Person) -> list[Message]:
    """What the reporter chose to show, oldest first.

    Among many, nothing of others whom a block keeps apart from the reporter: they could not read it either.
    """
    written = Q(created_at=message.created_at, pk__lte=message.pk) | Q(created_at__lt=message.created_at)
    found = message.thread.messages.filter(written).select_related("image", "thread__exchange")
    if message.thread.exchange_id is None:
        blocks = Block.objects.between(reporter.pk, OuterRef("author"))
        found = found.filter(Q(author=message.author_id) | ~Exists(blocks))
    return list(reversed(found.defer("image__content").order_by("-created_at", "-pk")[:MESSAGES]))


def _excerpt(shown: Sequence[Message]) -> str:
    """A line each. Whoever wrote is A, B ...: of a swap, A gives."""
    exchange = shown[0].thread.exchange if shown else None
    first = [exchange.giver_id, exchange.receiver_id] if exchange else []
    writers = list(dict.fromkeys([*first, *(one.author_id for one in shown)]))
    return "\n".join(f"{LETTERS[writers.index(one.author_id)]}: {_said(one)}" for one in shown)


def _said(message: Message) -> str:
    """Its words, and those for its picture."""
    image = getattr(message, "image", None)
    pictured = _t("[a picture: %(alt)s]") % {"alt": image.alt or "?"} if image else ""
    return " ".join(filter(None, [message.text, pictured]))


def _pictures(shown: Sequence[Message], person: Person | None) -> QuerySet[MessageImage]:
    """Those that whoever is reported sent: nobody hands over anybody else's."""
    found = MessageImage.objects.filter(message__in=shown, message__author=person)
    return found.order_by("message__created_at", "message", "pk")
