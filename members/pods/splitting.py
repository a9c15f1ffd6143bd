"""A pod that grew too large becomes two: who would be in which. Pure.

A line is laid over the squares in eight directions and moved across them; of all the ways to cut, the best is
taken. Squares stay whole and each half in one piece, where that leaves enough people on both sides.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mutualaid.base.grid import Band, Cell, rank_between

FEWEST = 5
DIRECTIONS = 8

Member = tuple[int, Cell | None]


@dataclass(frozen=True)
class Halves:
    """The ids of those who stay and of those who go along with the second pod. Nobody is left out."""

    first: tuple[int, ...]
    second: tuple[int, ...]

    @property
    def smaller(self) -> int:
        """How many are in the smaller one."""
        return min(len(self.first), len(self.second))


def halve(members: Iterable[Member]) -> Halves | None:
    """The best two halves of these people, each an id with a square or None. None where they are too few.

    Whoever has no square goes where fewer are. The same people always come to the same halves, in whatever
    order they are given.
    """
    everybody = sorted(members, key=lambda member: member[0])
    placed = [(pk, cell) for pk, cell in everybody if cell is not None]
    nowhere = [pk for pk, cell in everybody if cell is None]
    best = _best(_by_square(placed), nowhere)
    if best is None or best.smaller < FEWEST:
        # Too many are in one square: it is cut, too.
        best = _best([([pk], cell) for pk, cell in placed], nowhere)
    return best if best is not None and best.smaller >= FEWEST else None


def share(squares: Sequence[Cell], first: Iterable[Cell], second: Iterable[Cell]) -> list[list[Cell]]:
    """Which of a pod's squares each half covers: those where it has people, and those nearest to it.

    Both cover all of them where one would be left without any.
    """
    halves = [list(first), list(second)]
    if not all(halves):
        return [list(squares), list(squares)]
    shares: list[list[Cell]] = [[], []]
    for square in squares:
        far = [min(_distance(square, cell) for cell in half) for half in halves]
        for side in (0, 1):
            if far[side] <= far[1 - side]:
                shares[side].append(square)
    return [mine or list(squares) for mine in shares]


Group = tuple[list[int], Cell]


def _by_square(placed: list[tuple[int, Cell]]) -> list[Group]:
    ordered = sorted(placed, key=lambda member: (member[1], member[0]))
    return [([pk for pk, _cell in of], cell) for cell, of in groupby(ordered, key=lambda member: member[1])]


def _best(groups: list[Group], nowhere: list[int]) -> Halves | None:
    cuts = list(_cuts(groups))
    if not cuts:
        # Nobody has a square, or all groups are one.
        if groups or not nowhere:
            return None
        return _with([], [], nowhere)
    first, second = min(cuts, key=lambda cut: _cost(cut[0], cut[1], len(nowhere)))
    return _with(_people(first), _people(second), nowhere)


def _cuts(groups: list[Group]) -> Iterator[tuple[list[Group], list[Group]]]:
    for number in range(DIRECTIONS):
        turn = math.pi * number / DIRECTIONS
        line = sorted(groups, key=lambda group: (_along(group[1], turn), group[1], group[0]))
        for at in range(1, len(line)):
            yield line[:at], line[at:]


def _cost(first: list[Group], second: list[Group], nowhere: int) -> tuple[bool, bool, int, int]:
    """What makes a cut worse, the worst first: too few on a side, less than a third, in pieces, uneven."""
    few, many = sorted(sum(len(people) for people, _cell in half) for half in (first, second))
    added = min(nowhere, many - few)
    few, many = few + added + (nowhere - added) // 2, many + (nowhere - added + 1) // 2
    pieces = _pieces(cell for _people, cell in first) + _pieces(cell for _people, cell in second)
    return few < FEWEST, few * 3 < few + many, pieces, many - few


def _people(half: list[Group]) -> list[int]:
    return [pk for people, _cell in half for pk in people]


def _with(first: list[int], second: list[int], nowhere: list[int]) -> Halves:
    """Those without a square join one by one where fewer are. The first half holds whoever came first."""
    halves = [list(first), list(second)]
    for pk in nowhere:
        min(halves, key=len).append(pk)
    halves.sort(key=lambda half: min(half, default=0))
    return Halves(*(tuple(sorted(half)) for half in halves))


def _pieces(cells: Iterable[Cell]) -> int:
    """In how many pieces squares lie, where those that touch at a side or corner are one."""
    left, pieces = set(cells), 0
    while left:
        pieces += 1
        edge = [left.pop()]
        while edge:
            cell = edge.pop()
            touching = {other for other in left if rank_between(cell, other) <= Band.NEXT.rank}
            left -= touching
            edge += touching
    return pieces


def _middle(cell: Cell) -> tuple[float, float]:
    return (cell.x + 0.5) * cell.m, (cell.y + 0.5) * cell.m


def _along(cell: Cell, turn: float) -> float:
    x, y = _middle(cell)
    return round(x * math.cos(turn) + y * math.sin(turn), 3)


def _distance(a: Cell, b: Cell) -> float:
    return math.dist(_middle(a), _middle(b))
