"""Groups of filters, and what a page of a list gives back: see the package's docstring."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property

from .conditions import Condition, Sql, joined


class Options(dict[Any, Condition]):
    """What each option of a group counts, by its key.

    Where it is made once, what is worked out of it is worked out once: a page counts a hundred options.
    `is_kept`: that is so, and there is nothing in it of who asks.
    """

    def __init__(self, *given: Any, is_kept: bool = False) -> None:
        super().__init__(*given)
        self.is_kept = is_kept

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """What hits have to carry, so that the options can be counted."""
        return tuple(dict.fromkeys(name for condition in self.values() for name in condition.columns or ()))

    @cached_property
    def answered(self) -> list[tuple[int, Condition]]:
        """Those, with their number, of which hits carry the answer instead."""
        return [(i, condition) for i, condition in enumerate(self.values()) if condition.columns is None]

    @cached_property
    def _counts(self) -> dict[str, Sql]:
        return {}

    def counts(self, group: str) -> Sql:
        """SQL of an array: how many hits each of them has, in the group of this name."""
        if group not in self._counts:
            tests = [
                (f'"{answer(group, i)}"', ()) if condition.columns is None else condition.on_hits("hit")
                for i, condition in enumerate(self.values())
            ]
            each, params = joined(", ", [(f"count(*) FILTER (WHERE {test})", given) for test, given in tests])
            self._counts[group] = f'ARRAY[{each}] AS "{group}"', params
        return self._counts[group]


def answer(group: str, i: int) -> str:
    """What the column of the hits is called that has the answer of an option."""
    return f"{group}_{i}"


@dataclass(eq=False)  # not frozen, which takes three times as long to make: a page has a dozen
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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Group) and self._asked == other._asked and self.options is other.options

    def __hash__(self) -> int:
        return hash(self._asked)

    @cached_property
    def _asked(self) -> tuple[Hashable, ...]:
        return self.name, self.every, self.rare, *self.chosen

    @cached_property
    def counted(self) -> Options:
        """The options, to be counted."""
        return self.options if isinstance(self.options, Options) else Options(self.options)

    @cached_property
    def picked(self) -> list[Condition]:
        """The conditions of what is chosen; a key that is no option is passed over."""
        return [self.options[key] for key in self.options if key in self.chosen] if self.chosen else []

    @property
    def any_bit(self) -> Sql:
        """The hits that have any bit in its columns."""
        tests = " OR ".join(f'"{name}" <> 0' for name in self.counted.columns)
        return f"(SELECT * FROM hits WHERE {tests})", ()  # noqa: S608

    def passing(self, table: str, part: int | None, *, on_index: bool = False) -> Sql:
        """SQL of what is chosen, of one of several lists; `on_index`: as far as an index can tell."""
        tests = [one.on_index(table, part) if on_index else one.on_part(table, part) for one in self.picked]
        params = tuple(param for _, given in tests for param in given)
        return "(" + (" AND " if self.every else " OR ").join(f"({sql})" for sql, _ in tests) + ")", params


@dataclass(frozen=True)
class Beyond:
    """What there is beyond a list: counted up to the cap, only where an option of one of its groups has
    nothing. Of `conditions`, which stand in place of the order's, the first that any row passes.
    """

    conditions: Sequence[Condition]
    group: str
    option: Hashable

    def on(self, table: str, always: Sql, groups: Sequence[Group], cap: int) -> Sql:
        """SQL of the number; NULL where it is not counted. `always`: what all rows pass."""
        chosen = [group.passing(table, None) for group in groups if group.picked]
        counts = []
        for one in self.conditions:
            where, params = joined(
                " AND ", [(f"({sql})", more) for sql, more in (always, *chosen, one.on(table))]
            )
            rows = f"SELECT FROM {table} WHERE {where} LIMIT {cap}"
            counts.append((f"nullif((SELECT count(*) FROM ({rows}) rows), 0)", params))  # noqa: S608
        first, params = joined(", ", counts)
        options = next(list(group.options) for group in groups if group.name == self.group)
        is_none = f'"{self.group}"[{options.index(self.option) + 1}] = 0'
        return f"CASE WHEN {is_none} THEN coalesce({first}, 0) END", params


@dataclass(frozen=True)
class Result:
    """One page. `items`: a dict a card; `total`: how many there are, at most CAP - 1, `capped` if more.

    `facets`: group name -> option key -> how many. `without`: for a group in which something is chosen, how
    many there would be if nothing were. `beyond`: see `Beyond`; None where that was not counted.
    """

    items: list[dict[str, Any]]
    total: int
    capped: bool
    facets: dict[str, dict[Any, int]] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)
    beyond: int | None = None
