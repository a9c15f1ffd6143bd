"""Persons: joining, what they tell about themselves, neighbours who phone."""

import secrets
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.grid import Cell
from mutualaid.base.ids import ALPHABET

from .. import permissions
from ..agreement import actions as agreements
from ..decisions.rules import organizers
from ..joining import applications, invitations
from ..models import Person, User
from ..notices import notify
from ..speaking import uncalled

SLIP_LENGTH = 8


@transaction.atomic
def join(
    *,
    user: User,
    name: str,
    cell: Cell | None,
    languages: list[str],
    invitation: str = "",
    agreed: int = 0,
) -> Person:
    """The account becomes a person of the network, who waits where the organizers want it so.

    `invitation`: the fingerprint of the link that they came by. `agreed`: the version of what members agreed
    on that they said yes to. Doing it twice changes nothing.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    person = Person.objects.filter(user=user).first()
    if person is None:
        status = applications.first_status(user)
        person = Person.objects.create(
            user=user, name=name, status=status, languages=languages, **_columns(cell)
        )
        audit.record("person.join", person, by=person)
        if agreed:
            agreements.accept(by=person, version=agreed)
        if status == Person.Status.PENDING:
            applications.wait(person)
        if invitation:
            invitations.use(person, invitation)
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


@transaction.atomic
def hide_line(*, by: Person | None, subject: Person, reason: str) -> None:
    """Somebody's line and photo, never they themself. `by` None: reports did it, until an organizer looks."""
    person = _to_moderate(by, subject)
    person.line_hidden_at = timezone.now()
    person.save(update_fields=["line_hidden_at"])
    audit.record("person.hide_line", person, by=by, reason=reason)


@transaction.atomic
def show_line(*, by: Person, subject: Person) -> None:
    """Their line and photo are in sight again."""
    person = _to_moderate(by, subject)
    person.line_hidden_at = None
    person.save(update_fields=["line_hidden_at"])
    audit.record("person.show_line", person, by=by)


def _to_moderate(by: Person | None, subject: Person) -> Person:
    person = Person.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if by is not None and not permissions.can_moderate(by, person):
        raise NotAllowed
    return person


def count_profile(*, by: Person, person: Person) -> None:
    """Somebody looks at a profile. After 60 people in a day the organizers are told, once.

    Who looked at whom stands nowhere: what is counted are buckets, under a key of the day.
    """
    if by.pk == person.pk or permissions.is_organizer(by):
        return
    with suppress(limits.TooMany):
        limits.spend("profile_once", f"{by.pk} {person.pk}")
        try:
            limits.spend("profile", by.pk)
        except limits.TooMany:
            limits.spend("profile_told", by.pk)
            url = reverse("admin:members_person_change", args=[by.pk])
            for organizer in organizers():
                notify(organizer, "profiles.many", url=url)


def see(*, person_id: int, today: date) -> None:
    """Remember the day, for "unused for a year". At most one write a day, no audit: it would be a diary."""
    found = Person.objects.filter(pk=person_id).exclude(last_seen_on=today)
    found.update(last_seen_on=today, warned_on=None)


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


@transaction.atomic
def take_over(*, by: Person, subject: Person) -> None:
    """From now on this organizer calls a neighbour by phone whom nobody calls any more."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if not permissions.is_organizer(by) or person.user_id is not None:
        raise NotAllowed
    if not uncalled().filter(pk=person.pk).exists():
        raise NotNow(_("Another organizer calls them."))
    person.entered_by = by
    person.save(update_fields=["entered_by"])
    audit.record("person.take_over", person, by=by)


@transaction.atomic
def hear_of(*, by: Person, subject: Person) -> None:
    """An organizer spoke with a neighbour by phone: that is using it."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if not permissions.is_organizer(by) or person.user_id is not None:
        raise NotAllowed
    see(person_id=person.pk, today=timezone.localdate())
    audit.record("person.hear_of", person, by=by)


def slip_hash(code: str) -> str:
    """What is stored of a slip's code: 39 random bits under a keyed hash."""
    return salted_hmac("members.slip", code.strip().lower(), algorithm="sha256").hexdigest()


def _columns(cell: Cell | None) -> dict[str, int | None]:
    m, x, y = cell if cell else (None, None, None)
    return {"cell_m": m, "cell_x": x, "cell_y": y}
