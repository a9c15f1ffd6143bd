"""Databases to measure in: always named bench_*, filled once, used again while nothing they hold changed."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.core.management import call_command
from django.db import connection

from directory import needs
from mutualaid.base import network
from mutualaid.site import seeding

Tell = Callable[[str], None]


@contextmanager
def filled(rows: int, layout: str, tell: Tell) -> Iterator[str]:
    """Within it, the default connection is to a database of that many listings and posts."""
    usual, name = connection.settings_dict["NAME"], f"bench_{layout}_{rows}"
    mark = _mark()
    if _mark_of(name) != mark:
        _create(name)
        with _connected(name):
            tell(f"filling {name}")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            seeding.seed(seeding.Numbers(rows, rows, max(60, rows // 10), layout), tell)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
                cursor.execute(f"COMMENT ON DATABASE {_quoted(name)} IS '{mark}'")
    with _connected(name):
        yield name
    connection.settings_dict["NAME"] = usual


@contextmanager
def _connected(name: str) -> Iterator[None]:
    usual = connection.settings_dict["NAME"]
    _switch(name)
    try:
        yield
    finally:
        _switch(usual)


def _switch(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    caches.close_all()
    network.forget()
    needs.forget()


def _create(name: str) -> None:
    if not name.startswith("bench_"):
        raise ValueError(f"{name} is not a database for measuring")
    with _server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {_quoted(name)}")


def _mark_of(name: str) -> str | None:
    with _server() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _mark() -> str:
    """Of everything that decides what the tables hold."""
    root = Path(seeding.__file__).parents[2]
    files = [Path(seeding.__file__)]
    files += [*sorted(root.glob("*/**/migrations/0*.py")), *sorted(root.glob("directory/terms/*"))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _server() -> Any:
    return connection._nodb_cursor()


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
