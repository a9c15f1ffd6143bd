"""Accounts that nobody used for a year: their owner is warned at eleven months, and they end at twelve.

Whoever signs in, does anything, answers from a mail, is called or takes part in a check-in uses theirs. Of
neighbours by phone the organizers are asked: nobody is deleted because nobody called.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base import audit, mail
from mutualaid.base.actions import NotNow

from . import actions
from .models import Person
from .notices import language_of

WARNED = timedelta(days=335)
ENDS = timedelta(days=365)
# At the least, between the warning and the end: also where no job ran for weeks.
NOTICE = ENDS - WARNED


def silent(today: date, since: timedelta = WARNED) -> QuerySet[Person]:
    """Those who did not use it for so long."""
    used = Coalesce("last_seen_on", TruncDate("created_at"))
    found = Person.objects.exclude(status=Person.Status.LEFT).annotate(used_on=used)
    return found.filter(used_on__lte=today - since)


def to_call(today: date | None = None) -> QuerySet[Person]:
    """Neighbours by phone of whom nobody heard for eleven months."""
    return silent(today or timezone.localdate()).filter(user=None)


def ask_and_end(now: datetime) -> int:
    """Warn whom it is time to warn, and end what was warned of. How many it was, both taken together."""
    today = timezone.localdate(now)
    warn = silent(today).filter(user__isnull=False, warned_on=None)
    end = silent(today, ENDS).filter(user__isnull=False, warned_on__lte=today - NOTICE)
    return sum(_warn(person, today) for person in warn.select_related("user")) + sum(map(_end, end))


@transaction.atomic
def _warn(person: Person, today: date) -> bool:
    Person.objects.filter(pk=person.pk).update(warned_on=today)
    audit.record("person.warn_unused", person)
    assert person.user is not None
    mail.send(
        to=person.user.email,
        subject=_("Your account"),  # type: ignore[arg-type]
        template="emails/unused",
        context={"day": today + NOTICE, "sign_in": mail.absolute(reverse("account_login"))},
        language=language_of(person),
    )
    return True


def _end(person: Person) -> bool:
    """As if they left. The only organizer stays: nobody else could let anybody in."""
    try:
        actions.leave(by=person, subject=person, at_once=True)
    except NotNow:
        return False
    return True
