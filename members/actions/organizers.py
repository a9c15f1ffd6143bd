"""What only organizers do: to persons, and to the network's own row."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit, network
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import Network

from .. import permissions, standing
from ..joining import applications
from ..models import Decision, Person, User
from .decisions import decide, lift
from .persons import see


def _moderated(by: Person, subject: Person) -> Person:
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=subject.pk)
    if not permissions.can_moderate(by, person):
        raise NotAllowed
    return person


@transaction.atomic
def suspend_person(*, by: Person, subject: Person, reason: str) -> None:
    """Out of sight and out of members' pages for the usual time, or until somebody takes it back."""
    decide(by=by, subject=subject, kind=Decision.Kind.SUSPENSION, reason=reason)


@transaction.atomic
def restore_person(*, by: Person, subject: Person, reason: str = "") -> None:
    """Back among us: a person who was paused, or who waited to be let in."""
    person = _moderated(by, subject)
    if person.status not in (Person.Status.SUSPENDED, Person.Status.PENDING):
        raise NotNow(_("They are here already."))
    if person.status == Person.Status.PENDING:
        applications.admit(person, by=by)
        return
    for pause in Decision.objects.standing().filter(person=person, kind=Decision.Kind.SUSPENSION):
        lift(by=by, subject=pause)
    person.refresh_from_db()
    person.status, person.suspended_until = Person.Status.ACTIVE, None
    person.save(update_fields=["status", "suspended_until"])
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
    see(person_id=person.pk, today=timezone.localdate())
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
