"""What the pages of pods show, put together from rows: no query hides in a template."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Min

from mutualaid.base.bands import BandFrom
from mutualaid.base.grid import Band, Cell

from .. import languages, permissions, squares
from ..models import Person, Pod, PodMembership, PodSquare
from ..viewers import Viewer
from . import sections
from .actions import asking as asks
from .actions.common import FEWEST_PEOPLE, MOST_PODS

Role = PodMembership.Role
_ORDER = {Role.POINT: 0, Role.BACKUP: 1, Role.MEMBER: 2}


@dataclass(frozen=True)
class Place:
    """Somebody in the pod, as one reads them."""

    person: Person
    role: str
    is_me: bool

    @property
    def role_label(self) -> str:
        """Empty for most."""
        return "" if self.role == Role.MEMBER else str(Role(self.role).label)


def point_of(pod: Pod) -> Person | None:
    """The pod's point person."""
    place = pod.memberships.select_related("person").filter(role=Role.POINT).first()
    return place.person if place else None


def places(pod: Pod, viewer: Viewer) -> list[Place]:
    """Who is in it, as far as the viewer sees them: whoever looks after it first, then by name."""
    people = Person.objects.visible_to(viewer).active()
    found = pod.memberships.filter(person__in=people).select_related("person")
    return sorted(
        (Place(one.person, one.role, one.person == viewer.person) for one in found),
        key=lambda place: (_ORDER[Role(place.role)], place.person.name.lower(), place.person.pk),
    )


def found(viewer: Viewer) -> dict[str, Any]:
    """Mine, and those around my stored square: the only origin there is."""
    seen = Pod.objects.visible_to(viewer).prefetch_related("squares")
    mine = seen.filter(pk__in=viewer.pods)
    return {
        "mine": [outside(pod, viewer) for pod in mine],
        "near": [outside(pod, viewer) for pod in near(viewer)],
        "has_square": viewer.cell is not None,
        "may_start": len(viewer.pods) < MOST_PODS,
    }


def near(viewer: Viewer) -> list[Pod]:
    """The pods of others that cover the viewer's square or the next ones, the nearest first."""
    if viewer.cell is None:
        return []
    bands = nearest_bands(Cell(*viewer.cell), exclude=viewer.pods)
    pods = Pod.objects.visible_to(viewer).exclude(openness=Pod.Openness.CLOSED).exclude(is_hidden=True)
    seen = pods.filter(pk__in=bands).prefetch_related("squares")
    return sorted(seen, key=lambda pod: (bands[pod.pk], pod.openness != Pod.Openness.SEEKING, pod.name))


def nearest_bands(cell: Cell, *, exclude: Collection[int] = ()) -> dict[int, int]:
    """The ids of the pods with a square that is this one or next to it, each with the rank of its band."""
    bands = PodSquare.objects.exclude(pod__in=exclude).annotate(band=BandFrom(cell))
    rows = bands.values("pod").annotate(nearest=Min("band")).filter(nearest__lte=Band.NEXT.rank)
    return dict(rows.values_list("pod", "nearest"))


def inside(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """The page for those who are in it."""
    there = places(pod, viewer)
    mine = next(place for place in there if place.is_me)
    leads = mine.role != Role.MEMBER
    return {
        "places": there,
        "mine": mine,
        "is_point": mine.role == Role.POINT,
        "leads": leads,
        "asks": list(asks.waiting(pod)) if leads else [],
        "is_forming": len(there) < FEWEST_PEOPLE,
        "sections": sections.of(pod, viewer),
        **outside(pod, viewer),
    }


def outside(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """What everybody who finds it reads: nothing that tells who is in it, or how many."""
    return {
        "pod": pod,
        "spoken": [languages.name_of(code) for code in pod.languages],
        "where": where(pod, viewer),
        "is_seeking": pod.openness == Pod.Openness.SEEKING,
    }


def asking(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """Whether they asked to join, or may."""
    assert viewer.person is not None
    return {
        "asked": pod.asks.filter(person=viewer.person).first(),
        "may_ask": permissions.can_ask_pod(viewer.person, pod),
        "has_enough": len(viewer.pods) >= MOST_PODS,
    }


def where(pod: Pod, viewer: Viewer) -> str:
    """The area in words; else how near the nearest of its squares is to mine."""
    if pod.area or not pod.cells:
        return pod.area
    return squares.describe(squares.nearest(pod.cells, viewer.cell), viewer.cell)
