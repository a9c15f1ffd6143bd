"""A pod that grew too large becomes two neighbouring ones."""

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.grid import Cell
from mutualaid.base.network import local_today

from ... import permissions, standing
from ...models import Person, Pod, PodMembership
from ...notices import notify
from .. import splitting
from .common import ROTATION, free_name, lock_pod, open_pod_talk, write_squares
from .linking import link
from .people import give

Role = PodMembership.Role


def halves(pod: Pod) -> splitting.Halves | None:
    """Who would be in which: the first half stays with whoever looks after the pod now."""
    places = pod.memberships.select_related("person")
    found = splitting.halve((place.person_id, _cell(place.person)) for place in places)
    point = next((place.person_id for place in places if place.role == Role.POINT), None)
    if found and point in found.second:
        return splitting.Halves(found.second, found.first)
    return found


def seal(found: splitting.Halves) -> str:
    """Says whether two looks at a pod found the same halves."""
    return salted_hmac("members.pods.halves", f"{found}", algorithm="sha256").hexdigest()[:20]


@transaction.atomic
def split_pod(*, by: Person, subject: Pod, name: str, point: Person, seen: str) -> Pod:
    """By its point person, who saw who would be in which (`seen`). Everybody is told. Returns the new one.

    What is agreed, what each can do and whom they reach goes along; both are neighbours from then on.
    """
    pod = lock_pod(subject)
    if not permissions.can_change_pod(by, pod):
        raise NotAllowed
    found = halves(pod)
    if found is None:
        raise NotNow(_("There are too few for two pods: each needs five people at least."))
    if seal(found) != seen:
        raise NotNow(_("Somebody came or left meanwhile. Look at it again."))
    if point.pk not in found.second or not permissions.can_start_pod(point):
        raise NotNow(_("Choose somebody of the second pod to look after it."))
    new = _second(pod, name)
    _move(pod, new, found)
    give(new.memberships.select_related("person").get(person=point), Role.POINT)
    standing.pod_changed(pod)
    link(pod, new)
    audit.record("pod.split", pod, by=by, reason=new.public_id)
    for place in PodMembership.objects.filter(pod__in=[pod, new]).select_related("pod", "person__user"):
        if place.person.user_id and place.person_id not in (by.pk, point.pk):
            notify(place.person, "pod.split", url=place.pod.get_absolute_url())
    return new


def _second(pod: Pod, name: str) -> Pod:
    new = Pod.objects.create(
        name=free_name(name),
        languages=pod.languages,
        agreed=pod.agreed,
        openness=pod.openness,
        is_hidden=pod.is_hidden,
        rotates_on=local_today() + ROTATION,
    )
    open_pod_talk(new)
    return new


def _move(pod: Pod, new: Pod, found: splitting.Halves) -> None:
    people = Person.objects.in_bulk([*found.first, *found.second])
    cells = [[cell for pk in half if (cell := _cell(people[pk]))] for half in (found.first, found.second)]
    stays, goes = splitting.share(pod.cells, *cells)
    write_squares(pod, stays)
    write_squares(new, goes)
    pod.memberships.filter(person__in=found.second).update(pod=new, role=Role.MEMBER)
    pod.neighbours.filter(reached_by__in=found.second).update(pod=new)


def _cell(person: Person) -> Cell | None:
    return Cell(*person.cell) if person.cell else None
