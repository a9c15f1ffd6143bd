"""A database with every migration done, of which a run's own are copies: a second instead of ten.

It is made anew where a migration, what one imports or what it loads has changed; older ones are dropped.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "migrated_"
SOURCES = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "*/models/*.py",
    "*/terms/*",
    "mutualaid/base/*.py",
    "mutualaid/base/database/*.py",
    "requirements.lock",
)

# Without the guides that ship: tests count what they made (see conftest.py).
MIGRATE = """
import django
django.setup()
from directory import shipped
shipped.guides = tuple
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""


def name() -> str:
    """Says what it was made of."""
    digest = hashlib.sha256(MIGRATE.encode())
    for path in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)}):
        digest.update(path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def ensure(url: str) -> None:
    """Make it on the server of `url`, where it is missing: under another name until it is whole."""
    unfinished = f"{PREFIX}{os.getpid()}"
    with psycopg.connect(_with_name(url, "postgres"), autocommit=True) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        names = {row[0] for row in found}
        if name() in names:
            return
        for old in sorted(names):
            server.execute(f'DROP DATABASE "{old}"')
        server.execute(f'CREATE DATABASE "{unfinished}"')
        subprocess.run(
            [sys.executable, "-c", MIGRATE],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": _with_name(url, unfinished)},
            check=True,
        )
        server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name()}"')


def _with_name(url: str, database: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
