"""What a run says: a table, a JSON, and which goals it meets."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import django
import psycopg
from django.db import connection

from .measure import Figures

# The scenarios whose shares of the database and the templates are known.
PAGES = ("directory", "board")
FLOOR, EMPTY = "template floor", "empty view"
MOST_STATEMENTS = {
    **dict.fromkeys(["directory", "listing", "board, newcomer", "post, newcomer"], 3),
    **dict.fromkeys(["board", "post"], 6),
}
SLACK = 1.3


@dataclass(frozen=True)
class Goal:
    """A ratio or a number, and the most it may be."""

    name: str
    value: float
    most: float
    # Machines drift, but this must hold on each.
    is_exact: bool = False

    def met(self, slack: float = 1.0) -> bool:
        return self.value <= self.most * (1.0 if self.is_exact else slack)


@dataclass(frozen=True)
class Run:
    """One database measured."""

    rows: int
    layout: str
    figures: list[Figures]
    # By door, in how many pairs a known address took longer than an unknown one.
    guesses: dict[str, float] = field(default_factory=dict)

    def of(self, name: str) -> Figures | None:
        return next((one for one in self.figures if one.name == name), None)


def goals(run: Run) -> list[Goal]:
    """What one size alone shows."""
    found = []
    empty, floor = run.of(EMPTY), run.of(FLOOR)
    for name in PAGES:
        page, sql = run.of(name), run.of(f"{name} SQL")
        if page and sql and floor:
            found.append(Goal(f"{name} / (its SQL + template floor)", page.over(sql, floor), 1.4))
        if page and empty:
            found.append(Goal(f"{name} / empty view", page.over(empty), 20))
    match, nearest = run.of("match of one post"), run.of("nearest 20")
    if match and nearest:
        found.append(Goal("match of one post / nearest 20", match.over(nearest), 3))
    for door, share in run.guesses.items():
        found.append(
            Goal(f"enumeration, {door}: {share:.3f}, off a coin", abs(share - 0.5), 0.1, is_exact=True)
        )
    for name, most in MOST_STATEMENTS.items():
        if page := run.of(name):
            found.append(Goal(f"{name}: statements", page.statements, most))
    return found


def growth(small: Run, large: Run) -> list[Goal]:
    """What a larger size costs, each counted in template floors of its own run, as machines drift."""
    found = []
    many = large.rows / small.rows
    for name in (*PAGES, *(f"{name} SQL" for name in PAGES)):
        page, was = large.of(name), small.of(name)
        floor, floor_was = large.of(FLOOR), small.of(FLOOR)
        if page and was and floor and floor_was:
            grown = (page.p50 / floor.p50) / (was.p50 / floor_was.p50)
            most = 2.5 if name.endswith("SQL") else 1.3 if many <= 10 else 1.5
            found.append(Goal(f"{name}, {many:g} x the rows", grown, most))
    return found


def table(run: Run) -> str:
    """As Markdown."""
    empty = run.of(EMPTY)
    lines = [
        "| scenario | p50 ms | p95 ms | x empty view | statements | bytes | compressed |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in run.figures:
        ratio = f"{one.over(empty):.1f}" if empty else ""
        lines.append(
            f"| {one.name} | {one.p50:.2f} | {one.p95:.2f} | {ratio} | {one.statements} | {one.size:,} | "
            f"{one.compressed:,} |"
        )
    return "\n".join(lines)


def goals_table(found: Sequence[Goal], slack: float = 1.0) -> str:
    """As Markdown."""
    lines = ["| goal | measured | at most | |", "| --- | ---: | ---: | --- |"]
    lines += [
        f"| {one.name} | {one.value:.2f} | {one.most * slack:g} | {'' if one.met(slack) else 'missed'} |"
        for one in found
    ]
    return "\n".join(lines)


def as_json(runs: Sequence[Run], found: Sequence[Goal]) -> dict[str, Any]:
    """Everything, with the machine it was measured on."""
    return {
        "machine": machine(),
        "runs": [
            {
                "rows": run.rows,
                "layout": run.layout,
                "enumeration": run.guesses,
                "scenarios": [{**asdict(one), "p50": one.p50, "p95": one.p95} for one in run.figures],
            }
            for run in runs
        ],
        "goals": [asdict(goal) for goal in found],
    }


def machine() -> dict[str, Any]:
    """Versions, cores, load, commit."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    return {
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "python": platform.python_version(),
        "django": django.get_version(),
        "psycopg": psycopg.__version__,
        "postgresql": server,
        "commit": _commit(),
    }


def _commit() -> str:
    try:
        return subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
