"""What the actions of pods have in common: what they hold, and how many there may be."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.paper import has_house_number
from mutualaid.base.actions import NotNow
from mutualaid.base.grid import Cell

from ...models import Person, Pod, PodMembership, PodSquare, Talk
from ...notices import notify
from ...talk.actions import open_talk
from .. import splitting

SIZE = Count("memberships", distinct=True) + Count("neighbours", distinct=True)
LEADING = (PodMembership.Role.POINT, PodMembership.Role.BACKUP)
# Fewer, and a pod is still forming.
FEWEST_PEOPLE = splitting.FEWEST
# As many as can look after each other and still know each other.
MOST_PEOPLE = 30
# More than two, and nobody looks after anybody.
MOST_PODS = 2
MOST_SQUARES = 12
# As long as one can look after a pod without getting tired of it.
ROTATION = timedelta(days=182)


def lock_pod(pod: Pod) -> Pod:
    """The pod as it is now, and nobody else's until we are done.

    Whoever needs a person's row, too, takes that one first: it is held already where somebody is paused.
    """
    return Pod.objects.select_for_update().get(pk=pod.pk)


def lock_person(person: Person) -> Person:
    """The person as they are now."""
    return Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)


def size(pod: Pod) -> int:
    """How many people it is for: those in it, and the neighbours whom they reach."""
    return int(Pod.objects.filter(pk=pod.pk).aggregate(size=SIZE)["size"])


def refuse_if_full(pod: Pod) -> None:
    if size(pod) >= MOST_PEOPLE:
        raise NotNow(_("A pod has at most %(count)s people.") % {"count": MOST_PEOPLE})


def refuse_third_pod(person: Person) -> None:
    if person.memberships.count() >= MOST_PODS:
        raise NotNow(_("Nobody is in more than %(count)s pods.") % {"count": MOST_PODS})


def free_name(name: str, *, but: Pod | None = None) -> str:
    """A name that no other pod has and that is nobody's door: it is read by people who are not in the pod."""
    others = Pod.objects.exclude(pk=but.pk) if but else Pod.objects.all()
    if others.filter(name__iexact=name).exists():
        raise NotNow(_("There is a pod of this name already."))
    return without_door(name)


def without_door(text: str) -> str:
    """Raises `NotNow` for a house number: others find the pod by these words, and nobody by them."""
    if has_house_number(text):
        raise NotNow(_("Others read this. Leave out the number of a house: a street or a place will do."))
    return text


def write_squares(pod: Pod, cells: Iterable[Cell]) -> None:
    """From now on it covers these and no others."""
    wanted = list(dict.fromkeys(cells))
    if len(wanted) > MOST_SQUARES:
        raise NotNow(_("A pod covers at most %(count)s squares.") % {"count": MOST_SQUARES})
    pod.squares.all().delete()
    PodSquare.objects.bulk_create(
        PodSquare(pod=pod, cell_m=cell.m, cell_x=cell.x, cell_y=cell.y) for cell in wanted
    )


def tell_organizers(kind: str, pod: Pod, *, but: Person | None = None) -> None:
    """All who organize, but whoever did it."""
    organizers = Person.objects.active().filter(user__is_staff=True, user__is_active=True)
    others = organizers.exclude(pk=but.pk) if but else organizers
    for organizer in others.select_related("user"):
        notify(organizer, kind, url=reverse("admin:members_pod_change", args=[pod.pk]))


def tell_leading(pod: Pod, kind: str, *, url: str = "") -> None:
    """The point person and the backup."""
    for place in pod.memberships.filter(role__in=LEADING).select_related("person__user"):
        notify(place.person, kind, url=url or pod.get_absolute_url())


def open_pod_talk(pod: Pod) -> Talk:
    """Where those in it talk to each other."""
    return open_talk(kind=Talk.Kind.POD, pod=pod)
