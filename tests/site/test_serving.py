"""A production boot: real gunicorn and worker as the application role, over HTTPS settings, on a server of
their own that is really stopped and started again. One boot for all of it, in order.
"""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from django.conf import settings

from mutualaid import serve
from mutualaid.base import postgres

ROOT = settings.BASE_DIR
PATIENCE = 30


class Site(NamedTuple):
    """A running site; `log` is where it writes."""

    port: int
    data_dir: Path
    process: "subprocess.Popen[bytes]"
    log: Path

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        headers = {"Host": "help.example", "X-Forwarded-Proto": "https", **headers}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        said = (answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        connection.close()
        return said

    def status(self, path: str) -> int:
        try:
            return self.ask(path)[0]
        except OSError:
            return 0


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def environment(data_dir: Path, **more: str | None) -> dict[str, str]:
    """What a server has, and nothing of the test's own. `more`: None for what is missing."""
    given = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(data_dir),
        "SECRET_KEY": "k" * 50,
        "FIELD_KEYS": settings.FIELD_KEYS[0],
        "SITE_URL": "https://help.example",
        "EMAIL_URL": "dummymail:",
        **more,
    }
    return {name: value for name, value in given.items() if value is not None}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    data_dir = Path(tempfile.mkdtemp(prefix="site"))
    data_dir.chmod(0o755)
    shutil.copytree(settings.BUILD_DIR, data_dir / "build")
    owner = environment(data_dir, DATABASE_ROLE="owner")
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=owner, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = start(port, data_dir)
    try:
        yield made
    finally:
        end(made)
        postgres.stop(data_dir)
        shutil.rmtree(data_dir)


def start(port: int, data_dir: Path) -> Site:
    log = data_dir / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "mutualaid.serve", "--port", str(port)],
            cwd=ROOT,
            env=environment(data_dir, WEB_WORKERS="1"),
            stdout=written,
            stderr=written,
        )
    made = Site(port, data_dir, process, log)
    until(lambda: made.status("/healthz") == 200 or process.poll() is not None)
    return made


def end(site: Site) -> None:
    site.process.terminate()
    site.process.wait(PATIENCE)


def test_headers_of_a_page(site: Site) -> None:
    status, headers, _page = site.ask("/")
    assert status == 200
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "font-src", "form-action")} == {"'self'"}
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=(self)" in headers["permissions-policy"]


def test_cookies_of_a_form_are_for_https_only(site: Site) -> None:
    cookie = site.ask("/accounts/login/")[1]["set-cookie"]
    assert {"Secure", "SameSite=Lax"} <= set(cookie.split("; "))


def test_http_leads_to_https(site: Site) -> None:
    status, headers, _page = site.ask("/about/", **{"X-Forwarded-Proto": "http"})
    assert (status, headers["location"]) == (301, "https://help.example/about/")
    assert site.ask("/healthz", **{"X-Forwarded-Proto": "http"})[0] == 200


def test_another_host_is_refused(site: Site) -> None:
    assert site.ask("/", Host="evil.example")[0] == 400


def test_static_files_are_compressed_and_kept(site: Site) -> None:
    page = site.ask("/")[2]
    path = next(part.split('"')[0] for part in page.split('href="') if part.startswith("/static/css/"))
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    headers = {"Host": "help.example", "X-Forwarded-Proto": "https", "Accept-Encoding": "br"}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "br")
    assert "immutable" in answer.headers["Cache-Control"]
    connection.close()


def test_application_serves_as_its_own_role(site: Site) -> None:
    with psycopg.connect(postgres.address(site.data_dir), autocommit=True) as connection:
        connection.execute("SET ROLE mutualaid_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM base_auditentry")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine ()")


def test_setup_link_was_printed_and_nothing_that_people_did(site: Site) -> None:
    site.ask("/?q=secret-need")
    assert "secret-need" not in site.log.read_text()


