"""Everything that changes accounts and persons."""

import secrets
from datetime import date, datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mutualaid.base import audit, limits, network
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.grid import Cell
from mutualaid.base.ids import ALPHABET
from mutualaid.base.models import Network

from . import moderation, permissions, standing
from .models import Block, Person, Report, ReportPicture, User
from .notices import notify
from .viewers import Viewer

SLIP_LENGTH = 8


# --- Accounts -----------------------------------------------------------------------------------------


@transaction.atomic
def open_account(*, email: str) -> User:
    """An account for an address that was just proved; the one that is there if somebody was quicker."""
    user, made = User.objects.get_or_create(email=email.lower(), defaults={"password": "!"})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        audit.record("account.open", user)
    return user


@transaction.atomic
def change_email(*, user: User, email: str) -> User:
    """Write to another address from now on. It was proved by a code; the old one is told."""
    user = User.objects.select_for_update().get(pk=user.pk)
    old, email = user.email, email.lower()
    if User.objects.filter(email=email).exclude(pk=user.pk).exists():
        raise NotNow(_("There is another account with this address. Sign in with it instead."))
    if email == old:
        return user
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()  # the package's copy would still let the old one in
    audit.record("account.email", user, by=getattr(user, "person", None))
    get_adapter().send_notification_mail("account/email/email_changed", user, email=old)
    return user


# --- Persons ------------------------------------------------------------------------------------------


@transaction.atomic
def join(*, user: User, name: str, cell: Cell | None, languages: list[str]) -> Person:
    """The account becomes a person of the network. Doing it twice changes nothing."""
    user = User.objects.select_for_update().get(pk=user.pk)
    person = Person.objects.filter(user=user).first()
    if person is None:
        person = Person.objects.create(user=user, name=name, languages=languages, **_columns(cell))
        audit.record("person.join", person, by=person)
    return person


@transaction.atomic
def change_profile(*, by: Person, subject: Person, **changes: Any) -> Person:
    """Name, line, languages, `cell` of oneself; of a neighbour without an account, by an organizer."""
    person = Person.objects.select_for_update().get(pk=subject.pk)
    own = person.pk == by.pk
    if not own and not (permissions.is_organizer(by) and person.user_id is None):
        raise NotAllowed
    if "cell" in changes:
        changes.update(_columns(changes.pop("cell")))
    for field, value in changes.items():
        setattr(person, field, value)
    person.save(update_fields=list(changes))
    audit.record("person.change", person, by=by)
    return person


def see(*, person_id: int, today: date) -> None:
    """Remember the day, for "unused for a year". At most one write a day, no audit: it would be a diary."""
    Person.objects.filter(pk=person_id).exclude(last_seen_on=today).update(last_seen_on=today)


@transaction.atomic
def enter_person(
    *,
    by: Person,
    name: str,
    phone: str,
    cell: Cell | None,
    languages: list[str],
    consent: bool,
    now: datetime | None = None,
) -> tuple[Person, str]:
    """A neighbour who phones, with their say-so. Returns them and the code for their slip, told once."""
    if not permissions.is_organizer(by):
        raise NotAllowed
    if not consent:
        raise NotNow(_("Ask them first: nobody is entered without their yes."))
    code = "".join(secrets.choice(ALPHABET) for _position in range(SLIP_LENGTH))
    person = Person.objects.create(
        name=name,
        phone=phone,
        languages=languages,
        entered_by=by,
        consent_at=now or timezone.now(),
        slip_hash=slip_hash(code),
        **_columns(cell),
    )
    audit.record("person.enter", person, by=by)
    return person, code


def slip_hash(code: str) -> str:
    """What is stored of a slip's code: 39 random bits under a keyed hash."""
    return salted_hmac("members.slip", code.strip().lower(), algorithm="sha256").hexdigest()


def _columns(cell: Cell | None) -> dict[str, int | None]:
    m, x, y = cell if cell else (None, None, None)
    return {"cell_m": m, "cell_x": x, "cell_y": y}


# --- Block --------------------------------------------------------------------------------------------


@transaction.atomic
def block(*, by: Person, person: Person, is_nameless: bool = False) -> None:
    """From now on neither sees the other. Silent: nobody is told, and no audit row says whom.

    `is_nameless`: `by` was never told who it is, and is not told now.
    """
    if not permissions.can_block(by, person):
        raise NotAllowed
    Block.objects.get_or_create(blocker=by, blocked=person, defaults={"is_nameless": is_nameless})
    audit.record("person.block", by, by=by)
    standing.blocked(by, person)


@transaction.atomic
def unblock(*, by: Person, person: Person) -> None:
    """Take one's own block back; the other's stays."""
    Block.objects.filter(blocker=by, blocked=person).delete()
    audit.record("person.unblock", by, by=by)


# --- Report -------------------------------------------------------------------------------------------


