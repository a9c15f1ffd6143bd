"""`dev.py` before it has anything to stand on: what it says, in one line, when something is missing."""

import ast
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

DEV = settings.BASE_DIR / "dev.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Only what the script itself looks at, and no .venv."""
    shutil.copy(DEV, tmp_path)
    (tmp_path / "requirements.lock").touch()
    return tmp_path


def say(checkout: Path, *arguments: str, before: str = "") -> tuple[int, str]:
    script = f"import runpy, sys; sys.argv = {['dev.py', *arguments]}; {before or 'pass'}\n"
    script += f"runpy.run_path({str(checkout / 'dev.py')!r}, run_name='__main__')"
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(checkout / "data")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


def test_an_old_python_can_read_it() -> None:
    ast.parse(DEV.read_text(), feature_version=(3, 6))


def test_old_python_is_told(checkout: Path) -> None:
    said = say(checkout, "demo", before="sys.version_info = (3, 8, 2)")
    assert said == (1, "Python 3.11 or newer is needed; this is 3.8.\n")


def test_missing_venv_module_is_told(checkout: Path) -> None:
    code, said = say(checkout, "run", "--port", "0", before="sys.modules['ensurepip'] = None")
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("Python's venv module is missing: on Debian and Ubuntu, apt install python3-venv.")


def test_taken_port_is_told(checkout: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = say(checkout, "demo", "--port", str(port))
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(f"Port {port} cannot be had")


def test_link_as_venv_is_left_alone(checkout: Path) -> None:
    theirs = checkout / "theirs"
    (theirs / "lib").mkdir(parents=True)
    (checkout / ".venv").symlink_to(theirs)
    code, said = say(checkout, "run", "--port", "0")
    assert (code, said.count("\n")) == (1, 1)
    assert [path.name for path in theirs.iterdir()] == ["lib"]


def test_stop_of_nothing_is_told(checkout: Path) -> None:
    assert say(checkout, "stop") == (1, "Nothing to stop: nothing was ever started here.\n")


def test_secrets_are_made_once_and_closed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for _start in range(2):
        script = f"import runpy; runpy.run_path({str(checkout / 'dev.py')!r})['prepare_environment']('run')"
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(checkout / "data")}
        subprocess.run([sys.executable, "-c", script], env=environment, check=True)
        kept = checkout / "data" / "secrets.json"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        made.append(json.loads(kept.read_text()))
    assert made[0] == made[1]
    assert sorted(made[0]) == ["FIELD_KEYS", "SECRET_KEY", "VAPID_PRIVATE_KEY"]
    assert len(made[0]["SECRET_KEY"]) > 50


def test_secrets_of_an_older_release_are_kept_and_completed(checkout: Path) -> None:
    kept = checkout / "data" / "secrets.json"
    kept.parent.mkdir()
    kept.write_text(json.dumps({"SECRET_KEY": "old", "FIELD_KEYS": "older"}))
    script = f"import runpy; runpy.run_path({str(checkout / 'dev.py')!r})['prepare_environment']('run')"
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(checkout / "data")}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    made = json.loads(kept.read_text())
    assert (made["SECRET_KEY"], made["FIELD_KEYS"]) == ("old", "older")
    assert len(made["VAPID_PRIVATE_KEY"]) == 43
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_locks_are_for_every_machine_and_hold_what_we_ask_for() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (settings.BASE_DIR / lock).read_text()
        assert "://" not in text  # no address of an index
        named = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert [line for line in named if "==" not in line or not line.endswith("\\")] == []
