"""Orders of a list, each with the index that answers it without reading the whole table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import models

from ..bands import BandFrom, in_band
from ..grid import Band, Cell
from .conditions import Anything, Condition, Late, Matches, Place, Spot, Sql, Within, joined

ANYTHING: Sql = "TRUE", ()


@dataclass(slots=True)  # not frozen, which takes three times as long to make
class Part:
    """One of several lists that stand one after the other: its number, its rows' extra, which rows, in which
    order.

    `key`: which of an `InTurn`'s lists it is, for conditions that are of one of them only. `on_index`: what
    the order's index can tell of `where`; None where another index finds the rows. `is_told`: that is all of
    it. `is_gathered`: its rows are all among the order's `Gathered`. `rows`: what to read from, if not the
    table as it is.
    """

    number: int
    rank: Sql
    where: Sql
    order: "Order"
    key: int | None = None
    on_index: Sql | None = None
    is_told: bool = False
    is_gathered: bool = False
    rows: Sql | None = None


@dataclass(frozen=True)
class Gathered:
    """Rows that have some words and pass `where`, read once for all matches of one of an `InTurn`'s lists."""

    key: int
    said: Matches
    where: Condition = field(default_factory=Anything)

    def on(self, table: str) -> Sql:
        """SQL of the condition on the row that `table` names."""
        (said, _), (where, params) = self.said.on(table), self.where.on(table)
        return f"({said}) AND ({where})", params


@dataclass(frozen=True)
class Here(Late):
    """The point on the map that somebody asks from."""

    def of(self, asked: Any) -> str:
        return str(asked.spot.point)


class Order:
    """How a list is ordered. The primary key is added at the end, so that pages never overlap."""

    # Whether it is made once, for many pages, with nothing in it of who asks: then so is what is made of it.
    is_kept = False
    extra: str | None = None  # what it works out for a row; may stand in `columns`
    leads = False  # whether that counts for more than what a page puts `first`
    is_indexed = False  # whether an index gives the rows in this order, so that none is read beyond the cap
    is_covered = False  # whether that index holds what is filtered and counted, so that no row is read at all
    caps_each = False  # whether each of the parts is counted up to the cap, or all of them together
    gathered: Gathered | None = None  # what is read once, before the parts

    def terms(self, table: str, meta: Any) -> list[Sql]:
        """SQL of what the rows are ordered by, the first counting most."""
        raise NotImplementedError

    def place(self, table: str, meta: Any) -> Sql | None:
        """SQL of a number that says of two rows which comes first, or that neither does. None where nothing
        short of that order says it: then the rows are numbered as they come, which costs a pass over them.
        """
        return None

    def is_cut_by(self, condition: Condition) -> bool:
        """Whether all rows that pass a condition stand before those that do not (in each of several lists):
        then the first of what passes are the first of all, as far as they pass.
        """
        return False

    def worked_out(self, table: str) -> Sql | None:
        """SQL of the extra, where no part of a list says it."""
        return None

    def parts(self, table: str) -> list[Part]:
        """Where a list is several one after the other: these. The number of each is its rows' extra."""
        return []


class By(Order):
    """By columns, as in `order_by`: `By("-checked_on")`. Give the table a `rows.newest_index` on them, and
    say so (`is_indexed`) where the list is always read by it; `is_covered`: that includes what is filtered.
    """

    def __init__(self, *names: str, is_indexed: bool = False, is_covered: bool = False) -> None:
        self.names, self.is_indexed, self.is_covered = names, is_indexed, is_covered

    def terms(self, table: str, meta: Any) -> list[Sql]:
        return _terms(self.names, table, meta)

    def place(self, table: str, meta: Any) -> Sql | None:
        return _number(self.names, table, meta)


class Nearest(Order):
    """Nearest to a place `(latitude, longitude)` first, then by columns; rows without a place come last.

    `origin`: None for where the page is asked from (`Asked.here`).
    """

    extra = "distance"
    is_indexed = is_covered = True

    def __init__(self, origin: Place | None, *names: str) -> None:
        self.origin, self.names = origin, names

    def is_cut_by(self, condition: Condition) -> bool:
        return isinstance(condition, Within) and condition.part is None and condition.place == self.origin

    def terms(self, table: str, meta: Any) -> list[Sql]:
        return [self.worked_out(table), *_terms(self.names, table, meta)]

    def place(self, table: str, meta: Any) -> Sql | None:
        return None if self.names else self.worked_out(table)

    def worked_out(self, table: str) -> Sql:
        """On the map, for the order only; cards show `grid.distance_m`."""
        return f"{table}.pt <-> %s::point", (Spot.of(self.origin).point if self.origin else Here(),)


