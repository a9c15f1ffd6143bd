"""A pod is made, changed, hidden and shown again."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed
from mutualaid.base.grid import Cell
from mutualaid.base.network import local_today

from ... import permissions
from ...models import Person, Pod, PodMembership
from .common import (
    ROTATION,
    free_name,
    lock_person,
    lock_pod,
    open_pod_talk,
    refuse_third_pod,
    tell_organizers,
    without_door,
    write_squares,
)
from .people import take_out_of_pod


@transaction.atomic
def create_pod(*, by: Person, name: str, squares: Iterable[Cell] = (), **values: Any) -> Pod:
    """By an organizer: a pod with nobody in it yet."""
    if not permissions.is_organizer(by):
        raise NotAllowed
    pod = _create(name, squares, values)
    audit.record("pod.create", pod, by=by)
    return pod


@transaction.atomic
def start_pod(*, by: Person, name: str, squares: Iterable[Cell] = (), **values: Any) -> Pod:
    """By a member, who is its point person for a start. Organizers are told."""
    if not permissions.can_start_pod(by):
        raise NotAllowed
    person = lock_person(by)
    refuse_third_pod(person)
    limits.spend("pod", by.pk, new=by.is_new)
    pod = _create(name, squares, values)
    PodMembership.objects.create(pod=pod, person=person, role=PodMembership.Role.POINT)
    audit.record("pod.start", pod, by=by)
    tell_organizers("pod.started", pod, but=by)
    return pod


def _create(name: str, squares: Iterable[Cell], values: dict[str, Any]) -> Pod:
    without_door(values.get("area", ""))
    pod = Pod.objects.create(name=free_name(name), rotates_on=local_today() + ROTATION, **values)
    write_squares(pod, squares)
    open_pod_talk(pod)
    return pod


@transaction.atomic
def rename_pod(*, by: Person, subject: Pod, name: str) -> Pod:
    """The same people under another name."""
    return change_pod(by=by, subject=subject, name=name)


@transaction.atomic
def change_pod(
    *,
    by: Person,
    subject: Pod,
    squares: Iterable[Cell] | None = None,
    staying: Iterable[Person] | None = None,
    **changes: Any,
) -> Pod:
    """What its point person or an organizer says at once: its own columns, its squares, who stays in it."""
    pod = lock_pod(subject)
    if not permissions.can_change_pod(by, pod):
        raise NotAllowed
    if "name" in changes:
        free_name(changes["name"], but=pod)
    without_door(changes.get("area", ""))
    for field, value in changes.items():
        setattr(pod, field, value)
    if changes:
        pod.save(update_fields=list(changes))
        audit.record("pod.rename" if list(changes) == ["name"] else "pod.change", pod, by=by)
    if squares is not None:
        write_squares(pod, squares)
        audit.record("pod.squares", pod, by=by)
    if staying is not None:
        for person in pod.members.exclude(pk__in=[person.pk for person in staying]):
            take_out_of_pod(by=by, subject=person, pod=pod)
    return pod


@transaction.atomic
def hide_pod(*, by: Person | None, subject: Pod, reason: str) -> None:
    """Found by nobody any more; those in it keep it. `by` None: reports did it, until an organizer looks."""
    _hide(by, subject, True, reason)


@transaction.atomic
def restore_pod(*, by: Person, subject: Pod, reason: str = "") -> None:
    """Found again."""
    _hide(by, subject, False, reason)


def _hide(by: Person | None, subject: Pod, is_hidden: bool, reason: str) -> None:
    pod = lock_pod(subject)
    if by is not None and not permissions.is_organizer(by):
        raise NotAllowed
    if pod.is_hidden != is_hidden:
        pod.is_hidden = is_hidden
        pod.save(update_fields=["is_hidden"])
        audit.record("pod.hide" if is_hidden else "pod.restore", pod, by=by, reason=reason)
