"""Somebody waits to be let in: what they tell, what organizers decide, and the clock."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mutualaid.base import audit, links
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.ids import ALPHABET

from .. import permissions, standing
from ..decisions.rules import was_removed
from ..models import Application, Person, Talk, User
from ..notices import notify
from ..talk import actions as talks
from . import rules
from .rules import Joining

CODE_LENGTH = 10
REMIND = timedelta(days=10)
ASK = timedelta(days=14)
ANSWER = timedelta(days=7)
DECLINED = timedelta(days=14)
STILL = "members.still_waiting"

Answers = list[tuple[str, str]]


def first_status(user: User) -> str:
    """Whether somebody who joins waits. Whoever organizes already does not; a removed address always does."""
    is_in = (rules.policy() == Joining.OPEN and not was_removed(user.email)) or user.is_staff
    return Person.Status.ACTIVE if is_in else Person.Status.PENDING


def wait(person: Person) -> Application:
    """In the transaction of joining: they wait from now on."""
    code = "".join(secrets.choice(ALPHABET) for _position in range(CODE_LENGTH))
    made = Application.objects.create(person=person, code=code, code_hash=code_hash(code))
    is_asked = rules.policy() == Joining.APPROVAL and bool(rules.current_network().questions)
    if _is_known(person) or (rules.policy() == Joining.APPROVAL and not is_asked):
        _tell_organizers(person, "joining.waits")
    return made


def code_hash(code: str) -> str:
    """By what a code is found: case and dashes do not matter."""
    plain = "".join(letter for letter in code.lower() if letter in ALPHABET)
    return salted_hmac("members.vouch", plain, algorithm="sha256").hexdigest()


@transaction.atomic
def answer(*, by: Person, answers: Answers) -> Application:
    """What the organizers asked, answered by whoever waits; the first time, the organizers are told."""
    application = _own(by)
    is_first = application.sent_at is None
    application.answers = json.dumps(answers)
    application.sent_at = timezone.now()
    application.save(update_fields=["answers", "sent_at"])
    audit.record("application.answer", application, by=by)
    if is_first:
        _tell_organizers(by, "joining.waits")
    return application


@transaction.atomic
def withdraw(*, by: Person) -> None:
    """They do not want to join any more: nothing of them is kept."""
    application = _own(by, even_declined=True)
    audit.record("application.withdraw", application, by=by)
    forget(by)


@transaction.atomic
def write_to_organizers(*, by: Person, person: Person) -> Talk:
    """Open the conversation about somebody's wish to join: they do, or an organizer does."""
    if by != person and not permissions.can_moderate(by, person):
        raise NotAllowed
    _application_of(person)
    return talks.open_talk(kind=Talk.Kind.APPLICATION, person=person)


# --- Organizers decide ----------------------------------------------------------------------------------


def admit(person: Person, *, by: Person | None = None, tell: bool = True) -> None:
    """They are in. `person` is locked. `by` None: by an invitation or by the word of members.

    A member since today: the days that they waited are none among us. A removed address only an organizer
    lets in.
    """
    if by is None and _is_known(person):
        return
    now = timezone.now()
    person.status, person.created_at = Person.Status.ACTIVE, now
    person.save(update_fields=["status", "created_at"])
    Application.objects.filter(person=person).update(
        let_in_at=now, declined_at=None, reason="", code="", code_hash=None
    )
    audit.record("person.let_in", person, by=by)
    standing.changed(person)
    if tell:
        notify(person, "joining.let_in", url=reverse("members:tour"))


@transaction.atomic
def decide(*, by: Person, subject: Application, decision: str, reason: str = "") -> None:
    """Let them in, or tell them kindly that they are not, for a reason of the list."""
    person = lock(subject.person)
    if not permissions.can_moderate(by, person):
        raise NotAllowed
    application = _application_of(person)
    if decision == "let_in":
        admit(person, by=by)
        return
    if reason not in Application.Reason.values:
        raise NotNow(_("Choose a reason: they are told."))
    if application.declined_at:
        raise NotNow(_("Somebody decided this already."))
    application.declined_at, application.reason = timezone.now(), reason
    application.save(update_fields=["declined_at", "reason"])
    audit.record("application.decline", application, by=by, reason=reason)
    notify(person, "joining.declined", url=reverse("members:application"), context={"reason": reason})


