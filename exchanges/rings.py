"""Rings: A gives to B, B to C, C to A. Pure: who could give what to whom goes in, circles come out.

An edge says that one person's offer meets another's request, and how well. A ring is a circle of two to four
different people; it is as good as its weakest edge, since one unwilling neighbour ends it for all.

    edges = [Edge(giver=1, receiver=2, offer=10, request=20, score=80), ...]
    find(edges)      # [Circle(edges=(Edge(1 -> 2), Edge(2 -> 3), Edge(3 -> 1))), ...], best first
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

LONGEST = 4


class Edge(NamedTuple):
    """`giver` has an `offer` that meets a `request` of `receiver` (all ids); a higher `score` is better."""

    giver: int
    receiver: int
    offer: int
    request: int
    score: int


class Circle(NamedTuple):
    """Edges in a circle, beginning with the giver of the lowest id."""

    edges: tuple[Edge, ...]

    @property
    def people(self) -> tuple[int, ...]:
        """Who is in it: each gives to the next, the last one to the first."""
        return tuple(edge.giver for edge in self.edges)

    @property
    def score(self) -> int:
        """That of its weakest edge."""
        return min(edge.score for edge in self.edges)


def find(
    edges: Iterable[Edge],
    *,
    apart: Mapping[int, Collection[int]] | None = None,
    longest: int = LONGEST,
    most: int | None = None,
) -> list[Circle]:
    """The best rings in which nobody is twice, best first; at most `most`.

    `apart`: for each person those whom they must not meet in a ring, not even across from them.

    Edges are added best first; the first ring that an edge closes has it as its weakest. Of several such
    rings the shortest is taken, then the one whose other edges are better; its people take no further part.
    So the result is what picking greedily from the sorted list of all rings gives, without making that list:
    about degree squared steps an edge, and memory for the edges only.
    """
    search = _Search(apart or {}, longest)
    found = []
    for rank, edge in enumerate(ranked(edges)):
        if ring := search.add(rank, edge):
            found.append(ring)
            if len(found) == most:
                break
    return found


def ranked(edges: Iterable[Edge]) -> list[Edge]:
    """Best first, in one order for all: the best edge alone from each person to each other one."""
    best: dict[tuple[int, int], Edge] = {}
    for edge in sorted(edges, key=lambda edge: (-edge.score, edge.offer, edge.request)):
        if edge.giver != edge.receiver:
            best.setdefault((edge.giver, edge.receiver), edge)
    return list(best.values())


class _Search:
    """The edges so far, as neighbours with the rank of the edge that leads there."""

    def __init__(self, apart: Mapping[int, Collection[int]], longest: int) -> None:
        self.apart = apart
        self.longest = longest
        self.ranks: dict[tuple[int, int], int] = {}
        self.edges: dict[int, Edge] = {}
        self.out: defaultdict[int, set[int]] = defaultdict(set)
        self.into: defaultdict[int, set[int]] = defaultdict(set)
        self.taken: set[int] = set()

    def add(self, rank: int, edge: Edge) -> Circle | None:
        """Add the next best edge; the best ring that it closes, whose people are then out of the search."""
        start, end = edge.giver, edge.receiver
        if start in self.taken or end in self.taken or self._are_apart(start, end):
            return None
        best = min(self._ways(end, start), key=self._quality, default=None)
        self.ranks[start, end] = rank
        self.edges[rank] = edge
        self.out[start].add(end)
        self.into[end].add(start)
        if best is None:
            return None
        ring = self._ring((start, *best))
        for person in ring.people:
            self._take(person)
        return ring

    def _ways(self, start: int, end: int) -> Iterator[tuple[int, ...]]:
        """Ways from one person to another over at most two others, the shortest only: none is far apart."""
        if end in self.out[start]:
            yield (start, end)
            return
        if self.longest < 3:
            return
        into = self.into[end]
        middles = self.out[start] & into
        if middles:
            yield from ((start, middle, end) for middle in middles)
            return
        if self.longest < 4:
            return
        for second in self.out[start]:
            if self._are_apart(second, end):
                continue
            for third in self.out[second] & into:
                if not self._are_apart(third, start):
                    yield (start, second, third, end)

    def _quality(self, way: tuple[int, ...]) -> list[int]:
        """The ranks of its edges, the weakest first: smaller is better."""
        return sorted((self.ranks[step] for step in pairwise(way)), reverse=True)

    def _ring(self, people: tuple[int, ...]) -> Circle:
        """`people`: all in order, the first one again at the end."""
        edges = [self.edges[self.ranks[step]] for step in pairwise(people)]
        first = min(range(len(edges)), key=lambda i: edges[i].giver)
        return Circle((*edges[first:], *edges[:first]))

    def _take(self, person: int) -> None:
        self.taken.add(person)
        for other in self.out.pop(person, ()):
            self.into[other].discard(person)
        for other in self.into.pop(person, ()):
            self.out[other].discard(person)

    def _are_apart(self, one: int, other: int) -> bool:
        return other in self.apart.get(one, ()) or one in self.apart.get(other, ())
