"""The phone tree: what each says for themself, and the tree that is made of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed

from ...models import Person, PhoneTree, Pod, PodMembership, PodReach, Round
from .. import people as peoples
from .. import permissions, telling, tree
from ..people import People
from . import lists


@transaction.atomic
def say_reach(*, by: Person, subject: PodMembership, **values: Any) -> PodReach:
    """How somebody in a pod is reached and whom they would reach: each says it for themself.

    The tree follows at once; those who are to call somebody else from now on are told.
    """
    pod = Pod.objects.select_for_update().get(pk=subject.pod_id)
    place = pod.memberships.select_related("person__user").filter(pk=subject.pk).first()
    if place is None or not permissions.can_say_reach(by, place):
        raise NotAllowed
    if values.get("reached") != PodReach.Reached.CALL:
        values["number"] = ""
    reach, _made = PodReach.objects.update_or_create(membership=place, defaults=values)
    audit.record("pod.reach", place.person, by=by, reason=pod.public_id)
    _mend(pod, but=by)
    return reach


@transaction.atomic
def make_tree(*, by: Person, pod: Pod) -> tree.Tree:
    """Anew, as even as it can be: many get other people to call, and are told."""
    pod = Pod.objects.select_for_update().get(pk=pod.pk)
    if not permissions.can_print(by, pod):
        raise NotAllowed
    people = peoples.of(pod)
    made = tree.make(people.all(), people.top, apart=people.apart)
    audit.record("pod.make_tree", pod, by=by)
    _keep(pod, people, made.callers, but=by)
    return made


@transaction.atomic
def open_paper(*, by: Person, pod: Pod) -> None:
    """All numbers that may stand on paper are shown, once: the audit remembers to whom."""
    if not permissions.can_print(by, pod):
        raise NotAllowed
    audit.record("pod.print_tree", pod, by=by)


@transaction.atomic
def mend_pod(*, pod_id: int) -> None:
    """Somebody came, left, is paused or blocked somebody: the tree and the round that is on follow.

    Called by a job; done twice, it changes nothing.
    """
    pod = Pod.objects.select_for_update().filter(pk=pod_id).first()
    if pod is None:
        return
    people = _mend(pod)
    for one in Round.objects.open().select_for_update().filter(pod=pod):
        one.check_ins.filter(person__isnull=False).exclude(person__in=people.places).delete()
        one.check_ins.filter(neighbour__isnull=False).exclude(neighbour__in=people.neighbours).delete()
        lists.follow(one, people)


def _mend(pod: Pod, but: Person | None = None) -> People:
    people = peoples.of(pod)
    kept = PhoneTree.objects.filter(pod=pod).first()
    before = kept.edges if kept else {}
    mended = peoples.tree_of(pod, people)
    if mended.callers != before:
        _keep(pod, people, mended.callers, but=but)
    return people


def _keep(pod: Pod, people: People, callers: Mapping[int, int], *, but: Person | None = None) -> None:
    """Store it, and tell those who call others than before, unless it was they who did it."""
    kept, _made = PhoneTree.objects.get_or_create(pod=pod)
    before = kept.edges
    kept.callers, kept.changed_at = (
        {str(called): caller for called, caller in callers.items()},
        timezone.now(),
    )
    kept.save()
    moved = {key for key in {*before, *callers} if before.get(key) != callers.get(key)}
    told = {by for key in moved for by in (before.get(key), callers.get(key)) if by in people.places}
    for key in sorted(told - {but.pk if but else None}):
        telling.tell_of_tree(people.places[key].person, pod)
