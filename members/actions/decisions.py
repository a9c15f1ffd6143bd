"""Decisions about somebody: made, confirmed, taken back, appealed, answered, over."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from .. import moderation, permissions, standing
from ..accounts.sessions import end_sessions
from ..decisions import rules
from ..models import Decision, Leaving, Mediation, Person, RemovedAddress, Report, User
from ..notices import notify
from ..speaking import reach

Kind = Decision.Kind
Status = Person.Status


@transaction.atomic
def decide(
    *,
    by: Person,
    subject: Person,
    kind: str,
    reason: str,
    words: str = "",
    days: int | None = None,
    report: Report | None = None,
) -> Decision:
    """One organizer decides something about a member, who hears what, why and until when.

    A removal only begins so: mediation was offered first, and a second organizer confirms it.
    """
    person = _moderated(by, subject)
    if report is not None and report.person_id != person.pk:
        raise NotAllowed
    _is_possible(person, kind)
    now = timezone.now()
    made = Decision.objects.create(
        person=person,
        report=report,
        kind=kind,
        reason=reason,
        words=words,
        until=rules.until(kind, days, now),
        decided_by=by,
        decided_at=now,
        is_proposed=kind == Kind.REMOVAL,
    )
    audit.record(f"decision.{kind}", made, by=by, reason=reason)
    if made.is_proposed:
        others = rules.organizers().exclude(pk__in=[by.pk, person.pk])
        _ask(others, made)
    else:
        _take_effect(made)
    return made


@transaction.atomic
def confirm_removal(*, by: Person, subject: Decision) -> None:
    """A second organizer says so too: out of sight, signed out, and the address is remembered for a year."""
    row, person = _locked(by, subject)
    if row.decided_by_id == by.pk:
        raise NotNow(_("A second organizer confirms this, not the one who proposed it."))
    if not row.is_proposed or row.lifted_at:
        raise NotNow(_("There is nothing to confirm here any more."))
    row.is_proposed, row.confirmed_by, row.confirmed_at = False, by, timezone.now()
    row.save(update_fields=["is_proposed", "confirmed_by", "confirmed_at"])
    audit.record("decision.confirm", row, by=by, reason=row.reason)
    if person.user is not None:
        User.objects.filter(pk=person.user.pk).update(is_staff=False)
        end_sessions(person.user)
        RemovedAddress.objects.get_or_create(hash=rules.fingerprint(person.user.email))
    _take_effect(row)


@transaction.atomic
def lift(*, by: Person, subject: Decision) -> None:
    """Take a decision back: for the person it is as if it were over."""
    row, _person = _locked(by, subject)
    _lift(row, by)


@transaction.atomic
def appeal(*, by: Person, subject: Decision, words: str) -> None:
    """The person says their side, once, to another organizer than the one who decided."""
    row = Decision.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if row.person_id != by.pk or row.is_proposed:
        raise NotAllowed
    if not rules.can_appeal(row):
        raise NotNow(_("You have appealed already, or the 20 days are over."))
    row.appeal, row.appealed_at = words, timezone.now()
    row.save(update_fields=["appeal", "appealed_at"])
    audit.record("decision.appeal", row, by=by)
    _ask(rules.answerers(row), row)


@transaction.atomic
def answer_appeal(*, by: Person, subject: Decision, outcome: str, answer: str) -> None:
    """Another organizer looks at it anew, and says why it stays or is taken back."""
    row, person = _locked(by, subject)
    if not rules.can_answer(by, row):
        raise NotNow(_("Whoever decided does not answer the appeal: another organizer does."))
    if row.appealed_at is None or row.answered_at:
        raise NotNow(_("There is no appeal to answer here."))
    if not outcome or not answer.strip():
        raise NotNow(_("Say what you decide, and why."))
    row.outcome, row.answer, row.answered_by, row.answered_at = outcome, answer, by, timezone.now()
    row.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    audit.record("decision.answer", row, by=by, reason=outcome)
    if outcome == Decision.Outcome.LIFTED and row.lifted_at is None:
        _lift(row, by, tell=False)
    _tell(person, "decision.answer", row)


@transaction.atomic
def offer_mediation(
    *, by: Person, subject: Person, mediator: str = "", outcome: str = "", report: Report | None = None
) -> Mediation:
    """Offer somebody to talk it over with a third person, who is named; or note why that is not safe."""
    person = _moderated(by, subject)
    if not mediator and outcome != Mediation.Outcome.UNSAFE:
        raise NotNow(_("Say who would mediate."))
    made = Mediation.objects.create(
        person=person, report=report, mediator=mediator, outcome=outcome, offered_by=by,
        closed_at=timezone.now() if outcome else None,
    )  # fmt: skip
    audit.record("mediation.offer", made, by=by, reason=outcome)
    if not outcome and (reached := reach(person)):
        notify(reached, "decision.talk", url=reverse("members:decision_list"))
    return made


@transaction.atomic
def close_mediation(*, by: Person, subject: Mediation, outcome: str) -> None:
    """What came of it."""
    row = Mediation.objects.select_for_update(of=("self",)).select_related("person__user").get(pk=subject.pk)
    if not permissions.can_moderate(by, row.person):
        raise NotAllowed
    if row.closed_at or not outcome:
        raise NotNow(_("Say what came of it, once."))
    row.outcome, row.closed_at = outcome, timezone.now()
    row.save(update_fields=["outcome", "closed_at"])
    audit.record("mediation.close", row, by=by, reason=outcome)


@transaction.atomic
def end_suspension(*, person_id: int, now: datetime | None = None) -> bool:
    """Called by a job: whose pause is over is back, and hears so. False where it is not over after all."""
    now = now or timezone.now()
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person_id)
    if not person.is_suspension_over(now):
        return False
    _set_status(person, Status.ACTIVE)
    audit.record("decision.over", person)
    if reached := reach(person):
        notify(reached, "decision.over")
    return True


def _moderated(by: Person, subject: Person) -> Person:
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=subject.pk)
    if not permissions.can_moderate(by, person):
        raise NotAllowed
    return person


def _locked(by: Person, subject: Decision) -> tuple[Decision, Person]:
    """The person first, then the decision: as everywhere, the parent row before what hangs on it."""
    person = _moderated(by, subject.person)
    return Decision.objects.select_for_update(of=("self",)).get(pk=subject.pk), person


def _is_possible(person: Person, kind: str) -> None:
    now = timezone.now()
    if kind == Kind.SUSPENSION and (person.status != Status.ACTIVE and not person.is_suspension_over(now)):
        raise NotNow(_("Only somebody who is active can be paused."))
    if kind != Kind.REMOVAL:
        return
    if person.status == Status.REMOVED or Decision.objects.filter(
        person=person, kind=kind, is_proposed=True, lifted_at=None
    ):
        raise NotNow(_("Somebody decided this already."))
    if not rules.was_offered_to_talk(person):
        raise NotNow(_("Offer a mediation first, or note why it would not be safe. Nobody is disposable."))


def _take_effect(row: Decision) -> None:
    person = row.person
    if row.kind == Kind.SUSPENSION:
        _set_status(person, Status.SUSPENDED, row.until)
    elif row.kind == Kind.REMOVAL:
        _set_status(person, Status.REMOVED)
    _tell(person, "decision.made", row)


def _lift(row: Decision, by: Person, *, tell: bool = True) -> None:
    if row.lifted_at:
        raise NotNow(_("It was taken back already."))
    was_standing = row.is_standing()
    row.lifted_at, row.lifted_by = timezone.now(), by
    row.save(update_fields=["lifted_at", "lifted_by"])
    audit.record("decision.lift", row, by=by)
    person = row.person
    if row.kind == Kind.HIDDEN and row.report is not None:
        moderation.put_back(row.report, by)
    if row.kind == Kind.REMOVAL and person.user is not None:
        RemovedAddress.objects.filter(hash=rules.fingerprint(person.user.email)).delete()
    if was_standing and row.kind in {Kind.SUSPENSION, Kind.REMOVAL}:
        _set_status(person, *_status_left(person))
    if tell and was_standing:
        _tell(person, "decision.over", row)


def _status_left(person: Person) -> tuple[Status, datetime | None]:
    """What stays in force of what was decided about somebody."""
    rest = Decision.objects.standing().filter(person=person)
    if rest.filter(kind=Kind.REMOVAL).exists():
        return Status.REMOVED, None
    paused = rest.filter(kind=Kind.SUSPENSION).order_by("-until").first()
    return (Status.SUSPENDED, paused.until) if paused else (Status.ACTIVE, None)


def _set_status(person: Person, status: Status, until: datetime | None = None) -> None:
    """Of somebody who left it is what they would come back as."""
    if person.status == Status.LEFT:
        Person.objects.filter(pk=person.pk).update(suspended_until=until)
        Leaving.objects.filter(person=person).update(was=status)
        return
    person.status, person.suspended_until = status, until
    person.save(update_fields=["status", "suspended_until"])
    standing.changed(person)


def _tell(person: Person, kind: str, row: Decision) -> None:
    if reached := reach(person):
        notify(reached, kind, url=row.get_absolute_url() if reached == person else "")


def _ask(organizers: QuerySet[Person], row: Decision) -> None:
    """Something of it waits for another organizer."""
    url = reverse("admin:members_decision_change", args=[row.pk])
    for organizer in organizers:
        notify(organizer, "report.waits", url=url)
