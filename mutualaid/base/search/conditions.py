"""Conditions on a search row: what filters, and what the options of a group count."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import BooleanField, Expression, Value

from ..bands import up_to
from ..grid import EARTH_M, Band, Cell
from ..words import CONFIGS

# SQL and its parameters.
Sql = tuple[str, tuple[Any, ...]]
# Latitude and longitude, in degrees.
Place = tuple[float, float]


def joined(glue: str, parts: Sequence[Sql]) -> Sql:
    """Pieces of SQL as one, with all their parameters."""
    return glue.join([sql for sql, _ in parts]), tuple(chain.from_iterable([params for _, params in parts]))


class Late:
    """A parameter that is known only when a statement is sent: where somebody asks from, or for which page.

    So the statement itself is the same for all who ask alike, and is put together once.
    """

    def of(self, asked: Any) -> Any:
        """What it is for a page. `asked`: `Asked`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Circle(Late):
    """So many kilometres around where somebody asks from."""

    km: float

    def of(self, asked: Any) -> str:
        return circle(asked.spot, self.km)


class Condition(Expression):
    """A condition on a search row's own columns: a filter, or what an option counts."""

    conditional = True
    output_field = BooleanField()
    # The columns that the hits carry along, so that it can be counted over them. None: the hits carry its
    # answer instead, for a condition on something too large to carry.
    columns: tuple[str, ...] | None = None
    # Whether the index that gives the nearest first answers it, reading no row in vain.
    is_place = False
    # Whether an index of its own finds its rows: that of words.
    has_index = False

    def on(self, table: str) -> Sql:
        """SQL of the condition on the row that `table` (quoted) names, with its parameters."""
        raise NotImplementedError

    def on_part(self, table: str, part: int | None) -> Sql:
        """The same where a list is several one after the other, for one of them."""
        return self.on(table)

    def on_index(self, table: str, part: int | None = None) -> Sql:
        """What an index of all `columns` can tell: true of every row that passes, and maybe of others."""
        return ("TRUE", ()) if self.columns is None else self.on_part(table, part)

    @property
    def is_told(self) -> bool:
        """Whether that index tells it wholly: then it is true of no others."""
        return self.columns is not None

    @property
    def is_looked_up(self) -> bool:
        """Whether no index holds what it is about: then it is asked of the rows that pass all else."""
        return not self.is_told and not self.has_index

    def implies(self, said: "Matches") -> bool:
        """Whether all that passes has these words, as far as one can see."""
        return False

    def seen_from(self, here: Place | None) -> "Condition":
        """The same for somebody who asks from there, as a filter outside of a page's statement."""
        return self

    def on_hits(self, table: str) -> Sql:
        """SQL of the condition on a hit, which has the `columns` and the order's extra: for counting."""
        return self.on(table)

    def on_list(self, table: str) -> Sql:
        """The same as a filter, which may leave some of several lists as they are."""
        return self.on_hits(table)

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        sql, params = self.on(compiler.quote_name_unless_alias(compiler.query.get_initial_alias()))
        return f"({sql})", params


class Bits(Condition):
    """Any of these bits is set: `Bits(needs_a=12, needs_b=0)`. Never true where there are none."""

    def __init__(self, **masks: int) -> None:
        super().__init__()
        self.masks = tuple((column, int(mask)) for column, mask in masks.items() if mask)
        self.columns = tuple(column for column, mask in self.masks)
        self.known: dict[str, Sql] = {}

    def on(self, table: str) -> Sql:
        if table not in self.known:
            self.known[table] = self.sql(table) or "FALSE", ()
        return self.known[table]

    def sql(self, table: str) -> str:
        return " OR ".join(f'{table}."{column}" & {mask} <> 0' for column, mask in self.masks)


class Suits(Bits):
    """Any of these bits is set, or none at all, which narrows nothing: `Suits(slots=evenings)`."""

    def sql(self, table: str) -> str:
        return " OR ".join(
            f'{table}."{column}" = 0 OR {table}."{column}" & {mask} <> 0' for column, mask in self.masks
        )


