"""Sign-up tables: opened for some hours, and closed."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.ids import ALPHABET

from .. import permissions
from ..models import Person, SignUpTable

LENGTH = 8
LONGEST = 12


@transaction.atomic
def open_table(*, by: Person, hours: int) -> SignUpTable:
    """For so many hours, at most 12, whoever has its code joins whatever the network address."""
    if not permissions.is_organizer(by):
        raise NotAllowed
    if not 1 <= hours <= LONGEST:
        raise NotNow(_("From one to twelve hours."))
    code = "".join(secrets.choice(ALPHABET) for _position in range(LENGTH))
    until = timezone.now() + timedelta(hours=hours)
    table = SignUpTable.objects.create(code=code, code_hash=table_hash(code), opened_by=by, until=until)
    audit.record("table.open", table, by=by)
    return table


@transaction.atomic
def close_table(*, by: Person, subject: SignUpTable) -> None:
    """Before its time is over."""
    table = SignUpTable.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if not permissions.is_organizer(by):
        raise NotAllowed
    if table.closed_at or table.until <= timezone.now():
        raise NotNow(_("It is closed already."))
    table.closed_at = timezone.now()
    table.save(update_fields=["closed_at"])
    audit.record("table.close", table, by=by)


def table_hash(code: str) -> str:
    """By what a code is found: case, spaces and dashes do not matter."""
    plain = "".join(letter for letter in code.lower() if letter in ALPHABET)
    return salted_hmac("members.table", plain, algorithm="sha256").hexdigest()
