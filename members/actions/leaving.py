"""Leaving: out of sight at once, gone for good after a week or now; and coming back within it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mutualaid.base import audit, belongings, limits, mail
from mutualaid.base.actions import NotAllowed, NotNow

from .. import permissions, standing
from ..accounts import sessions
from ..leaving.archive import archive
from ..models import Leaving, Person, User
from ..notices import language_of, notify
from ..speaking import uncalled

WEEK = timedelta(days=7)


@transaction.atomic
def leave(*, by: Person, subject: Person, at_once: bool = False, now: datetime | None = None) -> None:
    """Signed out and out of sight; what others counted on is over. Gone in a week, or `at_once`."""
    now = now or timezone.now()
    person = _locked(by, subject)
    if person.status != Person.Status.LEFT:
        _may_go(person)
        Leaving.objects.create(
            person=person, name=person.name, was=person.status, asked_at=now, due_at=now + WEEK
        )
        person.status, person.name = Person.Status.LEFT, ""
        person.save(update_fields=["status", "name"])
        audit.record("person.leave", person, by=by)
        standing.changed(person)
        _ask_organizers(person)
    if person.user:
        sessions.end_sessions(person.user)
    if at_once:
        erase(person=person)
    elif person.user:
        _tell(person, (now + WEEK).date())


@transaction.atomic
def come_back(*, by: Person, subject: Person) -> None:
    """As they were, with all that is theirs. What was ended for others stays ended."""
    person = _locked(by, subject)
    farewell = Leaving.objects.select_for_update().filter(person=person).first()
    if farewell is None:
        raise NotNow(_("They are here already."))
    person.status, person.name = Person.Status(farewell.was), farewell.name
    person.save(update_fields=["status", "name"])
    farewell.delete()
    audit.record("person.come_back", person, by=by)
    standing.changed(person)


@transaction.atomic
def erase(*, person: Person) -> None:
    """For good: account, words, pictures, squares. Where others' threads point at them, a blank row stays."""
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if person.status != Person.Status.LEFT:
        raise NotAllowed
    audit.record("person.erase", person)
    belongings.erase(person)
    user = person.user
    belongings.blank(person, keep=["status"])
    if user:
        User.objects.filter(pk=user.pk).delete()
    erase_blank(person)


def erase_blank(person: Person) -> bool:
    """Delete the row that stayed, once nothing points at it. Returns whether."""
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).delete()
    except ProtectedError:
        return False
    return True


def take_along(*, by: Person, subject: Person, language: str) -> Iterator[bytes]:
    """All that is kept of somebody, as a zip file that is written while it is sent. A few a day."""
    with transaction.atomic():
        person = _locked(by, subject)
        limits.spend("export", person.pk)
        audit.record("person.export", person, by=by)
    return archive(person, language)


def erase_blanks(now: datetime) -> int:
    """The rows that stayed for others' threads, once those are over."""
    blank = Person.objects.filter(status=Person.Status.LEFT, leaving=None)
    return sum(erase_blank(person) for person in blank)


def erase_due(now: datetime) -> int:
    """Those whose week is over, each in a transaction of their own: one that fails holds no other up."""
    due = list(Person.objects.filter(leaving__due_at__lte=now, status=Person.Status.LEFT).order_by("pk"))
    failures = [failure for person in due if (failure := _failure(person))]
    if failures:
        raise ExceptionGroup("erase", failures)
    return len(due)


def _locked(by: Person, subject: Person) -> Person:
    """Oneself; a neighbour by phone, by an organizer on their say."""
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=subject.pk)
    if not permissions.can_leave(by, person):
        raise NotAllowed
    return person


def _may_go(person: Person) -> None:
    """An organizer who is the last one would leave all of them alone."""
    if not permissions.is_organizer(person):
        return
    others = Person.objects.active().filter(user__is_staff=True, user__is_active=True).exclude(pk=person.pk)
    if not others.exists():
        raise NotNow(_("You are the only organizer. Make somebody else one first."))


def _ask_organizers(person: Person) -> None:
    """Whom they called needs somebody else to call them."""
    if not uncalled(once_by=person).exists():
        return
    url = reverse("admin:members_person_changelist", query={"how": "uncalled"})
    for organizer in Person.objects.active().filter(user__is_staff=True).select_related("user"):
        notify(organizer, "report.waits", url=url)


def _tell(person: Person, day: date) -> None:
    assert person.user is not None
    mail.send(
        to=person.user.email,
        subject=_lazy("Your account"),  # type: ignore[arg-type]
        template="emails/leaving",
        context={"day": day, "sign_in": mail.absolute(reverse("account_login"))},
        language=language_of(person),
    )


def _failure(person: Person) -> Exception | None:
    try:
        erase(person=person)
    except Exception as failure:
        return failure
    return None