@transaction.atomic
def report(
    *, by: Person, viewer: Viewer, kind: str, subject_id: str, category: str, words: str
) -> Report | None:
    """Tell the organizers. None where there is no such thing, or where they told already.

    A safety report is never limited in number.
    """
    if not permissions.can_report(by):
        raise NotAllowed
    reportable = moderation.get(kind)
    subject = reportable.find(viewer, subject_id) if reportable else None
    if reportable is None or subject is None:
        return None
    if category != Report.Category.SAFETY:
        limits.spend("report", by.pk)
    made, is_new = Report.objects.get_or_create(
        reporter=by,
        kind=kind,
        subject_id=subject_id,
        status=Report.Status.OPEN,
        defaults={
            "person": reportable.person_of(subject, by),
            "category": category,
            "words": words,
            "excerpt": reportable.excerpt(subject),
        },
    )
    if not is_new:
        return None
    ReportPicture.objects.bulk_create(
        ReportPicture(report=made, content=one.content, width=one.width, height=one.height, alt=one.alt)
        for one in reportable.pictures(subject, made.person)
    )
    audit.record("report.make", made, by=by, reason=category)
    organizers = Person.objects.active().filter(user__is_staff=True).select_related("user")
    for organizer in organizers.exclude(reports_met=made):
        notify(organizer, "report.waits", url=reverse("admin:members_report_change", args=[made.pk]))
    return made


@transaction.atomic
def resolve_report(*, by: Person, subject: Report, decision: str, reason: str) -> None:
    """Hide the reported thing or leave it, with a reason from the list."""
    row = Report.objects.select_for_update().get(pk=subject.pk)
    if not permissions.can_moderate(by, row.person):
        raise NotAllowed
    if row.status != Report.Status.OPEN:
        raise NotNow(_("Somebody decided this already."))
    if not decision or not reason:
        raise NotNow(_("Choose what to do, and why."))
    if decision == Report.Decision.HIDDEN:
        _hide(row, by, reason)
    row.status, row.decision, row.reason = Report.Status.DONE, decision, reason
    row.decided_by, row.decided_at = by, timezone.now()
    row.save()
    audit.record("report.decide", row, by=by, reason=reason)


def _hide(row: Report, by: Person, reason: str) -> None:
    kind, subject = moderation.get(row.kind), moderation.subject_of(row)
    if kind is None or kind.hide is None:
        raise NotNow(_("A person cannot be hidden. You can pause them on their own page."))
    if subject is not None:
        kind.hide(by=by, subject=subject, reason=reason)


# --- Organizers ---------------------------------------------------------------------------------------


def _moderated(by: Person, subject: Person) -> Person:
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=subject.pk)
    if not permissions.can_moderate(by, person):
        raise NotAllowed
    return person


@transaction.atomic
def suspend_person(*, by: Person, subject: Person, reason: str) -> None:
    """Out of sight and out of members' pages until restored."""
    person = _moderated(by, subject)
    if person.status != Person.Status.ACTIVE:
        raise NotNow(_("Only somebody who is active can be paused."))
    person.status = Person.Status.SUSPENDED
    person.save(update_fields=["status"])
    audit.record("person.suspend", person, by=by, reason=reason)
    standing.changed(person)


@transaction.atomic
def restore_person(*, by: Person, subject: Person, reason: str = "") -> None:
    """Back among us: a person who was paused, or who waited to be let in."""
    person = _moderated(by, subject)
    if person.status not in (Person.Status.SUSPENDED, Person.Status.PENDING):
        raise NotNow(_("They are here already."))
    person.status = Person.Status.ACTIVE
    person.save(update_fields=["status"])
    audit.record("person.restore", person, by=by, reason=reason)
    standing.changed(person)


@transaction.atomic
def make_organizer(*, by: Person, subject: Person) -> None:
    """A member moderates from now on."""
    person = _moderated(by, subject)
    if person.user is None or person.status != Person.Status.ACTIVE:
        raise NotNow(_("Only a member with an account can be an organizer."))
    User.objects.filter(pk=person.user.pk).update(is_staff=True)
    audit.record("person.make_organizer", person, by=by)


@transaction.atomic
def remove_organizer(*, by: Person, subject: Person) -> None:
    """A member again. Not oneself, so that one organizer is always left."""
    person = _moderated(by, subject)
    if person.user is None or not person.user.is_staff:
        raise NotNow(_("They are not an organizer."))
    User.objects.filter(pk=person.user.pk).update(is_staff=False)
    audit.record("person.remove_organizer", person, by=by)


@transaction.atomic
def reveal_phone(*, by: Person, subject: Person) -> str:
    """The number of a neighbour by phone, for one look that the audit remembers."""
    person = _moderated(by, subject)
    audit.record("person.reveal_phone", person, by=by)
    return person.phone


@transaction.atomic
def change_network(*, by: Person, subject: Network, **changes: Any) -> None:
    """The network's own row. Its grid is fixed once it is set up: every stored square is counted from it."""
    if not permissions.is_organizer(by):
        raise NotAllowed
    row = Network.objects.select_for_update().get(pk=subject.pk)
    if row.set_up_at and {"grid_latitude", "grid_longitude"} & set(changes):
        raise NotNow(_("The grid stays as it was set up: every square is counted from it."))
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    audit.record("network.change", row, by=by)
    transaction.on_commit(network.forget)
