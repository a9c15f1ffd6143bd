"""The database's roles: owner migrates, application serves and works, purge deletes what has had its time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def as_purge() -> Iterator[None]:
    """One transaction in which old rows of the audit, too, may be deleted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SHOW role")
        (before,) = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE mutualaid_purge")
        yield
        cursor.execute("SELECT set_config('role', %s, true)", [before])
