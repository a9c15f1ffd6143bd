"""The items of a page: their columns as SQL, and what comes back as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import models

from .conditions import WorkedOut

# What JSON has no type for, and what reads it.
_READ: dict[type, Callable[[str], Any]]
_READ = {models.DateField: date.fromisoformat, models.TimeField: time.fromisoformat}
_READ |= {models.DecimalField: Decimal, models.UUIDField: UUID}


@dataclass(frozen=True)
class Items:
    """`sql`: their columns, of the row `card` and of what was found of it, `shown`; `names`: those in Python.

    `not_in_json`: what makes of a value in JSON what it was.
    """

    sql: str
    names: frozenset[str]
    not_in_json: Mapping[str, Callable[[str], Any]]

    def read(self, items: list[dict[str, Any]], more: Sequence[WorkedOut]) -> list[dict[str, Any]]:
        """JSON back to Python: days, times and decimals, and `more` that was worked out."""
        otherwise = [*self.not_in_json.items(), *((one.column, one.read) for one in more)]
        for item in items:
            for name, read in otherwise:
                if (value := item[name]) is not None:
                    item[name] = read(value)
        return items


@lru_cache(maxsize=64)
def items_of(meta: Any, names: tuple[str, ...], extra: str | None) -> Items:
    """Those of a table with these columns; `extra`: one that the order works out."""
    fields: dict[str, Any] = {name: meta.get_field(name) for name in names if name != extra}
    listed = [
        f'card."{fields[name].column}" AS "{name}"' if name in fields else f'shown."{name}"' for name in names
    ]
    read = {name: _READ[type(field)] for name, field in fields.items() if type(field) in _READ}
    return Items(", ".join(listed), frozenset(names), read)
