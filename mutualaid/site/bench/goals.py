"""The goals: what of a run is compared with what, and how much it may be at most."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .measure import Figures
from .scenarios.heavy import AGAIN, ONE_BY_ONE, ONES, REMATCH, RINGS
from .stack import Held

# The scenarios whose shares of the database and of the templates are known: the statements that each asks.
PAGES = {"directory": ["directory SQL"], "board": ["board, who asks SQL", "board SQL"]}
FLOOR, EMPTY = "template floor", "empty view"
NEAREST, MATCH, TYPO = "nearest 20", "match of one post", "typo suggestion"
FAR = "directory, 25 km"
# The size for which the price of a page in empty views is a goal.
LARGE = 100_000
SLACK = 1.3
GIGABYTE = 1024
AGED = 1.3
WEB_PROCESS, ALL_OF_IT = 150, 600


@dataclass(frozen=True)
class Goal:
    """A ratio or a number, and the most it may be; None where it is only shown. `rounds`: each of its ratios.

    `is_exact`: machines drift, but this must hold on each.
    """

    name: str
    value: float
    most: float | None
    is_exact: bool = False
    rounds: Sequence[float] = ()

    def met(self, slack: float = 1.0) -> bool:
        return self.most is None or self.value <= self.most * (1.0 if self.is_exact else slack)


@dataclass(frozen=True)
class Run:
    """One database measured. `requests`: how many are open there; `guesses`: by door, in how many pairs a
    known address took longer than an unknown one.
    """

    rows: int
    layout: str
    figures: list[Figures]
    requests: int = 0
    guesses: dict[str, float] = field(default_factory=dict)
    is_aged: bool = False

    def __str__(self) -> str:
        return f"{self.rows:,}, {self.layout}{', aged' if self.is_aged else ''}"

    def of(self, name: str) -> Figures | None:
        return next((one for one in self.figures if one.name == name), None)

    def all_of(self, *names: str) -> list[Figures]:
        """All of these, or none where one was not measured."""
        found = [one for one in map(self.of, names) if one]
        return found if len(found) == len(names) else []


def goals(runs: Sequence[Run]) -> list[Goal]:
    """Whatever these runs of one session show. One that has aged is compared with the fresh one only."""
    return [*(goal for run in runs if not run.is_aged for goal in alone(run)), *compared(runs)]


def of_memory(held: Held) -> Iterator[Goal]:
    """What the real programs hold."""
    yield Goal("memory: a web process, MB", held.web_process, WEB_PROCESS, is_exact=True)
    yield Goal("memory: PostgreSQL, web and worker together, MB", held.total, ALL_OF_IT, is_exact=True)


def alone(run: Run) -> Iterator[Goal]:
    """What one database alone shows."""
    for name in PAGES:
        yield from _of_page(run, name)
    yield from _ratio(f"{run}: {MATCH} / {NEAREST}", run.all_of(MATCH, NEAREST), 3)
    yield from _of_board(run)
    for door, share in run.guesses.items():
        name = f"{run}: enumeration, {door}: {share:.3f}, off a coin"
        yield Goal(name, abs(share - 0.5), 0.1, is_exact=True)
    for page in run.figures:
        if page.most_statements is not None and page.name != EMPTY:
            yield Goal(
                f"{run}: {page.name}: statements", page.statements, page.most_statements, is_exact=True
            )
    for name in PAGES:
        if several := run.all_of(f"{name}, 50 cards", name):
            more = several[0].statements - several[1].statements
            yield Goal(f"{run}: {name}: statements more with 50 cards than with 20", more, 0, is_exact=True)


def _of_page(run: Run, name: str) -> Iterator[Goal]:
    plain = run.all_of(name, *PAGES[name], FLOOR)
    yield from _ratio(f"{run}: {name} / (its SQL + {FLOOR})", plain, 1.4)
    own = run.all_of(name, *PAGES[name], f"{name} template")
    yield from _ratio(f"{run}: {name} / (its SQL + its own template)", own, None)
    yield from _ratio(f"{run}: {name} / {EMPTY}", run.all_of(name, EMPTY), 20 if run.rows == LARGE else None)


def _of_board(run: Run) -> Iterator[Goal]:
    # The goal is the first, which writes what the other does not; the rest compare like with like.
    for whole, one, times, most in [
        (REMATCH, MATCH, run.requests, 0.3),
        (REMATCH, ONE_BY_ONE, run.requests / ONES, None),
        (AGAIN, MATCH, run.requests, None),
    ]:
        if times and (several := run.all_of(whole, one)):
            value = several[0].p50 / (times * several[1].p50)
            yield Goal(f"{run}: {whole} / ({run.requests:,} requests, each as {one})", value, most)
    yield from _ratio(f"{run}: {RINGS} / {REMATCH}", run.all_of(RINGS, REMATCH), 3)
    rings = run.of(RINGS)
    if rings and rings.memory is not None:
        yield Goal(f"{run}: {RINGS}: MB at most", rings.memory, GIGABYTE, is_exact=True)


def compared(runs: Sequence[Run]) -> Iterator[Goal]:
    """What two databases of one session show beside each other."""
    fresh = [run for run in runs if not run.is_aged]
    for layout in dict.fromkeys(run.layout for run in fresh):
        small, *larger = sorted((run for run in fresh if run.layout == layout), key=lambda run: run.rows)
        for large in larger:
            yield from growth(small, large)
    by_kind = {(run.rows, run.layout): run for run in fresh}
    for aged in runs:
        if aged.is_aged and (before := by_kind.get((aged.rows, aged.layout))):
            yield from _age(aged, before)
    for (rows, layout), run in by_kind.items():
        if layout == "metro" and (towns := by_kind.get((rows, "towns"))):
            yield from _city(run, towns)


def growth(small: Run, large: Run) -> Iterator[Goal]:
    """What a larger size costs."""
    said = f"{large.rows:,} / {small.rows:,}, {large.layout}"
    most = 1.3 if large.rows <= 10 * small.rows else 1.5
    for name in PAGES:
        yield from _ratio(f"{said}: {name}", _pair(large, small, name), most)
        if pages := _pair(large, small, name):
            yield Goal(f"{said}: {name}, p95", pages[0].p95 / pages[1].p95, 2)
        yield from _ratio(f"{said}: {name} SQL", _pair(large, small, f"{name} SQL"), 2.5)
    others = [one.name for one in large.figures if one.is_page and one.name not in (*PAGES, EMPTY)]
    yield from _worst(f"{said}: the worst of all other pages", others, large, small, None)
    yield from _ratio(f"{said}: {TYPO}", _pair(large, small, TYPO), 1.5)


def _age(aged: Run, fresh: Run) -> Iterator[Goal]:
    """What thirty days of traffic cost: whatever a goal is made of, and every page."""
    for one in aged.figures:
        if one.is_page or one.name.endswith(" SQL") or one.name in (NEAREST, MATCH, TYPO, REMATCH, RINGS):
            yield from _ratio(f"{fresh}: {one.name}, aged / fresh", _pair(aged, fresh, one.name), AGED)


def _city(metro: Run, towns: Run) -> Iterator[Goal]:
    for part in ("", " SQL"):
        far, near = metro.of(f"{FAR}{part}"), towns.of(f"directory{part}")
        if far and near:
            name = f"{metro.rows:,}: directory{part}, 25 km of metro / 5 km of towns"
            yield from _ratio(name, [far, near], 3)


def _pair(one: Run, other: Run, name: str) -> list[Figures]:
    return [*one.all_of(name), *other.all_of(name)] if one.of(name) and other.of(name) else []


def _ratio(name: str, several: Sequence[Figures], most: float | None) -> Iterator[Goal]:
    """The first over the sum of the others, where all were measured."""
    if several:
        rounds = several[0].ratios(*several[1:])
        yield Goal(name, statistics.median(rounds), most, rounds=rounds)


def _worst(said: str, names: Iterable[str], one: Run, other: Run, most: float | None) -> Iterator[Goal]:
    """Of many, the one that moved most."""
    moved = [goal for name in names for goal in _ratio(f"{said}: {name}", _pair(one, other, name), most)]
    if moved:
        yield max(moved, key=lambda goal: goal.value)
