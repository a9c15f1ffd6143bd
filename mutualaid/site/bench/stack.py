"""The real programs on a database for measuring: the web server alone, or all that a small machine runs."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from mutualaid import serve
from mutualaid.base.postgres.place import Place

from . import memory

PATIENCE = 60.0
GRACE = 40.0


@dataclass(frozen=True)
class Site:
    """One that answers at `url`; `pid` of the program that started the others."""

    url: str
    pid: int


@contextmanager
def web_server(database: str) -> Iterator[Site]:
    """gunicorn as `serve` starts it, but one worker, which is the same for every number of cores."""
    port = _free_port()
    with _running(serve.web("127.0.0.1", port, workers=1), port, database) as site:
        yield site


@contextmanager
def everything(database: str) -> Iterator[Site]:
    """Web server and worker, as `dev.py demo` starts them."""
    port = _free_port()
    command = [sys.executable, "-m", "mutualaid.serve", "--port", str(port)]
    with _running(command, port, database) as site:
        yield site


@contextmanager
def _running(command: Sequence[str], port: int, database: str) -> Iterator[Site]:
    url = f"http://localhost:{port}"
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=serve.ROOT,
        env=_environment(url, database),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, url)
        yield Site(url, process.pid)
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"the server did not answer within {PATIENCE:.0f} s")


def _environment(url: str, database: str) -> dict[str, str]:
    """As in production: the application's role, nothing for development."""
    return {
        **os.environ,
        "DATABASE_URL": urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}")),
        "DATABASE_ROLE": "app",
        "DATA_DIR": str(settings.DATA_DIR),
        "SITE_URL": url,
        "DEMO": "false",
        "DEBUG": "false",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- Memory ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """MB: of the largest web process with all that it shares, for nobody else may be there to share it with;
    of all web processes, of the worker and who starts both, of PostgreSQL, each page counted once.
    """

    web_process: float
    web: float
    rest: float
    database: float

    @property
    def total(self) -> float:
        return self.web + self.rest + self.database


def held(site: Site, proc: Path = memory.PROC) -> Held | None:
    """What `everything` holds now; None where that cannot be told: not on Linux, or another's server."""
    programs = {pid: memory.share(pid, proc) for pid in memory.family(site.pid, proc)}
    server = _server()
    database = {pid: memory.share(pid, proc) for pid in memory.family(server, proc)} if server else {0: None}
    known = {pid: share for pid, share in (programs | database).items() if share is not None}
    if len(known) < len(programs) + len(database):
        return None
    web = {pid: known[pid] for pid in programs if memory.is_running(pid, "gunicorn", proc)}
    return Held(
        web_process=max((memory.status(pid, "VmRSS", proc) or 0.0 for pid in web), default=0.0),
        web=sum(web.values()),
        rest=sum(known[pid] for pid in programs if pid not in web),
        database=sum(known[pid] for pid in database),
    )


def _server() -> int | None:
    """The first process of the checkout's own PostgreSQL."""
    try:
        return int(Place(settings.DATA_DIR).pid_file.read_text().split()[0])
    except (OSError, IndexError, ValueError):
        return None
