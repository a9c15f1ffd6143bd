"""Everything that changes pods. Organizers put people in and out; what a pod does with itself comes later."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from .. import permissions
from ..models import Person, Pod, PodMembership

# As many as can look after each other and still know each other.
MOST_PEOPLE = 30
# More than two, and nobody looks after anybody.
MOST_PODS = 2


@transaction.atomic
def create_pod(*, by: Person, name: str) -> Pod:
    """A pod with nobody in it yet."""
    if not permissions.is_organizer(by):
        raise NotAllowed
    _free(name)
    pod = Pod.objects.create(name=name)
    audit.record("pod.create", pod, by=by)
    return pod


@transaction.atomic
def rename_pod(*, by: Person, subject: Pod, name: str) -> Pod:
    """The same people under another name."""
    pod = _lock(by, subject)
    _free(name, but=pod)
    pod.name = name
    pod.save(update_fields=["name"])
    audit.record("pod.rename", pod, by=by)
    return pod


@transaction.atomic
def put_in_pod(*, by: Person, subject: Person, pod: Pod) -> None:
    """From now on they see what is for this pod, and may post for it. Twice changes nothing."""
    pod = _lock(by, pod)
    person = Person.objects.select_for_update().get(pk=subject.pk)
    if permissions.is_in_pod(person, pod):
        return
    if person.status != Person.Status.ACTIVE:
        raise NotNow(_("Only somebody who is active can be in a pod."))
    if pod.memberships.count() >= MOST_PEOPLE:
        raise NotNow(_("A pod has at most %(count)s people.") % {"count": MOST_PEOPLE})
    if person.memberships.count() >= MOST_PODS:
        raise NotNow(_("Nobody is in more than %(count)s pods.") % {"count": MOST_PODS})
    PodMembership.objects.create(pod=pod, person=person)
    audit.record("pod.put_in", person, by=by, reason=pod.public_id)


@transaction.atomic
def take_out_of_pod(*, by: Person, subject: Person, pod: Pod) -> None:
    """They no longer see what is for this pod. Twice changes nothing."""
    pod = _lock(by, pod)
    if pod.memberships.filter(person=subject).delete()[0]:
        audit.record("pod.take_out", subject, by=by, reason=pod.public_id)


@transaction.atomic
def change_pod(
    *, by: Person, subject: Pod, name: str | None = None, staying: Iterable[Person] | None = None
) -> None:
    """What the admin's form says at once: another name, and who of those in it stays."""
    if name is not None:
        rename_pod(by=by, subject=subject, name=name)
    if staying is not None:
        for person in subject.members.exclude(pk__in=[person.pk for person in staying]):
            take_out_of_pod(by=by, subject=person, pod=subject)


def _lock(by: Person, pod: Pod) -> Pod:
    """The pod first, then the person: two organizers never wait for each other."""
    if not permissions.is_organizer(by):
        raise NotAllowed
    return Pod.objects.select_for_update().get(pk=pod.pk)


def _free(name: str, *, but: Pod | None = None) -> None:
    others = Pod.objects.exclude(pk=but.pk) if but else Pod.objects.all()
    if others.filter(name__iexact=name).exists():
        raise NotNow(_("There is a pod of this name already."))