class ByBand(Order):
    """For a `CellRow`: by band from the viewer's stored square, then by columns; at most as far as `up_to`.

    One band after the other, so that in a dense city the farther ones are not even read. Give the table a
    `rows.squares_index` that holds what is filtered and counted.
    """

    extra = "band"

    def __init__(self, cell: Cell, *names: str, up_to: Band = Band.FARTHER) -> None:
        self.cell, self.names, self.up_to = cell, names, up_to
        self.known: dict[str, list[Part]] = {}

    def terms(self, table: str, meta: Any) -> list[Sql]:
        return _terms(self.names, table, meta)

    def place(self, table: str, meta: Any) -> Sql | None:
        return _number(self.names, table, meta)

    def parts(self, table: str) -> list[Part]:
        if table not in self.known:
            self.known[table] = self._parts(table)
        return self.known[table]

    def _parts(self, table: str) -> list[Part]:
        parts: list[Part] = []
        for band in list(Band)[: self.up_to.rank + 1]:
            rank = str(band.rank), ()
            if band is Band.FARTHER:
                # Also whoever has no square. ">=" rather than "=": the planner then expects many, as is so.
                from_here, params = BandFrom(self.cell).on(table)
                farther = f"coalesce({from_here}, {band.rank}) >= {band.rank}", params
                parts.append(Part(len(parts), rank, farther, self))
            elif rows := in_band(table, self.cell, band):
                parts.append(Part(len(parts), rank, ANYTHING, self, rows=rows))
        return parts


class ByMatch(Order):
    """What fits best first: what passes the first condition, then the second, each in another order.

    Nothing else is found. One condition after another, so that where much fits well, the rest is not even
    read. `gathered`: rows that several of them are about, for an order that is an `InTurn`.
    """

    extra = "match"
    leads = True

    def __init__(
        self, conditions: Sequence[Condition], then: Order, gathered: Gathered | None = None
    ) -> None:
        self.conditions, self.then, self.gathered = conditions, then, gathered

    def parts(self, table: str) -> list[Part]:
        parts: list[Part] = []
        lists = self.then.parts(table) or [Part(0, ANYTHING, ANYTHING, self.then)]
        if any(one.rows for one in lists):
            raise ValueError("what fits best cannot be in the order of bands, which are read by themselves")
        before: list[Sql] = []
        told_before: list[Sql] = []
        by_words = any(condition.has_index for condition in self.conditions)
        is_told = True
        for rank, condition in enumerate(self.conditions):
            fits, told = condition.on(table), condition.on_index(table)
            is_told = is_told and condition.is_told
            among = self.gathered.key if self.gathered and condition.implies(self.gathered.said) else None
            for one in lists:
                where = joined(" AND ", [_group(fits), *before, _group(one.where)])
                on_index = joined(" AND ", [_group(told), *told_before, _group(one.where)])
                parts.append(
                    Part(
                        len(parts),
                        (str(rank), ()),
                        where,
                        one.order,
                        key=one.key,
                        on_index=None if by_words else on_index,
                        is_told=is_told,
                        is_gathered=among is not None and one.key == among,
                    )
                )
            before.append(_not(fits))
            if condition.is_told:
                told_before.append(_not(told))
        return parts


class InTurn(Order):
    """Several lists, each in an order of its own: `InTurn({0: (Within(here, km=25), Nearest(here)), ...})`.

    None is crowded out: each is counted up to the cap. In a `ByMatch`, they follow one another within each
    match.
    """

    extra = "part"
    leads = True
    caps_each = True

    def __init__(self, lists: Mapping[int, tuple[Condition, Order]]) -> None:
        self.lists = lists
        self.is_indexed = all(order.is_indexed for _, order in lists.values())

    def is_cut_by(self, condition: Condition) -> bool:
        if not isinstance(condition, Within) or condition.part is None:
            return False
        _, order = self.lists[condition.part]
        return order.is_cut_by(Within(condition.place, condition.km))

    def parts(self, table: str) -> list[Part]:
        parts = [(key, one.on(table), order) for key, (one, order) in self.lists.items()]
        return [
            Part(number, (str(key), ()), where, order, key=key, on_index=where, is_told=True)
            for number, (key, where, order) in enumerate(parts)
        ]


def kept(order: Order) -> Order:
    """An order that is made once, for many pages."""
    order.is_kept = True
    return order


def _group(one: Sql) -> Sql:
    return f"({one[0]})", one[1]


def _not(one: Sql) -> Sql:
    return f"({one[0]}) IS NOT TRUE", one[1]


@lru_cache(maxsize=64)
def _terms(names: tuple[str, ...], table: str, meta: Any) -> list[Sql]:
    """SQL of names as `order_by` takes them."""
    columns = [(_field(meta, name.removeprefix("-")).column, name.startswith("-")) for name in names]
    return [(f'{table}."{column}" {"DESC" if is_last else "ASC"}', ()) for column, is_last in columns]


@lru_cache(maxsize=64)
def _number(names: tuple[str, ...], table: str, meta: Any) -> Sql | None:
    """SQL of the one column of numbers, if that is all that these are."""
    if len(names) != 1 or names[0].startswith("-"):
        return None
    column = _field(meta, names[0]).cached_col
    if not isinstance(column.output_field, (models.IntegerField, models.FloatField)):
        return None
    return f'{table}."{column.target.column}"', ()


def _field(meta: Any, name: str) -> Any:
    return meta.pk if name == "pk" else meta.get_field(name)
