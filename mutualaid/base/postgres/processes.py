"""Which processes work in a cluster: told by their working directory, which PostgreSQL sets to it."""

from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
# Lines of postmaster.pid, counted from 0 (`LOCK_FILE_LINE_*` in PostgreSQL's miscadmin.h).
PID, STATUS = 0, 7


class State(NamedTuple):
    """`pid`: of the living server, None where none lives. `can_tell`: this system shows its processes."""

    pid: int | None
    is_ready: bool
    can_tell: bool


def state(cluster: Path) -> State:
    """What `postmaster.pid` says, believed only if that process works in this cluster."""
    can_tell = (PROC / "self" / "cwd").exists()
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        pid = int(lines[PID])
    except (FileNotFoundError, IndexError, ValueError):
        return State(None, False, can_tell)
    if can_tell and not _is_in(PROC / str(pid), cluster):
        return State(None, False, can_tell)
    is_ready = len(lines) > STATUS and lines[STATUS].strip() == "ready"
    return State(pid, is_ready, can_tell)


def inside(cluster: Path) -> list[str]:
    """Everything that has the cluster as its working directory: "postgres (process 4711)"."""
    found = [process for process in PROC.glob("[0-9]*") if _is_in(process, cluster)]
    return [f"{_name(process)} (process {process.name})" for process in found]


def _is_in(process: Path, cluster: Path) -> bool:
    try:
        return (process / "cwd").readlink() == cluster.resolve() and not _is_dead(process)
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return False


def _is_dead(process: Path) -> bool:
    """A zombie waits for its parent to look, and touches nothing any more."""
    return (process / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:
        return "a process"
