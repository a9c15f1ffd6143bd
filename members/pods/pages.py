"""What the pages of pods show, put together from rows: no query hides in a template."""

from dataclasses import dataclass
from typing import Any

from .. import languages, squares
from ..models import Person, Pod, PodMembership
from ..viewers import Viewer
from . import sections
from .actions.common import FEWEST_PEOPLE

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


def inside(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """The page for those who are in it."""
    there = places(pod, viewer)
    mine = next(place for place in there if place.is_me)
    return {
        "places": there,
        "mine": mine,
        "is_point": mine.role == Role.POINT,
        "leads": mine.role != Role.MEMBER,
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
    }


def where(pod: Pod, viewer: Viewer) -> str:
    """The area in words; else how near the nearest of its squares is to mine."""
    if pod.area or not pod.cells:
        return pod.area
    return squares.describe(squares.nearest(pod.cells, viewer.cell), viewer.cell)
