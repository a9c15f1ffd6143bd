"""The people of a pod as its phone tree takes them: persons by their id, neighbours without a phone by minus
theirs.
"""

from dataclasses import dataclass, field

from ..models import Block, Person, PhoneTree, Pod, PodMembership, PodNeighbour, PodReach
from . import tree
from .tree import Pair, Reached, Someone

Role = PodMembership.Role


@dataclass(frozen=True)
class People:
    """Who is in a pod now. `top`: who starts its phone tree; `apart`: pairs of whom one blocked the other."""

    places: dict[int, PodMembership]
    neighbours: dict[int, PodNeighbour]
    apart: frozenset[Pair] = field(default_factory=frozenset)

    @property
    def leads(self) -> list[Person]:
        """The point person, then the backup."""
        order = (Role.POINT, Role.BACKUP)
        found = [place for place in self.places.values() if place.role in order]
        return [place.person for place in sorted(found, key=lambda place: order.index(Role(place.role)))]

    @property
    def top(self) -> int | None:
        """The point person; the backup where that one calls nobody."""
        able = [person.pk for person in self.leads if self.someone(person.pk).leads]
        return able[0] if able else None

    def someone(self, key: int) -> Someone:
        """As the tree takes them."""
        if key < 0:
            one = self.neighbours[-key]
            # A promise of somebody who is not in the pod any more binds nobody.
            by = one.reached_by_id if one.reached_by_id in self.places else None
            return Someone(key, Reached.KNOCK, only_by=by)
        place = self.places[key]
        reach = reach_of(place)
        return Someone(
            key,
            reached=Reached(reach.reached),
            speaks=frozenset(place.person.languages),
            calls_in=frozenset(reach.calls_in),
            knocks=reach.knocks,
            times=frozenset(reach.times),
        )

    def all(self) -> list[Someone]:
        """Everybody."""
        return [self.someone(key) for key in self.keys()]

    def keys(self) -> list[int]:
        """Of everybody, in a fixed order."""
        return [*self.places, *(-pk for pk in self.neighbours)]

    def name(self, key: int) -> str:
        """What they are called."""
        return self.neighbours[-key].name if key < 0 else self.places[key].person.name

    def is_apart(self, one: int, other: int) -> bool:
        """Whether one of them blocked the other."""
        return frozenset({one, other}) in self.apart


def reach_of(place: PodMembership) -> PodReach:
    """What they said; where they said nothing, nothing is agreed."""
    return getattr(place, "reach", None) or PodReach(membership=place)


def of(pod: Pod) -> People:
    """Who is in the pod and active, in three statements."""
    found = pod.memberships.filter(person__status=Person.Status.ACTIVE).select_related(
        "person__user", "reach"
    )
    places = {place.person_id: place for place in found.order_by("person")}
    neighbours = {one.pk: one for one in PodNeighbour.objects.filter(pod=pod)}
    blocks = Block.objects.filter(blocker__in=places, blocked__in=places)
    apart = frozenset(frozenset(pair) for pair in blocks.values_list("blocker", "blocked"))
    return People(places, neighbours, apart)


def tree_of(pod: Pod, people: People) -> tree.Tree:
    """The phone tree that is kept, mended as far as nobody has done it yet."""
    kept = PhoneTree.objects.filter(pod=pod).first()
    before = kept.edges if kept else {}
    return tree.make(people.all(), people.top, apart=people.apart, before=before)
