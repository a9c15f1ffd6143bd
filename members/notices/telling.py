"""Telling somebody something: a row on the site, and what the other channels need to follow."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import Notice, Person
from . import delivering, kinds
from .kinds import Words

KEPT = timedelta(days=90)


@transaction.atomic
def notify(
    person: Person,
    kind: str,
    *,
    url: str = "",
    context: dict[str, Any] | None = None,
    links: Sequence[tuple[Words, str]] = (),
    reply_to: str = "",
) -> Notice:
    """Tell `person`: a notice on the site and, in the same transaction, its way over their other channels.

    `url` is a path of ours. `links`, (label, path), stand under the title in a mail: "Yes, still so".
    `context` (JSON) reaches only the mail's own template, where the kind has one. `reply_to`: the address
    that an answer by mail goes to. None of these says what somebody wrote, or where or who anybody is.
    """
    known = kinds.known(kind)
    notice = Notice.objects.create(person=person, kind=kind, url=url)
    delivering.plan(notice, known, {"links": list(links), "context": context, "reply_to": reply_to})
    return notice


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
