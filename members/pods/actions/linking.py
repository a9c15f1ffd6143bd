"""Neighbouring pods: side by side once the point persons of both said yes. They share a talk."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from ... import permissions
from ...models import Person, Pod, PodLink, Talk
from .common import tell_leading

# Beside one pod.
MOST = 8


@transaction.atomic
def ask_link(*, by: Person, pod: Pod, other: Pod) -> None:
    """By the point person of one; the other's decides. Where that one asked before, it is a yes."""
    pod, other = _lock(pod, other)
    if not permissions.is_point(by, pod) or not permissions.may_be_found(other):
        raise NotAllowed
    found = between(pod, other).first()
    if found is None:
        if max(links_of(one).count() for one in (pod, other)) >= MOST:
            raise NotNow(_("A pod has at most %(count)s neighbouring pods.") % {"count": MOST})
        PodLink.objects.create(asking=pod, asked=other)
        audit.record("pod.ask_link", pod, by=by, reason=other.public_id)
        tell_leading(other, "pod.link", url=reverse("pods:pod_links", args=[other.public_id]))
    elif found.asked_id == pod.pk and found.agreed_at is None:
        _agree(found, by)


@transaction.atomic
def agree_link(*, by: Person, subject: PodLink) -> None:
    """By the point person of the pod that was asked. Twice is once."""
    found = _held(subject)
    if not permissions.is_point(by, found.asked):
        raise NotAllowed
    if found.agreed_at is None:
        _agree(found, by)


@transaction.atomic
def end_link(*, by: Person, subject: PodLink) -> None:
    """By the point person of either: a no, a wish taken back, or good-bye. What was said in it goes, too."""
    found = _held(subject)
    if not (permissions.is_point(by, found.asking) or permissions.is_point(by, found.asked)):
        raise NotAllowed
    audit.record("pod.end_link", found.asking, by=by, reason=found.asked.public_id)
    unlink(found)


def link(pod: Pod, other: Pod) -> None:
    """Side by side from the start. Inside the transaction of an action that asked who may."""
    _join(PodLink(asking=pod, asked=other))


def unlink(found: PodLink) -> None:
    """With its talk. Inside the transaction of an action that asked who may."""
    found.delete()
    if found.talk:
        found.talk.delete()


def links_of(pod: Pod) -> QuerySet[PodLink]:
    """All of a pod's, with those that somebody still has to answer."""
    return PodLink.objects.filter(Q(asking=pod) | Q(asked=pod)).select_related("asking", "asked", "talk")


def between(pod: Pod, other: Pod) -> QuerySet[PodLink]:
    """The one between two pods."""
    return links_of(pod).filter(Q(asking=other) | Q(asked=other))


def _agree(found: PodLink, by: Person) -> None:
    _join(found)
    audit.record("pod.link", found.asked, by=by, reason=found.asking.public_id)
    tell_leading(found.asking, "pod.link", url=reverse("pods:pod_links", args=[found.asking.public_id]))


def _join(found: PodLink) -> None:
    found.agreed_at = timezone.now()
    found.talk = Talk.objects.create(kind=Talk.Kind.POINTS)
    found.save()


def _lock(*pods: Pod) -> list[Pod]:
    held = Pod.objects.select_for_update().in_bulk(sorted(pod.pk for pod in pods))
    return [held[pod.pk] for pod in pods]


def _held(subject: PodLink) -> PodLink:
    _lock(subject.asking, subject.asked)
    found = PodLink.objects.select_related("asking", "asked", "talk").filter(pk=subject.pk).first()
    if found is None:
        raise NotAllowed
    return found
