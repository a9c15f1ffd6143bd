#!/usr/bin/env python3
"""Everything a checkout needs, from Python 3.11+ and its venv module alone.

    python3 dev.py demo [--port 8000] [--fresh]   a demo neighbourhood to look around in
    python3 dev.py run [--port 8000]              an empty network of your own
    python3 dev.py test [what pytest takes]       every check and the whole suite, or only those tests
    python3 dev.py manage COMMAND ...             Django's commands
    python3 dev.py stop                           stop the embedded PostgreSQL

State lives under .data/, or where DATA_DIR says.
"""
# An older Python must get as far as the sentence that says it is too old: nothing newer than 3.6 in here.

import argparse
import base64
import hashlib
import json
import os
import pathlib
import secrets
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
DATA_DIR = pathlib.Path(os.environ.get("DATA_DIR") or str(ROOT / ".data")).resolve()
CHECKS = [
    ["ruff", "check", "--quiet", "."],
    ["ruff", "format", "--quiet", "--check", "."],
    ["djlint", "--lint", "--quiet", "templates"],
    ["lint-imports", "--no-logo"],
    ["mypy"],
    ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
]


def main():
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed; this is %d.%d." % sys.version_info[:2])
    given, rest = arguments()
    here = os.getcwd()
    os.chdir(str(ROOT))
    if given.command == "stop":
        if not os.path.exists(PYTHON):
            sys.exit("Nothing to stop: nothing was ever started here.")
        become("-m", "mutualaid.base.postgres", "stop", str(DATA_DIR))
    if given.command in ("demo", "run"):
        refuse_taken(given.port)
    install("requirements.lock")
    prepare_environment(given.command)
    if given.command == "manage":
        os.chdir(here)  # a path that is given means what it meant to whoever gave it
        become(str(ROOT / "manage.py"), *rest)
    elif given.command == "test":
        install("requirements-dev.lock")
        sys.exit(test(rest))
    else:
        serve(given)


def arguments():
    parser = argparse.ArgumentParser(
        usage=__doc__.split("\n\n", 1)[1], formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("command", choices=["demo", "run", "test", "manage", "stop"])
    command = parser.parse_args(sys.argv[1:2])
    options = argparse.ArgumentParser(prog="dev.py " + command.command)
    options.set_defaults(command=command.command, port=8000, fresh=False)
    if command.command in ("test", "manage"):
        return options.parse_args([]), sys.argv[2:]
    if command.command in ("demo", "run"):
        options.add_argument("--port", type=int)
    if command.command == "demo":
        options.add_argument("--fresh", action="store_true", help="throw the demo's data away first")
    return options.parse_args(sys.argv[2:]), []


def refuse_taken(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as problem:
            sys.exit("Port %d cannot be had (%s): try --port %d." % (port, problem, port % 60000 + 1))


def install(lock):
    """The locked packages into .venv, unless they are there."""
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    stamp = VENV / lock
    if os.path.exists(PYTHON) and stamp.exists() and stamp.read_text() == wanted:
        return
    if not (os.path.exists(PYTHON) and (VENV / "bin" / "pip").exists()):
        make_venv()
    print("Installing what %s lists (only when it changes) ..." % lock, flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    run(*(pip + ["--require-hashes", "-r", lock]), why="installing failed; try again when online")
    stamp.write_text(wanted)


def make_venv():
    if VENV.is_symlink():
        sys.exit(".venv is a link to somewhere else, which is not ours to fill: remove the link.")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        sys.exit("Python's venv module is missing: on Debian and Ubuntu, apt install python3-venv.")
    run(sys.executable, "-m", "venv", "--clear", str(VENV), why="making .venv failed")


def prepare_environment(command):
    """Settings come from the environment; what a checkout keeps for itself lies in DATA_DIR."""
    if not DATA_DIR.exists():
        DATA_DIR.mkdir(parents=True)
        DATA_DIR.chmod(0o755)  # PostgreSQL's own account passes through
    kept = DATA_DIR / "secrets.json"
    known = json.loads(kept.read_text()) if kept.exists() else {}
    made = dict(
        {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": random_key(),
            "VAPID_PRIVATE_KEY": random_key().rstrip("="),
        },
        **known,
    )
    if made != known:
        fresh = DATA_DIR / "secrets.json.new"
        with open(str(fresh), "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            json.dump(made, file)
        fresh.rename(kept)
    last = DATA_DIR / "last"  # `manage` works on what was started last: the demo, or one's own network
    if command in ("demo", "run"):
        last.write_text(command)
    is_demo = (last.read_text() if last.exists() else "run") == "demo"
    for name, value in dict(made, DATA_DIR=str(DATA_DIR)).items():
        os.environ.setdefault(name, value)
    os.environ["DEMO"] = str(is_demo and command != "test").lower()
    os.environ["PATH"] = str(VENV / "bin") + os.pathsep + os.environ.get("PATH", os.defpath)
    if command in ("manage", "test"):
        os.environ.setdefault("DATABASE_ROLE", "owner")


def random_key():
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def serve(given):
    os.environ.setdefault("SITE_URL", "http://localhost:%d" % given.port)
    owner = dict(os.environ, DATABASE_ROLE="owner")
    fresh = ["--fresh"] if given.fresh else []
    run(PYTHON, "manage.py", "prepare", *fresh, why="preparing failed", env=owner)
    become("-m", "mutualaid.serve", "--port", str(given.port))


def test(rest):
    """Every check, then pytest whatever they said, so that its line is the last. Given tests, only those."""
    started = time.time()
    # Three workers and dozens of servers and commands read the same sources: compiled once, not in each.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    run(PYTHON, "manage.py", "build", why="building failed")
    failed = [] if rest else failing(CHECKS)
    for check in failed:
        print("FAILED: " + " ".join(check))
    if not rest:
        print("Checks took %d s." % (time.time() - started), flush=True)
    # One more than two cores: a test often waits for the database, a browser or another process.
    tests = rest or ["-n", "3"]
    return subprocess.call([PYTHON, "-m", "pytest"] + tests) or int(bool(failed))


def failing(checks):
    """Those that fail: all run at once, and what they say comes one after the other."""
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    failed = []
    for check, process in [(check, subprocess.Popen(check, **piped)) for check in checks]:
        print(process.communicate()[0].decode(errors="replace"), end="", flush=True)
        if process.returncode:
            failed.append(check)
    return failed


def run(*command, **options):
    why = options.pop("why")
    try:
        code = subprocess.call(command, **options)
    except KeyboardInterrupt:
        sys.exit(130)
    if code:
        sys.exit("Stopped: %s." % why)


def become(*command):
    os.execv(PYTHON, (PYTHON,) + command)


if __name__ == "__main__":
    main()
