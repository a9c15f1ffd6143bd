"""What people do in a conversation: write, and keep their place."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from members.models import Person
from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow

from .. import notices, permissions, threads
from ..models import Message, MessageImage, Thread
from .locks import lock_thread
from .steps import keep_place, write


@dataclass(frozen=True)
class Picture:
    """What `photos.redraw` drew: a WebP with the pixels and nothing else. `alt`: what it shows."""

    content: bytes
    width: int
    height: int
    alt: str = ""

    def shows(self, alt: str) -> "Picture":
        """The same with words for somebody who cannot see it."""
        return replace(self, alt=alt)


@transaction.atomic
def say(*, by: Person, thread: Thread, text: str = "", picture: Picture | None = None) -> Message:
    """Words, a picture or both, to all who take part. Whoever writes has read what stands above.

    Raises `NotNow` where the conversation is closed, or it was too much in a short time.
    """
    thread = lock_thread(thread)
    mine = threads.side(by, thread)
    if mine is None:
        raise NotAllowed
    if why := threads.why_closed(thread):
        raise NotNow(why)
    limits.spend("message", by.pk)
    message = write(thread, mine, text)
    if picture:
        limits.spend("upload", by.pk)
        _attach(message, picture)
    keep_place(by, thread, message.created_at)
    for person in threads.others(thread, mine):
        notices.about_thread(person, thread)
    audit.record("thread.say", thread, by=by)
    return message


@transaction.atomic
def read(*, by: Person, thread: Thread, until: datetime) -> None:
    """Keep the place up to which this person has read. Nobody but them ever learns of it."""
    if not threads.may_read(by, thread):
        raise NotAllowed
    keep_place(by, thread, min(until, timezone.now()))


@transaction.atomic
def hide_message(*, by: Person | None, subject: Message, reason: str) -> None:
    """Out of sight of all but whoever wrote it. `by` None: reports did it, until an organizer has looked."""
    message = _locked(by, subject)
    message.hidden_at = timezone.now()
    message.save(update_fields=["hidden_at"])
    audit.record("message.hide", message, by=by, reason=reason)


@transaction.atomic
def show_message(*, by: Person, subject: Message) -> None:
    """It is in sight again."""
    message = _locked(by, subject)
    message.hidden_at = None
    message.save(update_fields=["hidden_at"])
    audit.record("message.show", message, by=by)


def _locked(by: Person | None, subject: Message) -> Message:
    """An organizer may, where it is not their own."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if by is not None and not permissions.can_hide_message(by, message):
        raise NotAllowed
    return message


def _attach(message: Message, picture: Picture) -> None:
    MessageImage.objects.create(
        message=message,
        content=picture.content,
        width=picture.width,
        height=picture.height,
        alt=picture.alt,
    )
