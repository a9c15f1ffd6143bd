"""Neighbours without phone and email: in the pod as a name, by their own say, reached by whoever agreed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from ... import permissions, standing
from ...models import Person, Pod, PodNeighbour
from ...models.pods import ASK_AGAIN
from ...notices import notify
from .common import lock_pod, refuse_if_full, tell_leading

REMIND = timedelta(days=14)


@transaction.atomic
def add_neighbour(*, by: Person, pod: Pod, name: str, how: str, consent: bool) -> PodNeighbour:
    """By somebody in the pod who holds their slip, and who reaches them from now on."""
    pod = lock_pod(pod)
    _in(by, pod)
    if not consent:
        raise NotNow(_("Ask them first: nobody is entered without their yes."))
    refuse_if_full(pod)
    today = local_today()
    made = PodNeighbour.objects.create(
        pod=pod, name=name, how=how, reached_by=by, said_yes_on=today, asked_on=today
    )
    audit.record("pod.add_neighbour", made, by=by)
    standing.pod_changed(pod)
    return made


@transaction.atomic
def change_neighbour(*, by: Person, subject: PodNeighbour, name: str, how: str) -> None:
    """What they are called and how they are reached, by somebody in the pod."""
    row = _held(by, subject)
    row.name, row.how = name, how
    row.save(update_fields=["name", "how"])
    audit.record("pod.change_neighbour", row, by=by)


@transaction.atomic
def reach_neighbour(*, by: Person, subject: PodNeighbour) -> None:
    """By whoever knocks on them from now on: nobody is given this by others."""
    row = _held(by, subject)
    row.reached_by = by
    row.save(update_fields=["reached_by"])
    audit.record("pod.reach_neighbour", row, by=by)
    standing.pod_changed(row.pod)


@transaction.atomic
def stop_reaching(*, by: Person, subject: PodNeighbour) -> None:
    """They no longer can. Those who look after the pod hear that somebody else is needed."""
    row = _held(by, subject)
    if row.reached_by_id != by.pk:
        raise NotAllowed
    row.reached_by = None
    row.save(update_fields=["reached_by"])
    audit.record("pod.stop_reaching", row, by=by)
    standing.pod_changed(row.pod)
    tell_leading(row.pod, "pod.unreached", url=_page(row.pod))


@transaction.atomic
def still_yes(*, by: Person, subject: PodNeighbour) -> None:
    """Somebody in the pod asked them again, and they want to stay."""
    row = _held(by, subject)
    row.asked_on, row.reminded_on = local_today(), None
    row.save(update_fields=["asked_on", "reminded_on"])
    audit.record("pod.still_yes", row, by=by)


@transaction.atomic
def remove_neighbour(*, by: Person, subject: PodNeighbour) -> None:
    """They told anybody in the pod that they want to be taken out: at once, and nothing of them stays."""
    row = _held(by, subject)
    audit.record("pod.remove_neighbour", row, by=by)
    row.delete()
    standing.pod_changed(row.pod)


@transaction.atomic
def remind_to_ask_again() -> int:
    """Each day: whose yes is half a year old. Whoever reaches them is told, else whoever leads the pod."""
    today = local_today()
    due = PodNeighbour.objects.select_for_update(of=("self",), skip_locked=True).filter(
        Q(reminded_on=None) | Q(reminded_on__lte=today - REMIND), asked_on__lte=today - ASK_AGAIN
    )
    rows = list(due.select_related("pod", "reached_by__user"))
    for row in rows:
        if row.reached_by and permissions.is_member(row.reached_by):
            notify(row.reached_by, "pod.ask_again", url=_page(row.pod))
        else:
            tell_leading(row.pod, "pod.ask_again", url=_page(row.pod))
    PodNeighbour.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today)
    return len(rows)


def lose_reacher(pod: Pod, person: Person) -> None:
    """Somebody is no longer in the pod: whom they reached waits for another one."""
    if pod.neighbours.filter(reached_by=person).update(reached_by=None):
        tell_leading(pod, "pod.unreached", url=_page(pod))


def _page(pod: Pod) -> str:
    return reverse("pods:pod_emergency", args=[pod.public_id])


def _held(by: Person, subject: PodNeighbour) -> PodNeighbour:
    lock_pod(subject.pod)
    row = PodNeighbour.objects.select_related("pod").filter(pk=subject.pk).first()
    if row is None:
        raise NotAllowed
    _in(by, row.pod)
    return row


def _in(by: Person, pod: Pod) -> None:
    if not (permissions.is_member(by) and permissions.is_in_pod(by, pod)):
        raise NotAllowed
