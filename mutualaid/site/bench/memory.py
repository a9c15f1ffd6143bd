"""How much memory processes hold, as Linux tells it under /proc; elsewhere nothing is known.

Of a process that shares pages with others its share is counted (PSS): summed up, no page counts twice.
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

PROC = Path("/proc")
EVERY = 0.02


class Peak:
    """Within it, the most that this process and its server process of the database hold, looked at often.

    Of the server process its own memory is counted: what all share is there without us.
    """

    def __init__(self, proc: Path = PROC) -> None:
        self.proc = proc
        self.megabytes: float | None = None
        self._over = threading.Event()

    def __enter__(self) -> "Peak":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        self._watch = threading.Thread(target=self._look, args=(backend,), daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self._over.set()
        self._watch.join()

    def _look(self, backend: int) -> None:
        while True:
            own = status(os.getpid(), "VmRSS", self.proc)
            if own is not None:
                now = own + (status(backend, "RssAnon", self.proc) or 0)
                self.megabytes = max(self.megabytes or 0, now)
            if self._over.wait(EVERY):
                return


def status(pid: int, line: str, proc: Path = PROC) -> float | None:
    """MB of a line of a process's status; None where that cannot be read."""
    return _kilobytes(proc / str(pid) / "status", line)


def share(pid: int, proc: Path = PROC) -> float | None:
    """MB that a process holds, of what it shares its part; None where that cannot be read."""
    return _kilobytes(proc / str(pid) / "smaps_rollup", "Pss")


def is_running(pid: int, program: str, proc: Path = PROC) -> bool:
    """Is a program of this name what the process was started for?"""
    try:
        return program.encode() in (proc / str(pid) / "cmdline").read_bytes()
    except OSError:
        return False


def family(pid: int, proc: Path = PROC) -> list[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for child, parent in _parents(proc):
        below.setdefault(parent, []).append(child)
    found = [pid]
    for one in found:
        found += below.get(one, [])
    return found


def _parents(proc: Path) -> Iterator[tuple[int, int]]:
    for path in proc.glob("[0-9]*"):
        try:
            # The name of a program stands in brackets and may hold anything.
            yield int(path.name), int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue  # it ended meanwhile


def _kilobytes(path: Path, name: str) -> float | None:
    try:
        for line in path.read_text().splitlines():
            key, _, value = line.partition(":")
            if key == name:
                return int(value.split()[0]) / 1024
    except OSError:
        pass
    return None
