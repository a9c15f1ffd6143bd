"""Who may do what to persons: plain predicates, asked by the actions and by pages with buttons."""

from typing import TypeGuard

from .models import Person, Pod


def is_organizer(person: Person | None) -> TypeGuard[Person]:
    """Active members whose account is open and moderates."""
    if person is None or person.status != Person.Status.ACTIVE or person.user is None:
        return False
    return person.user.is_active and person.user.is_staff


def is_member(person: Person) -> bool:
    """Anyone let in, with or without an account."""
    return person.status == Person.Status.ACTIVE


def can_block(by: Person, person: Person) -> bool:
    """Everybody may block anybody but themself."""
    return by.pk != person.pk


def can_report(by: Person) -> bool:
    """Members."""
    return is_member(by)


def can_moderate(by: Person, person: Person | None) -> bool:
    """Organizers, but not in their own case."""
    return is_organizer(by) and (person is None or person.pk != by.pk)


def is_in_pod(person: Person, pod: Pod | None) -> bool:
    """Everybody whom organizers put into it."""
    return pod is not None and pod.memberships.filter(person=person).exists()
