"""Who is in a pod, and who looks after it."""

from django.db import transaction
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from ... import permissions, standing
from ...models import Person, Pod, PodMembership
from ...notices import notify
from .common import (
    MOST_PODS,
    ROTATION,
    lock_person,
    lock_pod,
    open_pod_talk,
    refuse_if_full,
    refuse_third_pod,
    tell_organizers,
)
from .linking import links_of, unlink
from .neighbours import lose_reacher

Role = PodMembership.Role


@transaction.atomic
def put_in_pod(*, by: Person, subject: Person, pod: Pod) -> None:
    """By an organizer: from now on they see what is for this pod, and may post for it. Twice is once."""
    if not permissions.is_organizer(by):
        raise NotAllowed
    if place_in_pod(subject, pod):
        audit.record("pod.put_in", subject, by=by, reason=pod.public_id)


def place_in_pod(person: Person, pod: Pod) -> bool:
    """Whether they are newly in it. Inside the transaction of an action that asked who may."""
    person, pod = lock_person(person), lock_pod(pod)
    if permissions.is_in_pod(person, pod):
        return False
    if person.status != Person.Status.ACTIVE:
        raise NotNow(_("Only somebody who is active can be in a pod."))
    refuse_if_full(pod)
    refuse_third_pod(person)
    PodMembership.objects.create(pod=pod, person=person)
    open_pod_talk(pod)
    is_enough = person.memberships.count() >= MOST_PODS
    (person.pod_asks if is_enough else pod.asks.filter(person=person)).all().delete()
    standing.pod_changed(pod)
    if person.user_id:
        notify(person, "pod.let_in", url=pod.get_absolute_url())
    return True


@transaction.atomic
def take_out_of_pod(*, by: Person, subject: Person, pod: Pod) -> None:
    """By an organizer or the point person: they no longer see what is for this pod. Twice changes nothing."""
    pod = lock_pod(pod)
    if not permissions.can_change_pod(by, pod):
        raise NotAllowed
    if _end(pod, subject):
        audit.record("pod.take_out", subject, by=by, reason=pod.public_id)


@transaction.atomic
def leave_pod(*, by: Person, pod: Pod) -> None:
    """By oneself, at any time. Twice changes nothing."""
    pod = lock_pod(pod)
    if _end(pod, by):
        audit.record("pod.leave", by, by=by, reason=pod.public_id)


@transaction.atomic
def set_role(*, by: Person, subject: Person, pod: Pod, role: str) -> None:
    """By the point person or an organizer: who looks after the pod or stands in, and no longer who did."""
    pod = lock_pod(pod)
    if not permissions.can_change_pod(by, pod):
        raise NotAllowed
    place = pod.memberships.select_related("person").filter(person=subject).first()
    if place is None:
        raise NotAllowed
    if role != Role.MEMBER and not permissions.can_start_pod(place.person):
        raise NotNow(_("Only somebody with an account can look after a pod."))
    if place.role == role:
        return
    was_point = place.role == Role.POINT
    give(place, role)
    audit.record(f"pod.{role}", subject, by=by, reason=pod.public_id)
    if was_point:
        hand_on(pod)


@transaction.atomic
def appoint(*, by: Person, pod: Pod, **people: Person | None) -> None:
    """`point=` and `backup=`: somebody in the pod, or nobody. A role that is not named stays as it is."""
    for role in (Role.POINT, Role.BACKUP):
        if role not in people:
            continue
        if person := people[role]:
            set_role(by=by, subject=person, pod=pod, role=role)
        else:
            for place in pod.memberships.filter(role=role).select_related("person"):
                set_role(by=by, subject=place.person, pod=pod, role=Role.MEMBER)


def drop_out(person: Person) -> None:
    """Whenever somebody's standing changes: who is not active looks after nothing, who left is in no pod."""
    if person.status == Person.Status.ACTIVE:
        return
    has_left = person.status == Person.Status.LEFT
    for pod in Pod.objects.select_for_update(of=("self",)).filter(memberships__person=person).order_by("pk"):
        if has_left:
            _end(pod, person)
        else:
            _step_down(pod, person)


def _end(pod: Pod, person: Person) -> bool:
    """Their place, what they could do and whom they reached; whether they were in it."""
    place = pod.memberships.filter(person=person).first()
    if place is None:
        return False
    place.delete()
    standing.pod_changed(pod)
    if pod.memberships.exists():
        if place.role == Role.POINT:
            hand_on(pod)
        lose_reacher(pod, person)
    else:
        _empty(pod)
    return True


def _empty(pod: Pod) -> None:
    """Nobody is left who reaches anybody, or whom anything leads to."""
    for found in links_of(pod):
        unlink(found)
    for rows in (pod.neighbours, pod.invitations, pod.asks):
        rows.all().delete()


def _step_down(pod: Pod, person: Person) -> None:
    places = pod.memberships.filter(person=person)
    was_point = places.filter(role=Role.POINT).exists()
    places.update(role=Role.MEMBER)
    if was_point:
        hand_on(pod)


def hand_on(pod: Pod) -> None:
    """Nobody looks after the pod: the backup steps up; where there is none, organizers hear of it."""
    backup = pod.memberships.select_related("person").filter(role=Role.BACKUP).first()
    if backup is None:
        tell_organizers("pod.no_point", pod)
        return
    give(backup, Role.POINT)
    audit.record("pod.point", backup.person, reason=pod.public_id)


def give(place: PodMembership, role: str) -> None:
    """A role, taken from whoever has it, and told. With a point person the clock begins anew."""
    if role != Role.MEMBER:
        PodMembership.objects.filter(pod=place.pod, role=role).update(role=Role.MEMBER)
    place.role = role
    place.save(update_fields=["role"])
    if role == Role.POINT:
        Pod.objects.filter(pk=place.pod_id).update(rotates_on=local_today() + ROTATION)
    standing.pod_changed(place.pod)
    if role != Role.MEMBER:
        notify(place.person, "pod.role", url=place.pod.get_absolute_url())