def test_database_away_and_back_without_restart(site: Site) -> None:
    _status, headers, page = site.ask("/accounts/login/")
    cookie = headers["set-cookie"].split(";")[0]
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    postgres.stop(site.data_dir)
    assert site.status("/healthz") == 503
    status, headers, page = site.ask(
        "/setup/x/",
        "POST",
        f"csrfmiddlewaretoken={token}&email=somebody@example.org",
        Cookie=cookie,
        Referer="https://help.example/accounts/login/",
        **{"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (status, headers.get("retry-after")) == (503, "10")
    assert "somebody@example.org</textarea>" in page
    assert "content-security-policy" in headers
    postgres.ensure(site.data_dir)
    assert site.status("/healthz") == 200
    assert site.status("/accounts/login/") == 200


def test_database_that_crashed_is_started_again(site: Site) -> None:
    from mutualaid.base.postgres import place, processes

    cluster = place.Place(site.data_dir).cluster
    before = processes.state(cluster).pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    until(lambda: site.status("/healthz") == 200 and processes.state(cluster).pid not in {None, before})


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_worker(pid: int) -> bool:
    """Not one that has ended since it was listed."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return b"procrastinate" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the worker in /proc")
def test_dead_worker_is_started_again(site: Site) -> None:
    def worker() -> set[int]:
        return set(filter(is_worker, children(site.process.pid)))

    until(lambda: bool(worker()))
    before = worker()
    os.kill(min(before), signal.SIGKILL)
    until(lambda: bool(worker() - before))


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the children in /proc")
def test_stop_ends_everything(site: Site) -> None:
    """Nothing serves afterwards."""
    left = children(site.process.pid)
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(PATIENCE) == 0
    assert [pid for pid in left if Path(f"/proc/{pid}").exists()] == []
    assert site.status("/healthz") == 0
    assert "Stopping: what is being done is finished first." in site.log.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the children in /proc")
def test_stop_without_a_database_waits_for_nothing(site: Site) -> None:
    """The last one: the database is gone, so nothing could be finished."""
    end(site)  # whatever of this file ran before: a port is answered at by one
    again = start(site.port, site.data_dir)
    postgres.stop(site.data_dir)
    left = children(again.process.pid)
    again.process.terminate()
    assert again.process.wait(PATIENCE) == 0
    assert [pid for pid in left if Path(f"/proc/{pid}").exists()] == []
    assert "Stopping at once: the site does not answer." in again.log.read_text()


def test_a_child_that_does_not_end_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(end='.', flush=True); input()"
    child = serve.Child("worker", [sys.executable, "-c", deaf])
    child.process = subprocess.Popen(
        child.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    with child.process as process:
        assert process.stdout is not None
        process.stdout.read(1)  # from now on it hears nothing
        child.end()
        child.kill_after(time.monotonic())
        assert process.wait(PATIENCE) == -signal.SIGKILL
    assert capsys.readouterr().out == "The worker did not end in time: it was cut off.\n"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY: Shorter than minimum length 32."),
        ({"FIELD_KEYS": "abc"}, "FIELD_KEYS: A key is 32 bytes in URL-safe base64."),
        ({"EMAIL_URL": None}, "EMAIL_URL: Environment variable not set."),
        ({"DEBUG": "perhaps"}, "DEBUG: Not a valid boolean."),
        ({"VAPID_PRIVATE_KEY": "abc"}, "VAPID_PRIVATE_KEY: A key is 32 bytes in URL-safe base64."),
        (
            {"INBOUND_DOMAIN": "in.example.org"},
            "INBOUND_DOMAIN, INBOUND_PROVIDER and INBOUND_SECRET belong together.",
        ),
    ],
)
def test_wrong_settings_stop_the_start_with_one_line(missing: dict[str, str | None], said: str) -> None:
    given = environment(Path("/nonexistent"), DATABASE_URL="postgresql:///none", **missing)
    done = subprocess.run(
        [sys.executable, "-c", "import mutualaid.settings"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, f"Settings: {said} See docs/deploy.md.\n")
