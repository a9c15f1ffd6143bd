"""What the pages of pods show, put together from rows: no query hides in a template."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet

from directory.models import Guide
from mutualaid.base.bands import BandFrom
from mutualaid.base.grid import Band, Cell
from mutualaid.base.hanging import Rows, together

from .. import languages, permissions, squares
from ..models import Person, Pod, PodLink, PodMembership, PodNeighbour, PodSkills, PodSquare
from ..viewers import Viewer
from . import sections, skills
from .actions import asking as asks
from .actions import dividing, linking
from .actions.common import FEWEST_PEOPLE, MOST_PEOPLE, MOST_PODS, SIZE

Role = PodMembership.Role
GUIDE = "start-a-pod"
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

    @property
    def pronouns(self) -> str:
        """Empty, too, where organizers hid what they wrote of themself."""
        return "" if self.person.line_hidden_at and not self.is_me else self.person.pronouns


def point_of(pod: Pod) -> Person | None:
    """The pod's point person."""
    place = pod.memberships.select_related("person").filter(role=Role.POINT).first()
    return place.person if place else None


def is_point(pod: Pod, viewer: Viewer) -> bool:
    """Whether the viewer is its point person."""
    return viewer.person is not None and permissions.is_point(viewer.person, pod)


def places(pod: Pod, viewer: Viewer) -> list[Place]:
    """Who is in it, as far as the viewer sees them: whoever looks after it first, then by name."""
    return _in_order(_seen(pod, viewer).select_related("person"), viewer)


def _seen(pod: Pod, viewer: Viewer) -> QuerySet[PodMembership]:
    return pod.memberships.filter(person__in=Person.objects.visible_to(viewer).active())


def _in_order(found: Iterable[PodMembership], viewer: Viewer) -> list[Place]:
    return sorted(
        (Place(one.person, one.role, one.person == viewer.person) for one in found),
        key=lambda place: (_ORDER[Role(place.role)], place.person.name.lower(), place.person.pk),
    )


def found(viewer: Viewer) -> dict[str, Any]:
    """Mine, and those around my stored square: the only origin there is."""
    seen = Pod.objects.visible_to(viewer).prefetch_related("squares")
    mine, around = seen.filter(pk__in=viewer.pods), near(viewer)
    return {
        "mine": [outside(pod, viewer) for pod in mine],
        "near": [outside(pod, viewer) for pod in around],
        # Organizers may have hidden it.
        "guide": None if around else Guide.objects.published().filter(slug=GUIDE).first(),
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
    parts = sections.Asking(pod, viewer)
    people, asked, links, (whole,), *found = together(
        Rows(_seen(pod, viewer), "person"),
        Rows(asks.waiting(pod).select_related(None), "person"),
        Rows(linking.links_of(pod).select_related(None).exclude(agreed_at=None), "asking", "asked"),
        Rows(Pod.objects.filter(pk=pod.pk).annotate(size=SIZE), "squares"),
        *parts.rows,
    )
    there = _in_order(people, viewer)
    mine = next(place for place in there if place.is_me)
    leads = mine.role != Role.MEMBER
    waiting = asked if leads else []
    return {
        "places": there,
        "mine": mine,
        "is_point": mine.role == Role.POINT,
        "leads": leads,
        "asks": waiting,
        "is_over": whole.size + len(waiting) > MOST_PEOPLE,
        "is_forming": len(there) < FEWEST_PEOPLE,
        "next_to": [other(link, pod) for link in links],
        "sections": parts.sections(found),
        **outside(whole, viewer),
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
    if pod.area or not (cells := pod.cells):
        return pod.area
    return squares.describe(squares.nearest(cells, viewer.cell), viewer.cell)


# --- In an emergency --------------------------------------------------------------------------------------


def emergency_section(pod: Pod, viewer: Viewer) -> sections.Building:
    """Whether they said what they can do."""
    said = PodSkills.objects.filter(membership=OuterRef("pk"))
    mine = pod.memberships.filter(person=viewer.person).annotate(has_said=Exists(said))
    ((place,),) = yield [Rows(mine)]
    return {"has_said": place.has_said}


def emergency(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """Who can do what, as each said themself, and who knocks on whom: as far as the viewer sees them."""
    people = Person.objects.visible_to(viewer).active()
    found = pod.memberships.filter(person__in=people).select_related("person", "skills")
    said = sorted(
        ((one.person.name, one.skills) for one in found if hasattr(one, "skills")),
        key=lambda pair: pair[0].lower(),
    )
    can = [
        (label, [name for name, theirs in said if code in theirs.codes.split()])
        for code, label in skills.LIST.items()
    ]
    return {
        "pod": pod,
        "can": [(label, names) for label, names in can if names],
        "words": [(name, theirs.words) for name, theirs in said if theirs.words],
        "knocks": knocks(pod, viewer),
    }


@dataclass(frozen=True)
class Knock:
    """A neighbour without phone and email, and who reaches them: "" for nobody, or nobody one sees."""

    row: PodNeighbour
    by: str
    is_mine: bool


def knocks(pod: Pod, viewer: Viewer) -> list[Knock]:
    """Neighbours without phone and email, in the order in which they came."""
    seen = set(Person.objects.visible_to(viewer).active().filter(pods=pod).values_list("pk", flat=True))
    return [
        Knock(
            row,
            row.reached_by.name if row.reached_by and row.reached_by_id in seen else "",
            row.reached_by_id == (viewer.person and viewer.person.pk),
        )
        for row in pod.neighbours.select_related("reached_by")
    ]


# --- Two pods ---------------------------------------------------------------------------------------------


def other(found: PodLink, pod: Pod) -> Pod:
    """The pod at the other end."""
    return found.asked if found.asking_id == pod.pk else found.asking


def linked(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """Those beside it, those that asked or were asked, and those that could be."""
    rows = [(found, other(found, pod)) for found in linking.links_of(pod).order_by("pk")]
    known = {pod.pk, *(one.pk for _found, one in rows)}
    around: dict[int, int] = {}
    for cell in pod.cells:
        for pk, band in nearest_bands(cell, exclude=known).items():
            around[pk] = min(band, around.get(pk, band))
    could = Pod.objects.filter(pk__in=around, is_hidden=False).exclude(openness=Pod.Openness.CLOSED)
    return {
        "pod": pod,
        "agreed": [pair for pair in rows if pair[0].agreed_at],
        "asked_us": [pair for pair in rows if not pair[0].agreed_at and pair[0].asked_id == pod.pk],
        "we_asked": [pair for pair in rows if not pair[0].agreed_at and pair[0].asking_id == pod.pk],
        "could": sorted(could, key=lambda one: (around[one.pk], one.name)),
    }


def divided(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """Who would be in which of two pods; `halves` is None where there are too few for two."""
    found = dividing.halves(pod)
    there = places(pod, viewer)
    return {
        "pod": pod,
        "halves": found
        and [[place for place in there if place.person.pk in half] for half in (found.first, found.second)],
        "seen": dividing.seal(found) if found else "",
    }
