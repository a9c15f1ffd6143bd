"""Rounds of scenarios, and what is kept of them."""

import gzip
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from .scenarios import Scenario

WARM_UP = 7  # an operation is planned for good after its fifth run


@dataclass(frozen=True)
class Figures:
    """Of one scenario: milliseconds of each round, statements a run, bytes as they are and compressed."""

    name: str
    times: list[float]
    statements: int
    size: int
    compressed: int

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20, method="inclusive")[18]

    def over(self, *others: "Figures") -> float:
        """The median over the rounds of this one's time to the sum of the others'."""
        rounds = zip(self.times, *(other.times for other in others), strict=True)
        return statistics.median(own / sum(rest) for own, *rest in rounds)


def measure(scenarios: Sequence[Scenario], rounds: int) -> list[Figures]:
    """Each scenario once a round, in turn, so that a slow moment of the machine meets them all."""
    counts = [_weighed(scenario) for scenario in scenarios]
    times: list[list[float]] = [[] for _ in scenarios]
    for number in range(-WARM_UP, rounds):
        for scenario, kept in zip(scenarios, times, strict=True):
            started = time.perf_counter()
            scenario.run()
            if number >= 0:
                kept.append((time.perf_counter() - started) * 1000)
    return [
        Figures(scenario.name, kept, *count)
        for scenario, kept, count in zip(scenarios, times, counts, strict=True)
    ]


def _weighed(scenario: Scenario) -> tuple[int, int, int]:
    statements = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    scenario.run()  # what is held for half a minute is read here
    with connection.execute_wrapper(count):
        body = scenario.run()
    return statements, len(body), len(gzip.compress(body, 6))