# --- The clock ------------------------------------------------------------------------------------------


@transaction.atomic
def still(*, by: Person, asked_at: str = "") -> None:
    """They still want to join: another 14 days. `asked_at`: of the link they come from, if from one."""
    application = _own(by)
    if asked_at and (application.asked_at is None or application.asked_at.isoformat() != asked_at):
        raise NotNow(_("You have told us already."))
    application.since, application.reminded_at, application.asked_at = timezone.now(), None, None
    application.save(update_fields=["since", "reminded_at", "asked_at"])
    audit.record("application.still", application, by=by)


def tend(now: datetime) -> None:
    """Each night: remind organizers, ask whoever waits for long, forget whom nothing came of."""
    waiting = Application.objects.filter(person__status=Person.Status.PENDING, let_in_at=None)
    undecided = waiting.filter(declined_at=None)
    for one in undecided.filter(reminded_at=None, since__lt=now - REMIND):
        _each(one, now, _remind)
    for one in undecided.filter(asked_at=None, since__lt=now - ASK):
        _each(one, now, _ask)
    for one in [
        *undecided.filter(asked_at__lt=now - ANSWER),
        *waiting.filter(declined_at__lt=now - DECLINED),
    ]:
        _each(one, now, _expire)


def forget(person: Person) -> None:
    """All of somebody who was never let in, in the caller's transaction."""
    from ..actions.leaving import erase  # which asks us who waits, when somebody joins

    Person.objects.filter(pk=person.pk).update(status=Person.Status.LEFT)
    erase(person=person)


def _each(
    application: Application, now: datetime, do: Callable[[Application, Person, datetime], None]
) -> None:
    with transaction.atomic():
        person = lock(application.person)
        found = Application.objects.filter(pk=application.pk, let_in_at=None).first()
        if found is not None and found.since == application.since:
            do(found, person, now)


def _remind(application: Application, person: Person, now: datetime) -> None:
    Application.objects.filter(pk=application.pk).update(reminded_at=now)
    _tell_organizers(person, "joining.old")


def _ask(application: Application, person: Person, now: datetime) -> None:
    Application.objects.filter(pk=application.pk).update(asked_at=now)
    token = links.make(STILL, application.public_id, now.isoformat())
    yes = (_("Yes, I still want to join"), reverse("members:still_waiting", args=[token]))
    notify(person, "joining.still", url=reverse("members:application"), links=[yes])


def _expire(application: Application, person: Person, now: datetime) -> None:
    audit.record("application.expire", application)
    forget(person)


def lock(person: Person) -> Person:
    """The person's row first, whatever is done with their wish: nobody waits for each other."""
    return Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)


def _own(by: Person, *, even_declined: bool = False) -> Application:
    application = _application_of(lock(by))
    if application.declined_at and not even_declined:
        raise NotNow(_("The organizers have decided. You can write to them."))
    return application


def _application_of(person: Person) -> Application:
    application = Application.objects.filter(person=person, let_in_at=None).first()
    if application is None or person.status != Person.Status.PENDING:
        raise NotAllowed
    return application


def _is_known(person: Person) -> bool:
    """Their address was removed within the last year: only an organizer lets them in."""
    return person.user is not None and was_removed(person.user.email)


def _tell_organizers(about: Person, kind: str) -> None:
    organizers = (
        Person.objects.active().filter(user__is_staff=True, user__is_active=True).select_related("user")
    )
    apart = about.blocks_made.values("blocked").union(about.blocks_met.values("blocker"))
    for organizer in organizers.exclude(pk__in=apart):
        notify(organizer, kind, url=reverse("admin:members_application_changelist"))
