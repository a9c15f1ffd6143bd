"""What a session says: tables as Markdown, and everything as JSON."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django
import psycopg
from django.db import connection

from .goals import EMPTY, Goal, Run
from .http import Asked
from .stack import Held


def table(run: Run) -> str:
    """Of one database."""
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
    """What was reached, and what was not."""
    lines = ["| goal | measured | at most | |", "| --- | ---: | ---: | --- |"]
    lines += [
        f"| {one.name} | {one.value:.2f} | {_most(one, slack)} | {'' if one.met(slack) else 'missed'} |"
        for one in found
    ]
    return "\n".join(lines)


def _most(goal: Goal, slack: float) -> str:
    if goal.most is None:
        return "shown"
    return f"{goal.most if goal.is_exact else goal.most * slack:g}"


def http_table(asked: Sequence[Asked]) -> str:
    """What came by HTTP."""
    lines = [
        "| who | address | connections | p50 ms | p95 ms | a second | failed |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {one.server} | `{one.path}` | {one.connections} | {one.p50:.1f} | {one.p95:.1f} | "
        f"{one.a_second:.0f} | {one.failed or ''} |"
        for one in asked
    ]
    return "\n".join(lines)


def memory_table(held: Held) -> str:
    """What the real programs hold."""
    parts = [
        ("a web process, all that it can reach (RSS)", held.web_process),
        ("all web processes (PSS, as below: what several share is counted once)", held.web),
        ("the worker, and what starts both", held.rest),
        ("PostgreSQL", held.database),
        ("together", held.total),
    ]
    return "\n".join(["| memory | MB |", "| --- | ---: |", *(f"| {name} | {mb:.0f} |" for name, mb in parts)])


def as_json(
    runs: Sequence[Run], found: Sequence[Goal], asked: Sequence[Asked] = (), held: Held | None = None
) -> dict[str, Any]:
    """Everything, with the machine it was measured on."""
    return {
        "http": [{**asdict(one), "p50": one.p50, "p95": one.p95} for one in asked],
        "memory": {**asdict(held), "total": held.total} if held else None,
        "machine": machine(),
        "runs": [
            {
                "rows": run.rows,
                "layout": run.layout,
                "is_aged": run.is_aged,
                "requests": run.requests,
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
