"""Any server by HTTP: the same addresses, by one and by eight connections, bounded in number and in time."""

import statistics
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

CONNECTIONS = (1, 8)
MOST, SECONDS = 200, 10.0
TIMEOUT = 30.0


@dataclass(frozen=True)
class Peer:
    """A server to ask: its `url`, the `paths` to ask for, and the cookie to send with each."""

    name: str
    url: str
    paths: Sequence[str]
    cookie: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{self.url} is no address of a server: http://... or https://... is.")

    def connect(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=TIMEOUT)

    def address(self, path: str) -> str:
        return f"{urlsplit(self.url).path.rstrip('/')}{path}"


@dataclass(frozen=True)
class Asked:
    """Of one address by so many connections: milliseconds of each answer, and how long all took.

    `failed`: answers other than 200, and none at all.
    """

    server: str
    path: str
    connections: int
    times: list[float]
    seconds: float
    failed: int = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.times) if self.times else 0.0

    @property
    def p95(self) -> float:
        if not self.times[1:]:
            return self.p50
        return statistics.quantiles(self.times, n=20, method="inclusive")[18]

    @property
    def a_second(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0


def peer(text: str, paths: Sequence[str] = (), cookie: str = "") -> Peer:
    """What `NAME=URL` says. Raises ValueError."""
    name, separator, url = text.partition("=")
    if not (name and separator):
        raise ValueError(f"{text} is not NAME=URL")
    return Peer(name, url, paths, cookie)


def paths_in(lines: Iterable[str]) -> list[str]:
    """One a line; empty lines and those that begin with # say nothing. Raises ValueError."""
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if wrong := [path for path in found if not path.startswith("/")]:
        raise ValueError(f"{wrong[0]} is no path: it begins with /.")
    return found


def ask_all(peers: Sequence[Peer], *, most: int = MOST, seconds: float = SECONDS) -> Iterator[Asked]:
    """Every address of every server, the servers in turn, so that a slow moment meets them all."""
    longest = max((len(one.paths) for one in peers), default=0)
    for number in range(longest):
        for connections in CONNECTIONS:
            for one in peers:
                if number < len(one.paths):
                    yield ask(one, one.paths[number], connections, most=most, seconds=seconds)


def ask(server: Peer, path: str, connections: int, *, most: int = MOST, seconds: float = SECONDS) -> Asked:
    """At most so many times and about so long."""
    _warm_up(server, path, connections)
    work = _Work(most, time.monotonic() + seconds)
    threads = [threading.Thread(target=_ask, args=(server, path, work)) for _ in range(connections)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Asked(server.name, path, connections, work.times, time.monotonic() - started, work.failed)


class _Work:
    """What is still to be asked, shared by the threads, and what came of it."""

    def __init__(self, most: int, until: float) -> None:
        self.left, self.until = most, until
        self.times: list[float] = []
        self.failed = 0
        self._lock = threading.Lock()

    def has_more(self) -> bool:
        with self._lock:
            self.left -= 1
            return self.left >= 0 and time.monotonic() < self.until

    def note(self, taken: float | None) -> None:
        with self._lock:
            if taken is None:
                self.failed += 1
            else:
                self.times.append(taken)


def _warm_up(server: Peer, path: str, connections: int) -> None:
    work = _Work(2 * connections, time.monotonic() + TIMEOUT)
    _ask(server, path, work)


def _ask(server: Peer, path: str, work: _Work) -> None:
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    if server.cookie:
        headers["Cookie"] = server.cookie
    connection = server.connect()
    try:
        while work.has_more():
            work.note(_once(connection, server.address(path), headers))
    finally:
        connection.close()


def _once(connection: HTTPConnection, path: str, headers: dict[str, str]) -> float | None:
    """Milliseconds until the whole answer is there; None if there is no good one."""
    started = time.perf_counter()
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()  # the next one opens it again
        return None
    return (time.perf_counter() - started) * 1000 if answer.status == 200 else None