class Is(Condition):
    """A column holds this one of a few values. Written into the statement, so that a partial index fits."""

    def __init__(self, column: str, value: str | int) -> None:
        super().__init__()
        self.column, self.value, self.columns = column, value, (column,)

    def on(self, table: str) -> Sql:
        return f'{table}."{self.column}" = {literal(self.value)}', ()


class Among(Condition):
    """A column holds one of these numbers."""

    def __init__(self, column: str, values: Iterable[int]) -> None:
        super().__init__()
        self.column, self.values, self.columns = column, tuple(values), (column,)

    def on(self, table: str) -> Sql:
        listed = ", ".join(str(int(value)) for value in self.values)
        return f'{table}."{self.column}" IN ({listed})', ()


class Spanning(Condition):
    """A number lies between two columns, both included: an age between the youngest and the oldest."""

    def __init__(self, number: int, low: str, high: str) -> None:
        super().__init__()
        self.number, self.columns = int(number), (low, high)

    def on(self, table: str) -> Sql:
        low, high = self.columns or ()
        return f'{self.number} BETWEEN {table}."{low}" AND {table}."{high}"', ()


class Since(Condition):
    """A column holds this day or a later one."""

    def __init__(self, column: str, day: date) -> None:
        super().__init__()
        self.column, self.day, self.columns = column, day, (column,)

    def on(self, table: str) -> Sql:
        return f"{table}.\"{self.column}\" >= '{self.day.isoformat()}'::date", ()


class WorkedOut:
    """Beside the `columns` of a page: what its statement works out for each item, by its name there."""

    column: str

    def on(self, table: str) -> Sql:
        """SQL of it on the row that `table` names, as JSON."""
        raise NotImplementedError

    @staticmethod
    def read(value: Any) -> Any:
        """From JSON, where it is not null."""
        return value


class Anything(Condition):
    """Always true: what an option such as "any time" counts."""

    columns = ()

    def on(self, table: str) -> Sql:
        return "TRUE", ()


class UpTo(Condition):
    """At most as far as a band from the viewer's stored square, for a `CellRow`; never true without one.

    As an option of a group it is counted on the band that the order `ByBand` works out.
    """

    columns = ("cell_m",)

    def __init__(self, cell: Cell, band: Band) -> None:
        super().__init__()
        self.cell, self.band = cell, band

    def on(self, table: str) -> Sql:
        if self.band is Band.FARTHER:
            return f"{table}.cell_m IS NOT NULL", ()
        return up_to(table, self.cell, self.band)

    def on_hits(self, table: str) -> Sql:
        return f"{table}.band <= {self.band.rank} AND {table}.cell_m IS NOT NULL", ()


class Within(Condition):
    """At most so many kilometres from a place, for a `PlacedRow`: true to the map's 0.5 % (see `rows`).

    `place`: None for where the page is asked from (`Asked.here`). `part`: of a list of several, only this one
    is narrowed, and the others are left as they are. It still counts what is so near, and nothing else.
    """

    columns = ("pt",)
    is_place = True

    def __init__(self, place: Place | None, km: float, *, part: int | None = None) -> None:
        super().__init__()
        self.place, self.km, self.part = place, km, part

    def on_part(self, table: str, part: int | None) -> Sql:
        return self.on(table) if self.part in (None, part) else ("TRUE", ())

    def on_list(self, table: str) -> Sql:
        near, params = self.on(table)
        return (near if self.part is None else f"({table}.part <> {int(self.part)} OR {near})"), params

    def seen_from(self, here: Place | None) -> "Within":
        return Within(here, self.km, part=self.part) if self.place is None else self

    def on(self, table: str) -> Sql:
        return f"{table}.pt <@ %s::circle", (self.circle,)

    @property
    def circle(self) -> str | Circle:
        return circle(Spot.of(self.place), self.km) if self.place else Circle(self.km)


