"""Somebody asks to be in a pod, and those who look after it answer. Silent about blocks, both ways."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed

from ... import permissions
from ...models import Block, Person, Pod, PodAsk
from ...notices import notify
from .common import MOST_PEOPLE, MOST_PODS, lock_person, lock_pod, refuse_third_pod, size, tell_leading
from .people import place_in_pod


@transaction.atomic
def ask_to_join(*, by: Person, pod: Pod, words: str = "") -> PodAsk:
    """By a member who found it. Twice is once; a no stands for a while."""
    if not permissions.can_ask_pod(by, pod):
        raise NotAllowed
    return ask(by, pod, words=words)


def ask(by: Person, pod: Pod, *, words: str, is_invited: bool = False) -> PodAsk:
    """Inside the transaction of an action that asked who may."""
    refuse_third_pod(by)
    limits.spend("pod_ask", by.pk)
    asked, is_new = PodAsk.objects.get_or_create(
        pod=pod, person=by, defaults={"words": words, "is_invited": is_invited}
    )
    if is_new:
        audit.record("pod.ask", pod, by=by)
        tell_of(asked)
    elif is_invited and not asked.is_invited:
        asked.is_invited = True
        asked.save(update_fields=["is_invited"])
    return asked


@transaction.atomic
def take_back_ask(*, by: Person, pod: Pod) -> None:
    """By whoever asked, while nobody answered. Twice changes nothing."""
    if PodAsk.objects.filter(pod=pod, person=by, declined_at=None).delete()[0]:
        audit.record("pod.take_back_ask", pod, by=by)


@transaction.atomic
def let_in(*, by: Person, subject: PodAsk) -> None:
    """By the point person or the backup."""
    asked = _asked(by, subject)
    if place_in_pod(asked.person, asked.pod):
        audit.record("pod.let_in", asked.person, by=by, reason=asked.pod.public_id)


@transaction.atomic
def decline_ask(*, by: Person, subject: PodAsk) -> None:
    """No place now. They are told so, and not by whom."""
    asked = _asked(by, subject)
    asked.declined_at = timezone.now()
    asked.save(update_fields=["declined_at"])
    audit.record("pod.decline", asked.person, by=by, reason=asked.pod.public_id)
    notify(asked.person, "pod.declined", url=reverse("pods:pod_list"))


def _asked(by: Person, subject: PodAsk) -> PodAsk:
    """The wish as it is now, for those who may answer it. The person first, then the pod."""
    lock_person(subject.person)
    pod = lock_pod(subject.pod)
    asked = waiting(pod).filter(pk=subject.pk).first()
    if asked is None or not permissions.leads_pod(by, pod):
        raise NotAllowed
    asked.pod = pod
    return asked


# --- Who hears of it, and who does not ------------------------------------------------------------------


def waiting(pod: Pod) -> QuerySet[PodAsk]:
    """The wishes that somebody may answer: of people whom the network let in and whom no block keeps apart
    from anybody in the pod. The others wait for nothing, and never learn why."""
    inside = pod.memberships.values("person")
    blocks = Block.objects.filter(Q(blocker__in=inside) | Q(blocked__in=inside))
    apart = Q(person__in=blocks.values("blocker")) | Q(person__in=blocks.values("blocked"))
    found = pod.asks.filter(declined_at=None, person__status=Person.Status.ACTIVE).exclude(apart)
    return found.select_related("person__user")


def tell_of(asked: PodAsk) -> None:
    """Those who look after the pod, where they may answer."""
    if not waiting(asked.pod).filter(pk=asked.pk).exists():
        return
    tell_leading(asked.pod, "pod.ask")


def go_on_asking(person: Person) -> None:
    """The network let somebody in who asked before: now the pods are asked. Whom one invited is in it."""
    if person.status != Person.Status.ACTIVE:
        return
    for asked in person.pod_asks.filter(declined_at=None).select_related("pod").order_by("pod"):
        if not asked.is_invited or not come_in(person, asked.pod):
            tell_of(asked)


def come_in(person: Person, pod: Pod) -> bool:
    """By an invitation, where there is room and no block: whether they are in it now."""
    if person.memberships.count() >= MOST_PODS or size(pod) >= MOST_PEOPLE or is_apart(person, pod):
        return False
    return place_in_pod(person, pod)


def is_apart(person: Person, pod: Pod) -> bool:
    """Whether a block stands between them and anybody in the pod, either way."""
    inside = pod.memberships.values("person")
    return Block.objects.filter(
        Q(blocker=person, blocked__in=inside) | Q(blocked=person, blocker__in=inside)
    ).exists()
