"""Databases to measure in: always named bench_*, filled once, used again while nothing they hold changed."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from directory import needs
from mutualaid.base import network
from mutualaid.site import aging, seeding

Tell = Callable[[str], None]
PREFIX = "bench_"


@dataclass(frozen=True)
class Database:
    """One of that many listings and posts, as it was filled or after thirty days of traffic."""

    rows: int
    layout: str = "towns"
    is_aged: bool = False

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.layout}_{self.rows}{'_aged' if self.is_aged else ''}"

    @cached_property
    def _connection(self) -> Any:
        return _connection_to(self.name)

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Within it, this is the default database. Its connection stays open, and what it has prepared.

        What a process holds of terms and of the network is the same in all of them.
        """
        with _as_default(self._connection):
            yield

    def close(self) -> None:
        self._connection.close()

    def fill(self, tell: Tell) -> None:
        """Make it, unless it is there and holds what it should."""
        if self.is_aged:
            replace(self, is_aged=False).fill(tell)
        mark = _mark(aging if self.is_aged else seeding)
        if _mark_of(self.name) == mark:
            return
        tell(f"filling {self.name}")
        (self._age if self.is_aged else self._seed)(tell)
        with self.connected(), connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON DATABASE {_quoted(self.name)} IS '{mark}'")
        self.close()  # only what nobody is connected to can be copied
        _forget()

    def _seed(self, tell: Tell) -> None:
        _create(self.name)
        with self.connected():
            _forget()
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            people = max(60, self.rows // 10)
            seeding.seed(seeding.Numbers(self.rows, self.rows, people, self.layout), tell)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")

    def _age(self, tell: Tell) -> None:
        _create(self.name, like=replace(self, is_aged=False).name)
        with self.connected():
            _forget()
            aging.age(tell)

    @contextmanager
    def copied(self) -> Iterator[str]:
        """Within it, a copy to change is the default database; gives its name."""
        name = f"{self.name}_copy"
        self.close()
        _create(name, like=self.name)
        copy = _connection_to(name)
        try:
            with _as_default(copy):
                yield name
        finally:
            copy.close()
            _drop(name)


def _connection_to(name: str) -> Any:
    copy = connection.copy()
    copy.settings_dict["NAME"] = name
    return copy


@contextmanager
def _as_default(other: Any) -> Iterator[None]:
    usual = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = usual


def _forget() -> None:
    network.forget()
    needs.forget()


def _create(name: str, like: str = "") -> None:
    _drop(name)
    template = f" TEMPLATE {_quoted(like)} STRATEGY FILE_COPY" if like else ""
    with _server() as cursor:
        cursor.execute(f"CREATE DATABASE {_quoted(name)}{template}")


def _drop(name: str) -> None:
    if not name.startswith(PREFIX):
        raise ValueError(f"{name} is not a database for measuring")
    with _server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def _mark_of(name: str) -> str | None:
    with _server() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _mark(made_by: ModuleType) -> str:
    """Of everything that decides what the tables hold."""
    root = Path(seeding.__file__).parents[2]
    files = [Path(seeding.__file__), Path(str(made_by.__file__))]
    files += [*sorted(root.glob("*/**/migrations/0*.py")), *sorted(root.glob("directory/terms/*"))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _server() -> Any:
    return connection._nodb_cursor()


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
