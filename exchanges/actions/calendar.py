"""The secret address of one's own calendar: made, made anew, taken away."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from members.models import Person
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed

from .. import permissions
from ..models import CalendarKey

# 160 bits: nobody finds it by trying.
BYTES = 20


def fingerprint(secret: str) -> str:
    """What is stored of a secret. It has so many bits that there is nothing to guess it by."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_calendar_key(*, by: Person) -> str:
    """A new secret, told this once. The one before is nothing from now on."""
    if not permissions.is_active(by):
        raise NotAllowed
    secret = secrets.token_urlsafe(BYTES)
    values = {"fingerprint": fingerprint(secret), "created_at": timezone.now()}
    CalendarKey.objects.update_or_create(person=by, defaults=values)
    audit.record("calendar.make", by, by=by)
    return secret


@transaction.atomic
def drop_calendar_key(*, by: Person) -> None:
    """Nobody reads it any more. Twice is once."""
    if not permissions.is_active(by):
        raise NotAllowed
    if CalendarKey.objects.filter(person=by).delete()[0]:
        audit.record("calendar.drop", by, by=by)
