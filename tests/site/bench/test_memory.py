"""What processes hold, read from made-up files of /proc."""

import os
import signal
import subprocess
import sys

import pytest

from mutualaid.site.bench import goals, memory, report, stack


@pytest.fixture
def proc(tmp_path):
    """A web server (10) of two workers (11, 12) below `serve` (9), a worker (13), somebody else's (20)."""

    def process(pid, parent, name, share):
        folder = tmp_path / str(pid)
        folder.mkdir()
        (folder / "stat").write_text(f"{pid} (na) me {pid}) S {parent} {pid} 0")
        (folder / "cmdline").write_bytes(f"python\0-m\0{name}\0".encode())
        (folder / "status").write_text(
            f"Name:\tx\nVmRSS:\t  {share * 2048} kB\nRssAnon:\t {share * 512} kB\n"
        )
        (folder / "smaps_rollup").write_text(f"0-f ---p 0 [rollup]\nRss: 9 kB\nPss:   {share * 1024} kB\n")

    process(9, 1, "mutualaid.serve", 10)
    process(10, 9, "gunicorn", 40)
    process(11, 10, "gunicorn", 60)
    process(12, 10, "gunicorn", 50)
    process(13, 9, "procrastinate", 70)
    process(20, 1, "gunicorn", 1000)
    process(30, 1, "postgres", 30)
    process(31, 30, "postgres", 90)
    (tmp_path / "cpuinfo").write_text("")
    return tmp_path


def test_shares_are_read_from_the_files_of_a_process(proc):
    assert memory.share(11, proc) == 60
    assert memory.status(11, "VmRSS", proc) == 120
    assert memory.status(11, "RssAnon", proc) == 30


def test_nothing_is_known_of_a_process_that_is_gone(proc):
    assert memory.share(99, proc) is None
    assert memory.status(99, "VmRSS", proc) is None
    assert memory.status(11, "VmPeak", proc) is None
    assert not memory.is_running(99, "gunicorn", proc)


def test_family_is_all_below(proc):
    assert sorted(memory.family(9, proc)) == [9, 10, 11, 12, 13]
    assert memory.family(31, proc) == [31]


def test_programs_are_summed_up_without_those_of_others(proc, monkeypatch):
    monkeypatch.setattr(stack, "_server", lambda: 30)
    held = stack.held(stack.Site("", 9), proc)
    assert (held.web_process, held.web, held.rest, held.database) == (120, 150, 80, 120)
    assert held.total == 350
    assert "| together | 350 |" in report.memory_table(held)
    assert [(goal.value, goal.most, goal.met()) for goal in goals.of_memory(held)] == [
        (120, 150, True),
        (350, 600, True),
    ]


def test_no_sum_is_told_of_what_is_not_known(proc, monkeypatch):
    monkeypatch.setattr(stack, "_server", lambda: None)
    assert stack.held(stack.Site("", 9), proc) is None
    monkeypatch.setattr(stack, "_server", lambda: 30)
    (proc / "12" / "smaps_rollup").unlink()
    assert stack.held(stack.Site("", 9), proc) is None


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_peak_is_at_least_what_is_held(db):
    with memory.Peak() as peak:
        pass
    assert peak.megabytes > 10


def test_server_is_ended_also_after_an_error(monkeypatch):
    monkeypatch.setattr(stack, "_wait", lambda process, url: None)
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    pids = []

    def fail():
        with stack._running(sleeper, 1, "bench_x") as site:
            pids.append(site.pid)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_server_that_does_not_end_is_cut_off(monkeypatch):
    monkeypatch.setattr(stack, "GRACE", 0.2)
    deaf = "import signal, sys, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE, start_new_session=True)
    with process:
        process.stdout.readline()
        stack._end(process)
    assert process.returncode == -signal.SIGKILL


def test_server_that_dies_at_once_is_told_of():
    with (
        pytest.raises(RuntimeError, match="ended with 3"),
        stack._running([sys.executable, "-c", "raise SystemExit(3)"], 1, "bench_x"),
    ):
        pytest.fail("it runs")


def test_programs_work_on_the_database_for_measuring_as_in_production():
    given = stack._environment("http://localhost:1", "bench_towns_10")
    assert given["DATABASE_URL"].endswith("/bench_towns_10")
    assert (given["DATABASE_ROLE"], given["DEBUG"], given["DEMO"]) == ("app", "false", "false")
