"""Who may do what to persons: plain predicates, asked by the actions and by pages with buttons."""

from typing import TypeGuard

from .models import Decision, Person, Pod, PodMembership


def is_organizer(person: Person | None) -> TypeGuard[Person]:
    """Active members whose account is open and moderates."""
    if person is None or person.status != Person.Status.ACTIVE or person.user is None:
        return False
    return person.user.is_active and person.user.is_staff


def is_member(person: Person) -> bool:
    """Anyone let in, with or without an account."""
    return person.status == Person.Status.ACTIVE


def can_post(person: Person) -> bool:
    """Members, but those whom organizers keep from it for a while."""
    return is_member(person) and not _is_kept_from(person, Decision.Kind.NO_POSTS)


def can_start_thread(person: Person) -> bool:
    """Members, but those whom organizers keep from answering posts for a while."""
    return is_member(person) and not _is_kept_from(person, Decision.Kind.NO_THREADS)


def can_block(by: Person, person: Person) -> bool:
    """Everybody may block anybody but themself."""
    return by.pk != person.pk


def can_leave(by: Person, person: Person) -> bool:
    """Everybody, for themself; organizers for a neighbour by phone, on their say."""
    return by.pk == person.pk or (is_organizer(by) and person.user_id is None)


def can_report(by: Person) -> bool:
    """Members."""
    return is_member(by)


def can_moderate(by: Person, person: Person | None) -> bool:
    """Organizers, but not in their own case."""
    return is_organizer(by) and (person is None or person.pk != by.pk)


def is_in_pod(person: Person, pod: Pod | None) -> bool:
    """Everybody who was let in or put into it, and did not leave."""
    return pod is not None and pod.memberships.filter(person=person).exists()


def is_point(person: Person, pod: Pod) -> bool:
    """The pod's point person, while they are active."""
    return is_member(person) and _has_role(person, pod, PodMembership.Role.POINT)


def leads_pod(person: Person, pod: Pod) -> bool:
    """The pod's point person and backup, while they are active: they let in, and speak for the pod."""
    return is_member(person) and _has_role(person, pod, PodMembership.Role.POINT, PodMembership.Role.BACKUP)


def can_change_pod(person: Person, pod: Pod) -> bool:
    """Its point person; organizers."""
    return is_organizer(person) or is_point(person, pod)


def can_start_pod(person: Person) -> bool:
    """Members with an account."""
    return is_member(person) and person.user_id is not None


def can_ask_pod(person: Person, pod: Pod) -> bool:
    """Members with an account who are not in it, where it may be found."""
    return can_start_pod(person) and may_be_found(pod) and not is_in_pod(person, pod)


def may_be_found(pod: Pod) -> bool:
    """By any member, whose wish it is to be in it or beside it: what is neither closed nor hidden."""
    return not pod.is_hidden and pod.openness != Pod.Openness.CLOSED


def can_use_code(person: Person) -> bool:
    """Members with an account, and those who still wait to be let in."""
    return person.user_id is not None and person.status in (Person.Status.ACTIVE, Person.Status.PENDING)


def _has_role(person: Person, pod: Pod, *roles: str) -> bool:
    return pod.memberships.filter(person=person, role__in=roles).exists()


def _is_kept_from(person: Person, kind: str) -> bool:
    return Decision.objects.standing().filter(person=person, kind=kind).exists()
