"""Groups of filters, and what a page of a list gives back: see the package's docstring."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .conditions import Condition, Sql


@dataclass(frozen=True)
class Group:
    """A group of filters. `options`: what each counts, by its key; `chosen`: the keys a visitor ticked.

    Any of the chosen ones is enough; `every`: all of them are wanted, and an option counts what it would
    leave. `rare`: its options are bits (`Bits`) that few rows have at all, so that only those are looked at.
    """

    name: str
    options: Mapping[Any, Condition]
    chosen: Collection[Hashable] = ()
    every: bool = False
    rare: bool = False

    def picked(self) -> list[Condition]:
        """The conditions of what is chosen; a key that is no option is passed over."""
        return [self.options[key] for key in self.options if key in self.chosen]

    def passing(self, table: str, part: int | None, *, on_index: bool = False) -> Sql:
        """SQL of what is chosen, of one of several lists; `on_index`: as far as an index can tell."""
        tests = [one.on_index(table, part) if on_index else one.on_part(table, part) for one in self.picked()]
        params = tuple(param for _, given in tests for param in given)
        return "(" + (" AND " if self.every else " OR ").join(f"({sql})" for sql, _ in tests) + ")", params


@dataclass(frozen=True)
class Result:
    """One page. `items`: a dict a card; `total`: how many there are, at most CAP - 1, `capped` if more.

    `facets`: group name -> option key -> how many. `without`: for a group in which something is chosen, how
    many there would be if nothing were.
    """

    items: list[dict[str, Any]]
    total: int
    capped: bool
    facets: dict[str, dict[Any, int]] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)
