"""What a person is told, on the site and by mail. Kinds are registered by the apps above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from mutualaid.base import mail

from .models import Notice, Person

KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Kind:
    """`title`: neutral words, for a shared phone (no need, person or place). `template`: the mail's."""

    title: str | Promise
    template: str | None


_kinds: dict[str, Kind] = {}


def register(kind: str, *, title: str | Promise, template: str | None = "emails/notice") -> None:
    """Make `kind` known, from an app's `ready()`. `template=None`: on the site only."""
    if kind in _kinds:
        raise ValueError(f"notice {kind} is registered twice")
    _kinds[kind] = Kind(title, template)


def title_of(kind: str) -> str:
    """What the inbox shows; a kind that is no longer known is simply news."""
    return str(_kinds[kind].title) if kind in _kinds else ""


@transaction.atomic
def notify(person: Person, kind: str, *, url: str = "", context: dict[str, Any] | None = None) -> Notice:
    """Tell `person`: a row on the site and, where they have an account, a mail, both in this transaction.

    `url` is a path of ours. `context` reaches only the mail's template, next to `title`, `name`, `link`.
    """
    known = _kinds[kind]
    notice = Notice.objects.create(person=person, kind=kind, url=url)
    if known.template and person.user is not None and person.user.is_active:
        mail.send(
            to=person.user.email,
            subject=known.title,  # type: ignore[arg-type]
            template=known.template,
            language=language_of(person),
            context={
                "title": known.title,
                "name": person.name,
                "link": mail.absolute(url) if url else "",
                **(context or {}),
            },
        )
    return notice


def language_of(person: Person) -> str:
    """The first of the person's languages that the site speaks; the site's own otherwise."""
    spoken = dict(settings.LANGUAGES)
    return next((code for code in person.languages if code in spoken), settings.LANGUAGE_CODE)


def mark_read(
    person: Person, *, notices: "list[int] | None" = None, now: Callable[[], datetime] = timezone.now
) -> int:
    """All of the person's unread notices, or those chosen, are read. Returns how many were not."""
    unread = Notice.objects.filter(person=person, read_at=None)
    if notices is not None:
        unread = unread.filter(pk__in=notices)
    return unread.update(read_at=now())


def purge(now: datetime) -> int:
    """Delete notices that had their time."""
    return Notice.objects.filter(created_at__lt=now - KEPT).delete()[0]