class Says(Condition):
    """Free text as people type it ("soup -meat", "hot lunch"), in every language the network reads."""

    has_index = True

    def __init__(self, text: str, column: str = "words") -> None:
        super().__init__()
        self.text, self.column = text, column

    def on(self, table: str) -> Sql:
        asked = " || ".join(f"websearch_to_tsquery('{config}', %s)" for config in CONFIGS)
        return f'{table}."{self.column}" @@ ({asked})', (self.text,) * len(CONFIGS)


class Matches(Condition):
    """A text query that is ready, as PostgreSQL writes it. `weights`: only in texts of these ("a", "ab").

    Written into the statement, so that it is always planned for these words: a plan for any words, which
    PostgreSQL turns to after a while, takes five times as long for words that are rare or that are in every
    second row.
    """

    has_index = True

    def __init__(self, query: str, column: str = "words", weights: str = "") -> None:
        super().__init__()
        self.query, self.column, self.weights = query, column, weights

    def implies(self, said: "Matches") -> bool:
        return (self.query, self.column) == (said.query, said.column) and said.weights in ("", self.weights)

    def on(self, table: str) -> Sql:
        words, query = f'{table}."{self.column}"', f"{literal(self.query)}::tsquery"
        if not self.weights:
            return f"{words} @@ {query}", ()
        # The first test is the index's, the second looks closer. In a CASE it counts as half of those: by
        # itself, a test on a text that is worked out is planned for as hardly ever true, and then all rows of
        # a word that very many have are fetched and sorted.
        heavy = f"ts_filter({words}, '{{{','.join(self.weights)}}}') @@ {query}"
        return f"{words} @@ {query} AND CASE WHEN {heavy} THEN TRUE ELSE FALSE END", ()


class Both(Condition):
    """All of a few conditions."""

    glue, enough = " AND ", any

    def __init__(self, *conditions: Condition) -> None:
        super().__init__()
        self.conditions = conditions
        self.has_index = any(one.has_index for one in conditions)

    def on(self, table: str) -> Sql:
        return self._glued([condition.on(table) for condition in self.conditions])

    @property
    def is_told(self) -> bool:
        return all(one.is_told for one in self.conditions)

    def implies(self, said: Matches) -> bool:
        return type(self).enough(one.implies(said) for one in self.conditions)

    def on_index(self, table: str, part: int | None = None) -> Sql:
        return self._glued([condition.on_index(table, part) for condition in self.conditions])

    def _glued(self, parts: list[Sql]) -> Sql:
        params = tuple(param for _, given in parts for param in given)
        return self.glue.join(f"({sql})" for sql, _ in parts), params


class Either(Both):
    """Any of a few conditions."""

    glue, enough = " OR ", all


class Spot(NamedTuple):
    """A place on the map: its point as PostgreSQL writes it, and how long a kilometre is there."""

    point: str
    km: float

    @classmethod
    def of(cls, place: Place) -> "Spot":
        x, y = on_map(place)
        return cls(f"({x!r},{y!r})", 1000 / math.cos(math.radians(place[0])))


def circle(spot: Spot, km: float) -> str:
    """As PostgreSQL writes it, on the map: one value, since one that is made of numbers there is made again
    for each row that is counted.
    """
    return f"<{spot.point},{spot.km * km!r}>"


def literal(value: str | int) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''").replace("%", "%%") + "'"
    return str(int(value)) if not isinstance(value, bool) else str(value)


class Literal(Value):
    """A value of our own, never one that somebody typed, written into the statement: a plan that is made for
    any value makes a list of them again for each row.
    """

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        return literal(self.value), ()


def on_map(place: Place) -> Place:
    """Where a place `(latitude, longitude)` lies on the map of `rows.PlacedRow.pt`: x, y."""
    latitude, longitude = map(math.radians, place)
    return longitude * EARTH_M, math.asinh(math.tan(latitude)) * EARTH_M
