"""What people do in a small conversation: write, keep their place, mute it. What organizers hide of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow

from .. import permissions
from ..models import Notice, Person, Talk, TalkMessage, TalkReading
from ..notices import mark_read, notify
from ..speaking import reach
from . import access, kinds


def open_talk(*, kind: str, **subject: Any) -> Talk:
    """The conversation of this kind about `person=` or `pod=`, made where there is none. For actions."""
    return Talk.objects.get_or_create(kind=kind, **subject)[0]


@transaction.atomic
def say(*, by: Person, talk: Talk, text: str, is_announcement: bool = False) -> TalkMessage:
    """Words to all who take part. Whoever writes has read what stands above.

    Raises `NotNow` where it is closed, `TooMany` where it was too much in a short time.
    """
    talk = Talk.objects.select_for_update().get(pk=talk.pk)
    if not access.may_read(by, talk):
        raise NotAllowed
    if is_announcement and not kinds.of(talk).may_announce(by, talk):
        raise NotAllowed
    if why := access.why_closed(talk):
        raise NotNow(why)
    limits.spend("message", by.pk)
    message = TalkMessage.objects.create(
        talk=talk, author=by, text=text, language=get_language() or "en", is_announcement=is_announcement
    )
    talk.last_at = message.created_at
    talk.save(update_fields=["last_at"])
    _keep_place(by, talk, message.created_at)
    kind = "talk.announcement" if is_announcement else "talk.message"
    for person in access.others(talk, by, is_announcement=is_announcement).select_related("user"):
        if reached := reach(person):
            notify(reached, kind, url=talk.get_absolute_url())
    audit.record("talk.say", talk, by=by)
    return message


@transaction.atomic
def read(*, by: Person, talk: Talk, until: datetime) -> None:
    """Keep the place up to which this person has read. Nobody but them ever learns of it."""
    if not access.may_read(by, talk):
        raise NotAllowed
    _keep_place(by, talk, min(until, timezone.now()))


@transaction.atomic
def mute(*, by: Person, talk: Talk, is_muted: bool) -> None:
    """Whether they hear of what the others write. Announcements reach them all the same."""
    if not access.may_read(by, talk):
        raise NotAllowed
    TalkReading.objects.update_or_create(talk=talk, person=by, defaults={"is_muted": is_muted})
    audit.record("talk.mute" if is_muted else "talk.unmute", talk, by=by)


@transaction.atomic
def hide_message(*, by: Person | None, subject: TalkMessage, reason: str = "") -> None:
    """Out of sight for all, after a report. `by` None: by itself, until an organizer looks."""
    _set_hidden(by, subject, timezone.now(), "talk.hide", reason)


@transaction.atomic
def restore_message(*, by: Person, subject: TalkMessage, reason: str = "") -> None:
    """In sight again."""
    _set_hidden(by, subject, None, "talk.restore", reason)


def erase(person: Person) -> None:
    """Whoever leaves takes their own words along; the others keep theirs. In the transaction of leaving."""
    TalkMessage.objects.filter(author=person).update(text="", author=None)


def _set_hidden(by: Person | None, subject: TalkMessage, at: datetime | None, verb: str, reason: str) -> None:
    message = TalkMessage.objects.select_for_update(of=("self",)).select_related("author").get(pk=subject.pk)
    if by is not None and not permissions.can_moderate(by, message.author):
        raise NotAllowed
    message.hidden_at = at
    message.save(update_fields=["hidden_at"])
    audit.record(verb, message, by=by, reason=reason)


def _keep_place(person: Person, talk: Talk, until: datetime) -> None:
    """They have read it up to then, only ever further; what told them of it is old news."""
    reading, _made = TalkReading.objects.get_or_create(talk=talk, person=person)
    further = Q(read_at=None) | Q(read_at__lt=until)
    TalkReading.objects.filter(further, pk=reading.pk).update(read_at=until)
    told = Notice.objects.filter(person=person, url=talk.get_absolute_url(), read_at=None)
    mark_read(person, notices=list(told.filter(created_at__lte=until).values_list("pk", flat=True)))
