"""Conditions on a search row: what filters, and what the options of a group count."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Expression

from .. import masks
from ..bands import up_to
from ..grid import EARTH_M, Band, Cell
from ..words import CONFIGS

# SQL and its parameters.
Sql = tuple[str, tuple[Any, ...]]
# Latitude and longitude, in degrees.
Place = tuple[float, float]
# What the clocks farthest west and east show beside UTC.
WEST, EAST = timedelta(hours=-12), timedelta(hours=14)


def joined(glue: str, parts: Sequence[Sql]) -> Sql:
    """Pieces of SQL as one, with all their parameters."""
    return glue.join(sql for sql, _ in parts), tuple(param for _, params in parts for param in params)


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
    def is_looked_up(self) -> bool:
        """Whether no index holds what it is about: then it is asked of the rows that pass all else."""
        return self.columns is None and not self.has_index

    def implies(self, said: "Matches") -> bool:
        """Whether all that passes has these words, as far as one can see."""
        return False

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
        return f'{table}."{self.column}" = {_literal(self.value)}', ()


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


class OpenAt(Condition):
    """Open at a moment: `column` holds spans of local time in the row's own `zone`. Hand in whole minutes.

    A naive moment is what the clock on the row's own wall shows. `days`: the column with the days on which
    it is open at all (`masks.day`), which an index can hold.
    """

    def __init__(
        self, moment: datetime, column: str = "open", zone: str = "zone", days: str | None = None
    ) -> None:
        super().__init__()
        self.moment, self.last, self.column, self.zone, self.days = moment, moment, column, zone, days

    def on(self, table: str) -> Sql:
        return f'{table}."{self.column}" @> {self.local(table)}', (self.moment,)

    def on_index(self, table: str, part: int | None = None) -> Sql:
        if not self.days:
            return "TRUE", ()
        (first, _), (_, last) = _days_anywhere(self.moment), _days_anywhere(self.last)
        days = (masks.day(first + timedelta(days=ahead)) for ahead in range((last - first).days + 1))
        return Bits(**{self.days: reduce(or_, days, 0)}).on(table)

    def local(self, table: str) -> str:
        """SQL of a moment as the clock on the row's own wall shows it."""
        return f'timezone({table}."{self.zone}", %s)' if self.moment.tzinfo else "%s::timestamp"


class OpenBetween(OpenAt):
    """Open at some time from a moment until another: "tonight"; both naive, or neither."""

    def __init__(self, moment: datetime, until: datetime, **columns: str) -> None:
        super().__init__(moment, **columns)
        self.until, self.last = until, until - datetime.resolution

    def on(self, table: str) -> Sql:
        local = self.local(table)
        return f'{table}."{self.column}" && tsrange({local}, {local})', (self.moment, self.until)


class WorkedOut:
    """Among the `columns` of a page: what its statement works out for each card, by its name there."""

    column: str

    def on(self, table: str) -> Sql:
        """SQL of it on the row that `table` names, as JSON."""
        raise NotImplementedError

    @staticmethod
    def read(value: Any) -> Any:
        """From JSON."""
        return value


@dataclass(frozen=True)
class NextSpan(WorkedOut):
    """For a card, instead of all spans of local time: the one that a moment is in or else the next, if any.

    The item has it under the column's name, as a list of one or none.
    """

    moment: datetime
    column: str = "open"
    zone: str = "zone"

    def on(self, table: str) -> Sql:
        return (
            f"(SELECT coalesce(json_agg(json_build_array(lower(span), upper(span))), '[]') FROM ("  # noqa: S608
            f'SELECT span FROM unnest({table}."{self.column}") AS span '
            f'WHERE upper(span) > timezone({table}."{self.zone}", %s) ORDER BY span LIMIT 1) AS coming)'
        ), (self.moment,)

    @staticmethod
    def read(value: list[list[str]]) -> list[tuple[datetime, datetime]]:
        return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in value]


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

    `part`: of a list of several, only this one is narrowed, and the others are left as they are. It still
    counts what is so near, and nothing else.
    """

    columns = ("pt",)
    is_place = True

    def __init__(self, place: Place, km: float, *, part: int | None = None) -> None:
        super().__init__()
        self.place, self.km, self.part = place, km, part

    def on_part(self, table: str, part: int | None) -> Sql:
        return self.on(table) if self.part in (None, part) else ("TRUE", ())

    def on_list(self, table: str) -> Sql:
        near, params = self.on(table)
        return (near if self.part is None else f"({table}.part <> {int(self.part)} OR {near})"), params

    def on(self, table: str) -> Sql:
        return f"{table}.pt <@ circle(point(%s, %s), %s)", self.circle

    @property
    def circle(self) -> tuple[float, float, float]:
        """Its middle and radius on the map."""
        return *on_map(self.place), self.km * 1000 / math.cos(math.radians(self.place[0]))


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
        words, query = f'{table}."{self.column}"', f"{_literal(self.query)}::tsquery"
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


def _days_anywhere(moment: datetime) -> tuple[date, date]:
    """The first and the last day that calendars may show at a moment, somewhere on earth."""
    if not moment.tzinfo:
        return moment.date(), moment.date()
    utc = moment.astimezone(UTC)
    return (utc + WEST).date(), (utc + EAST).date()


def _literal(value: str | int) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''").replace("%", "%%") + "'"
    return str(int(value)) if not isinstance(value, bool) else str(value)


def on_map(place: Place) -> Place:
    """Where a place `(latitude, longitude)` lies on the map of `rows.PlacedRow.pt`: x, y."""
    latitude, longitude = map(math.radians, place)
    return longitude * EARTH_M, math.asinh(math.tan(latitude)) * EARTH_M
