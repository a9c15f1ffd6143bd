"""What a person is told, on the site and by mail."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mutualaid.base import mail

from ..models import Notice, Person
from . import kinds

KEPT = timedelta(days=90)


@transaction.atomic
def notify(person: Person, kind: str, *, url: str = "", context: dict[str, Any] | None = None) -> Notice:
    """Tell `person`: a row on the site and, where they have an account, a mail, both in this transaction.

    `url` is a path of ours. `context` reaches only the mail's template, next to `title`, `name`, `link`.
    """
    known = kinds.known(kind)
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
