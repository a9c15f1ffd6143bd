"""When a row is open, and what an index can hold of that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from .. import masks
from .conditions import Bits, Condition, Sql, WorkedOut, literal

# What the clocks farthest west and east show beside UTC.
WEST, EAST = timedelta(hours=-12), timedelta(hours=14)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Hours:
    """Which columns of a table say when a row is open.

    `open`: spans of local time in the row's own `zone`; too large for an index, which may hold the rest.
    `days`: on which days it is open at all, as bits (`masks.day`). `week`: seven columns, from Monday on,
    with the half hours of such a day (`masks.week`). Where they do not tell, the spans of the row in `table`
    are read, by its `key`.
    """

    open: str = "open"
    zone: str = "zone"
    days: str = ""
    week: tuple[str, ...] = ()
    table: str = ""
    key: str = "id"


class OpenAt(Condition):
    """Open at a moment. Hand in whole minutes.

    A naive moment is what the clock on the row's own wall shows. `home`: the zone of most rows, for which the
    week's columns tell; those of other zones are read.
    """

    def __init__(self, moment: datetime, hours: Hours | None = None, home: str = "") -> None:
        super().__init__()
        self.moment, self.until = moment, moment + MINUTE
        self.hours, self.home = hours or Hours(), home
        self.known: dict[str, Sql] = {}

    @property
    def is_told(self) -> bool:
        return bool(self.hours.week and (self.home or not self.moment.tzinfo))

    def on(self, table: str) -> Sql:
        """By the spans, where a row is read anyway: of those PostgreSQL knows how few rows pass."""
        return f'{table}."{self.hours.open}" @> {self.local(table)}', (self.moment,)

    def on_index(self, table: str, part: int | None = None) -> Sql:
        if not self.is_told:
            return self._on_days(table), ()
        if table not in self.known:
            self.known[table] = self._by_week(table)
        return self.known[table]

    def local(self, table: str) -> str:
        """SQL of a moment as the clock on the row's own wall shows it."""
        return f'timezone({table}."{self.hours.zone}", %s)' if self.moment.tzinfo else "%s::timestamp"

    def _on_days(self, table: str) -> str:
        """SQL of whether it is open at all on a day that some calendar may show then."""
        if not self.hours.days:
            return "TRUE"
        (first, _), (_, last) = _days_anywhere(self.moment), _days_anywhere(self.until - datetime.resolution)
        days = (masks.day(first + timedelta(days=ahead)) for ahead in range((last - first).days + 1))
        return Bits(**{self.hours.days: reduce(or_, days, 0)}).sql(table)

    def _by_week(self, table: str) -> Sql:
        """From the week's columns; from the spans of the row where those do not tell."""
        here, tell, is_open = self._in_week(table)
        spans, params = self.on("late")
        row = f'late."{self.hours.key}" = {table}."{self.hours.key}"'
        late = f'SELECT {spans} FROM "{self.hours.table}" late WHERE {row}'  # noqa: S608
        days = self._on_days(table)
        return f"CASE WHEN {here}{tell} THEN {is_open} WHEN {days} THEN ({late}) ELSE FALSE END", params

    def _in_week(self, table: str) -> tuple[str, str, str]:
        """SQL of whether a row is of the home zone, whether the week tells, and whether it is open then."""
        columns, tests = [], []
        for day, bits in self._half_hours():
            column, days = f'{table}."{self.hours.week[day.weekday()]}"', f'{table}."{self.hours.days}"'
            columns.append(column)
            tests.append(f"{days} & {masks.day(day)} <> 0 AND {column} & {bits} <> 0")
        here = f'{table}."{self.hours.zone}" = {literal(self.home)} AND ' if self.moment.tzinfo else ""
        tell = " AND ".join(f"{column} >= 0" for column in dict.fromkeys(columns))
        return here, tell or "TRUE", " OR ".join(tests) or "FALSE"

    def _half_hours(self) -> Iterator[tuple[date, int]]:
        """The days and the half hours of each that it is about, as clocks at home show them."""
        for start, end in masks.by_day(*self.shown()):
            yield start.date(), masks.half_hours(start, end)

    def shown(self) -> tuple[datetime, datetime]:
        """From when until when clocks at home show what it is about."""
        start = self.at_home(self.moment)
        return start, start + MINUTE

    def at_home(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.home)).replace(tzinfo=None) if moment.tzinfo else moment


class OpenBetween(OpenAt):
    """Open at some time from a moment until another: "tonight"; both naive, or neither."""

    def __init__(self, moment: datetime, until: datetime, hours: Hours | None = None, home: str = "") -> None:
        super().__init__(moment, hours, home)
        self.until = until

    def on(self, table: str) -> Sql:
        local = self.local(table)
        return f'{table}."{self.hours.open}" && tsrange({local}, {local})', (self.moment, self.until)

    def shown(self) -> tuple[datetime, datetime]:
        return self.at_home(self.moment), self.at_home(self.until)


@dataclass(frozen=True)
class NextSpans(WorkedOut):
    """For a card, instead of all spans of local time: the one that a moment is in or else the next, if any.

    The item has it under the column's name, in a list with the one after it: where clocks are changed between
    the two, the first says too little.
    """

    moment: datetime
    column: str = "open"
    zone: str = "zone"

    def on(self, table: str) -> Sql:
        # They come in order out of a multirange.
        return (
            f"(SELECT coalesce(json_agg(json_build_array(lower(span), upper(span))), '[]') FROM ("  # noqa: S608
            f'SELECT span FROM unnest({table}."{self.column}") AS span '
            f'WHERE upper(span) > timezone({table}."{self.zone}", %s) LIMIT 2) AS coming)'
        ), (self.moment,)

    @staticmethod
    def read(value: list[list[str]]) -> list[tuple[datetime, datetime]]:
        return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in value]


def _days_anywhere(moment: datetime) -> tuple[date, date]:
    """The first and the last day that calendars may show at a moment, somewhere on earth."""
    if not moment.tzinfo:
        return moment.date(), moment.date()
    utc = moment.astimezone(UTC)
    return (utc + WEST).date(), (utc + EAST).date()
