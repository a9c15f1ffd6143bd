"""The network's own words for decisions."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from .. import permissions
from ..models import Person, StandardText


@transaction.atomic
def write_text(*, by: Person, kind: str, language: str, text: str) -> StandardText:
    """Say it in the network's words from now on, in one language."""
    _may(by)
    if StandardText.objects.filter(kind=kind, language=language).exists():
        raise NotNow(_("There is a text for this already. Change that one."))
    row = StandardText.objects.create(kind=kind, language=language, text=text)
    audit.record("standard_text.write", row, by=by)
    return row


@transaction.atomic
def change_text(*, by: Person, subject: StandardText, **changes: Any) -> StandardText:
    """Say it differently."""
    _may(by)
    row = StandardText.objects.select_for_update().get(pk=subject.pk)
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    audit.record("standard_text.change", row, by=by)
    return row


@transaction.atomic
def drop_text(*, by: Person, subject: StandardText) -> None:
    """Back to what ships."""
    _may(by)
    audit.record("standard_text.drop", subject, by=by)
    subject.delete()


def _may(by: Person) -> None:
    if not permissions.is_organizer(by):
        raise NotAllowed
