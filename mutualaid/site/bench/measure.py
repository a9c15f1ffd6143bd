"""Rounds of scenarios, and what is kept of them."""

import gzip
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from . import memory
from .scenarios import Scenario
from .scenarios.browser import WARM_UP

# Makes a database the connected one.
Door = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Figures:
    """Of one scenario: milliseconds of each round, statements a run, bytes as they are and compressed.

    `is_heavy`: it was not in the rounds; `memory`: then the most that this process and its half of the
    database held meanwhile, in MB.
    """

    name: str
    times: list[float]
    statements: int
    size: int
    compressed: int
    is_page: bool = False
    most_statements: int | None = None
    is_heavy: bool = False
    memory: float | None = None

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20, method="inclusive")[18] if self.times[1:] else self.p50

    def ratios(self, *others: "Figures") -> list[float]:
        """For each round this one's time over the sum of the others'; where one is heavy, of the medians."""
        if any(one.is_heavy for one in (self, *others)):
            return [self.p50 / sum(one.p50 for one in others)]
        rounds = zip(self.times, *(other.times for other in others), strict=True)
        return [own / sum(rest) for own, *rest in rounds]

    def over(self, *others: "Figures") -> float:
        """The median of these ratios."""
        return statistics.median(self.ratios(*others))


def measure(places: Sequence[tuple[Door, Sequence[Scenario]]], rounds: int) -> list[list[Figures]]:
    """Of each database, each of its scenarios once a round, so that a slow moment of the machine meets all
    that is compared. One database after the other, and in another order each round: whatever comes first
    there pays for all, and what runs right after itself finds its way paved.
    """
    chance = random.Random(1)  # noqa: S311
    counts, times = [], []
    for door, scenarios in places:
        with door():
            counts.append([_weighed(scenario) for scenario in scenarios])
        times.append([list[float]() for _ in scenarios])
    for number in range(-WARM_UP, rounds):
        for (door, scenarios), several in zip(places, times, strict=True):
            with door():
                pairs = list(zip(scenarios, several, strict=True))
                for scenario, kept in chance.sample(pairs, len(pairs)):
                    taken = _timed(scenario)
                    if number >= 0:
                        kept.append(taken)
    return [
        [_figures(*one) for one in zip(scenarios, times[place], counts[place], strict=True)]
        for place, (_, scenarios) in enumerate(places)
    ]


def measure_heavy(scenarios: Sequence[Scenario], repeats: int) -> list[Figures]:
    """Each once a repeat, in the database that is connected, which they change."""
    times: list[list[float]] = [[] for _ in scenarios]
    counts = [(0, 0, 0)] * len(scenarios)
    held: list[list[float]] = [[] for _ in scenarios]
    for _ in range(repeats):
        for at, scenario in enumerate(scenarios):
            if scenario.prepare:
                scenario.prepare()
            with memory.Peak() as peak:
                counts[at], taken = _counted(scenario)
            times[at].append(taken)
            held[at] += [] if peak.megabytes is None else [peak.megabytes]
    return [
        _figures(scenario, kept, count, is_heavy=True, memory=max(most, default=None))
        for scenario, kept, count, most in zip(scenarios, times, counts, held, strict=True)
    ]


def _figures(scenario: Scenario, times: list[float], count: tuple[int, int, int], **more: Any) -> Figures:
    about = (scenario.is_page, scenario.most_statements)
    return Figures(scenario.name, times, *count, *about, **more)


def _timed(scenario: Scenario) -> float:
    started = time.perf_counter()
    scenario.run()
    return (time.perf_counter() - started) * 1000


def _weighed(scenario: Scenario) -> tuple[int, int, int]:
    scenario.run()  # what is held for half a minute is read here
    return _counted(scenario)[0]


def _counted(scenario: Scenario) -> tuple[tuple[int, int, int], float]:
    """Statements, bytes, compressed bytes; and the milliseconds."""
    statements = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    started = time.perf_counter()
    with connection.execute_wrapper(count):
        body = scenario.run()
    taken = (time.perf_counter() - started) * 1000
    written = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
    return (statements, len(written), len(gzip.compress(written, 6))), taken
