"""A cursor that numbers the placeholders of a statement once, not each time.

Django writes `%s`, PostgreSQL reads `$1`. Psycopg's usual cursors work out the one from the other anew each
time where a statement is long or has more than 50 values, as those of our lists; its `RawCursor` leaves it to
us.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql import base
from psycopg import RawCursor, sql

_PLACEHOLDER = re.compile(r"%(?:[%s]|\((?P<name>[^)]+)\)s)")
# What is longer writes many rows at once, and is hardly ever the same.
LONGEST = 20_000
Given = Sequence[Any] | Mapping[str, Any]


class Cursor(base.CursorMixin, RawCursor[Any]):  # type: ignore[misc]
    """Django's server-side binding cursor in all else."""

    def execute(self, query: Any, params: Given | None = None, **options: Any) -> "Cursor":
        if params is not None:
            query, names = self._numbered(query)
            params = _in_order(names, params)
        return super().execute(query, params, **options)

    def executemany(self, query: Any, params_seq: Iterable[Given], **options: Any) -> None:
        query, names = self._numbered(query)
        super().executemany(query, (_in_order(names, params) for params in params_seq), **options)

    def _numbered(self, query: Any) -> tuple[str, tuple[str, ...]]:
        text = query.as_string(self) if isinstance(query, sql.Composable) else query
        return _numbered(text) if len(text) <= LONGEST else _numbered.__wrapped__(text)


# Few: those of searches are long and have their words in them.
@lru_cache(maxsize=256)
def _numbered(query: str) -> tuple[str, tuple[str, ...]]:
    """A statement with `$1`, and the names of its values where it has `%(name)s`."""
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${names.setdefault(found['name'] or str(len(names)), len(names) + 1)}"

    text = _PLACEHOLDER.sub(number, query)
    return text, tuple(names)


def _in_order(names: tuple[str, ...], params: Given) -> Sequence[Any]:
    return [params[name] for name in names] if isinstance(params, Mapping) else params
