"""`python -m mutualaid.serve`: gunicorn and the worker side by side, each started again if it dies.

Knows nothing of Django, so that it is there at once and small. Ends both on SIGINT or SIGTERM, and they end
if it is killed.
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mutualaid.base import postgres

ROOT = Path(__file__).resolve().parent.parent
# A request may take so long to end, and a job; then they are cut off.
GRACE = 20
# Where the site does not answer, mostly because its database is away, nothing can be finished anyway.
HASTE = 5
SLOWEST_RESTART = 30.0
SETTLED = 60.0


@dataclass
class Child:
    """One program to keep running. `wait`: seconds before the next start, longer each time it dies young."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    wait: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            self.command, cwd=ROOT, start_new_session=True, preexec_fn=_die_with_parent
        )

    def look(self) -> bool:
        """Start it again if its time has come; was it found dead?"""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return False
            self.process = None
            lived = now - self.started
            self.wait = 1.0 if lived > SETTLED else min(max(1.0, self.wait * 2), SLOWEST_RESTART)
            _say(f"The {self.name} ended with {code}; starting it again in {self.wait:.0f} s.")
            self.started = now
            return True
        if now - self.started >= self.wait:
            self.start()
        return False

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill_after(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _say(f"The {self.name} did not end in time: it was cut off.")
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def main() -> int:
    given = _arguments()
    children = [Child("web server", web(given.bind, given.port)), Child("worker", _worker())]
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: asked.append(number))
    is_ready = False
    while not asked:
        for child in children:
            died = child.look()
            if died and not is_ready and child is children[0]:
                asked.append(signal.SIGABRT)
        if not is_ready and _answers(given.port):
            is_ready = True
            _welcome()
        _revive_database()
        time.sleep(0.2)
    _stop(children, is_well=_answers(given.port))
    return 1 if signal.SIGABRT in asked else 0


def _stop(children: list[Child], *, is_well: bool) -> None:
    """End them, and kill whatever is left when its time is over."""
    if is_well:
        _say("Stopping: what is being done is finished first.")
    else:
        _say("Stopping at once: the site does not answer.")
    for child in children:
        child.end()
    deadline = time.monotonic() + (GRACE + 5 if is_well else HASTE)
    for child in children:
        child.kill_after(deadline)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutualaid.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--bind", default="127.0.0.1", help="one of this machine's addresses")
    given = parser.parse_args()
    if os.environ.get("DEMO", "").lower() == "true" and given.bind not in ("127.0.0.1", "::1", "localhost"):
        parser.error("the demo signs in whoever comes: it is for this machine only")
    return given


def web(bind: str, port: int, workers: int | None = None) -> list[str]:
    """One thread keeps one connection to the database: workers times threads is what it costs there."""
    many = str(workers or os.environ.get("WEB_WORKERS", "2"))
    return [
        *(sys.executable, "-m", "gunicorn", "mutualaid.wsgi"),
        *("--bind", f"{bind}:{port}", "--worker-class", "gthread"),
        *("--workers", many, "--threads", os.environ.get("WEB_THREADS", "4")),
        *("--preload", "--no-control-socket", "--timeout", "60", "--graceful-timeout", str(GRACE)),
        # No access log: it would hold network addresses and what people looked for.
        *("--log-level", "warning"),
    ]


def _worker() -> list[str]:
    return [
        *(sys.executable, "manage.py", "procrastinate", "worker"),
        *("--concurrency", "2", "--shutdown-graceful-timeout", str(GRACE)),
    ]


def _answers(port: int) -> bool:
    """Does `/healthz` say that all is well?"""
    site = urlsplit(os.environ.get("SITE_URL", ""))
    headers = {"Host": site.netloc or "localhost", "X-Forwarded-Proto": site.scheme or "http"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _welcome() -> None:
    address = os.environ.get("SITE_URL", "")
    _say(f"Open {address}/ (Ctrl-C stops).")
    if os.environ.get("DEMO") == "true":
        _say("Sign in with one click as ana@demo.example or ben@demo.example (members)")
        _say(f"or as olu@demo.example (organizer). Mails: {address}/demo/mail/")


def _revive_database() -> None:
    """The embedded server, if it crashed. One that was stopped in an orderly way stays so."""
    if os.environ.get("DATABASE_URL"):
        return
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / ".data")
    try:
        if postgres.has_crashed(data_dir):
            postgres.ensure(data_dir)
    except postgres.Refused as refused:
        _say(str(refused))
        time.sleep(5)


def _die_with_parent() -> None:
    """Linux sends SIGTERM to a child whose parent was killed; elsewhere it lives on."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
