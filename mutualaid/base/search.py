"""A page of a list in one statement: the cards, how many there are, and a count beside every filter.

Written once, for the board and the directory. Everything is counted among the nearest (or newest) 1,000: a
longer list says "1,000+", which keeps a page as fast at a million rows as at ten thousand.

    hits    the first 1,001 rows of the filtered list, with only the columns that are counted
    page    the cards of one page, as JSON, fetched by key
    facets  count(*) FILTER (WHERE ...) for each option, over the hits

Within a group a visitor chooses "any of these", between groups "all of these". The options of a group in
which something is chosen are counted as if nothing were: by hits of their own.

The directory, from a free origin:

    listings = ListingRow.objects.visible_to(viewer)                    # published rows
    listings = listings.filter(search.Within(origin, km=5), search.Says("food for baby"))
    result = search.page(
        listings,
        order=search.Nearest(origin),                                   # or search.By("-checked_on", "pk")
        groups=[
            search.Group("need", {n.pk: search.Bits(needs_a=n.a, needs_b=n.b) for n in needs}, chosen={7}),
            search.Group("open", {"now": search.OpenAt(now)}, chosen={"now"}),
        ],
        columns=["title", "slug", "latitude", "longitude"],
        page=2,
    )
    result.total, result.capped, result.facets["need"][7], result.items[0]["title"]

The board, from the viewer's own stored square only:

    posts = PostRow.objects.visible_to(viewer)
    result = search.page(
        posts,
        order=search.ByBand(Cell(*viewer.cell), "-day", "shuffle", up_to=Band.NEAR),
        groups=[search.Group("kind", {kind: search.Is("kind", kind) for kind in Post.Kind.values})],
        columns=["title", "band", ...],                                 # "band" is the rank of a grid.Band
    )
"""

import math
import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import BooleanField, Expression, FloatField, QuerySet

from .bands import BandFrom
from .grid import EARTH_M, Band, Cell
from .words import CONFIGS as TEXT_CONFIGS

CAP = 1001
PER_PAGE = 20

Place = tuple[float, float]
Sql = tuple[str, Sequence[Any]]


# --- Conditions on a row ---------------------------------------------------------------------------


class Condition(Expression):
    """A condition on a search row's own columns: a filter, or what an option counts."""

    conditional = True
    output_field = BooleanField()
    # The columns that the hits carry along, so that it can be counted over them. None: the hits carry its
    # answer instead, for a condition with parameters or on something too large to carry.
    columns: tuple[str, ...] | None = None

    def on(self, table: str) -> Sql:
        """SQL of the condition on the row that `table` (quoted) names, with its parameters."""
        raise NotImplementedError

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        sql, params = self.on(connection.ops.quote_name(compiler.query.get_initial_alias()))
        return f"({sql})", params


class Bits(Condition):
    """Any of these bits is set: `Bits(needs_a=12, needs_b=0)`. Never true where there are none."""

    def __init__(self, **masks: int) -> None:
        super().__init__()
        self.masks = tuple((column, int(mask)) for column, mask in masks.items() if mask)
        self.columns = tuple(column for column, mask in self.masks)

    def on(self, table: str) -> Sql:
        return " OR ".join(f'{table}."{column}" & {mask} <> 0' for column, mask in self.masks) or "FALSE", ()


class Is(Condition):
    """A column holds this one of a few values. Written into the statement, so that a partial index fits."""

    def __init__(self, column: str, value: str | int) -> None:
        super().__init__()
        self.column, self.value, self.columns = column, value, (column,)

    def on(self, table: str) -> Sql:
        return f'{table}."{self.column}" = {_literal(self.value)}', ()


class OpenAt(Condition):
    """Open at a moment: `column` holds spans of local time in the row's own `zone`. Hand in whole minutes."""

    def __init__(self, moment: datetime, column: str = "open", zone: str = "zone") -> None:
        super().__init__()
        self.moment, self.column, self.zone = moment, column, zone

    def on(self, table: str) -> Sql:
        return f'{table}."{self.column}" @> timezone({table}."{self.zone}", %s)', (self.moment,)


class Within(Condition):
    """At most so many kilometres from a place, for a `PlacedRow`: true to the map's 0.5 % (see `rows`)."""

    def __init__(self, place: Place, km: float) -> None:
        super().__init__()
        self.place, self.km = place, km

    def on(self, table: str) -> Sql:
        radius = self.km * 1000 / math.cos(math.radians(self.place[0]))
        return f"{table}.pt <@ circle(point(%s, %s), %s)", (*_on_map(self.place), radius)


class Says(Condition):
    """Free text as people type it ("soup -meat", "hot lunch"), in every language the network reads."""

    def __init__(self, text: str, column: str = "words") -> None:
        super().__init__()
        self.text, self.column = text, column

    def on(self, table: str) -> Sql:
        asked = " || ".join(f"websearch_to_tsquery('{config}', %s)" for config in TEXT_CONFIGS)
        return f'{table}."{self.column}" @@ ({asked})', (self.text,) * len(TEXT_CONFIGS)


def _literal(value: str | int) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''").replace("%", "%%") + "'"
    return str(int(value)) if not isinstance(value, bool) else str(value)


def _on_map(place: Place) -> Place:
    """Where a place `(latitude, longitude)` lies on the map of `rows.PlacedRow.pt`: x, y."""
    latitude, longitude = map(math.radians, place)
    return longitude * EARTH_M, math.asinh(math.tan(latitude)) * EARTH_M


# --- Orders ----------------------------------------------------------------------------------------


class Order(Protocol):
    """How a list is ordered. The primary key is added at the end, so that pages never overlap."""

    extras: tuple[str, ...]  # what it works out for a row, by name; may stand in `columns`

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in order, annotated with the extras."""


class By:
    """By columns, as in `order_by`: `By("-checked_on")`. Give the table a `rows.newest_index` on them."""

    extras = ()

    def __init__(self, *names: str) -> None:
        self.names = names

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.order_by(*self.names)


class Nearest:
    """Nearest to a place `(latitude, longitude)` first; rows without a place come last."""

    extras = ("distance",)

    def __init__(self, place: Place) -> None:
        self.place = place

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.annotate(distance=_Distance(self.place)).order_by("distance")


class _Distance(Expression):
    """On the map, for the order only; cards show `grid.distance_m`."""

    output_field = FloatField()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        table = connection.ops.quote_name(compiler.query.get_initial_alias())
        return f"{table}.pt <-> point(%s, %s)", _on_map(self.place)


class ByBand:
    """By band from the viewer's stored square, then by columns; at most as far as `up_to`."""

    extras = ("band",)

    def __init__(self, cell: Cell, *names: str, up_to: Band = Band.FARTHER) -> None:
        self.cell, self.names, self.up_to = cell, names, up_to

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = rows.annotate(band=BandFrom(self.cell)).order_by("band", *self.names)
        return rows if self.up_to is Band.FARTHER else rows.filter(band__lte=self.up_to.rank)


# --- The page --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """A group of filters. `options`: what each counts, by its key; `chosen`: the keys a visitor ticked."""

    name: str
    options: Mapping[Any, Condition]
    chosen: Collection[Hashable] = ()

    def picked(self) -> list[Condition]:
        """The conditions of what is chosen; a key that is no option is passed over."""
        return [self.options[key] for key in self.options if key in self.chosen]


@dataclass(frozen=True)
class Result:
    """One page. `items`: a dict a card; `total`: how many there are, at most CAP - 1, `capped` if more.

    `facets`: group name -> option key -> how many.
    """

    items: list[dict[str, Any]]
    total: int
    capped: bool
    facets: dict[str, dict[Any, int]] = field(default_factory=dict)


def page(
    queryset: QuerySet[Any],
    *,
    order: Order,
    columns: Sequence[str],
    groups: Sequence[Group] = (),
    page: int = 1,
    per_page: int = PER_PAGE,
    cap: int = CAP,
) -> Result:
    """One page of a search table, in one statement.

    `queryset` holds what always applies (who may see it, the place, the text), without joins; the groups
    filter further by what is chosen in them. A page past the end has no items.
    """
    try:
        statement = _Statement(queryset, order, groups, columns, cap)
    except EmptyResultSet:  # .none(), or a filter that no row can pass
        return Result([], 0, False, {group.name: dict.fromkeys(group.options, 0) for group in groups})
    sql, params = statement.compile((page - 1) * per_page, per_page)
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(sql, params)
        found, items, *counts = cursor.fetchone()
    return Result(
        items=[statement.read(item) for item in items],
        total=min(found, cap - 1),
        capped=found == cap,
        facets=statement.facets(counts),
    )


class _Slot(Expression):
    """Where the conditions of the chosen options go: the queryset is compiled once for all hits."""

    conditional = True
    output_field = BooleanField()
    MARK = "/*chosen*/"

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        return self.MARK, ()


class _Statement:
    def __init__(
        self,
        queryset: QuerySet[Any],
        order: Order,
        groups: Sequence[Group],
        columns: Sequence[str],
        cap: int,
    ) -> None:
        self.model = queryset.model
        self.table = f'"{self.model._meta.db_table}"'
        self.key = self.model._meta.pk.column
        self.groups = [group for group in groups if group.options]
        self.extras = order.extras
        self.columns = columns
        self.before, self.after = self._split(queryset, order, cap)

    def compile(self, offset: int, limit: int) -> Sql:
        """The whole statement."""
        chosen = [group for group in self.groups if group.picked()]
        names = {group.name: f"hits_{i}" for i, group in enumerate(chosen)}
        sources = [("hits", self._hits(chosen))]
        sources += [(names[a.name], self._hits([b for b in chosen if b is not a])) for a in chosen]
        ctes = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, (sql, _) in sources)
        params = [param for _, (_, given) in sources for param in given]
        counts = "".join(f", ({self._counts(group, names.get(group.name, 'hits'))})" for group in self.groups)
        sql = f"WITH {ctes} SELECT (SELECT count(*) FROM hits), ({self._cards()}){counts}"  # noqa: S608
        return sql, [*params, offset, offset + limit]

    def read(self, item: dict[str, Any]) -> dict[str, Any]:
        """JSON back to Python: days, times and decimals."""
        for name in self.columns:
            if name not in self.extras and item[name] is not None:
                column = self.model._meta.get_field(name)
                if isinstance(column, _NOT_IN_JSON):
                    item[name] = column.to_python(item[name])
        return item

    def facets(self, counts: Sequence[Sequence[int]]) -> dict[str, dict[Any, int]]:
        """The counts by group and option."""
        return {
            group.name: dict(zip(group.options, row, strict=True))
            for group, row in zip(self.groups, counts, strict=True)
        }

    def _split(self, queryset: QuerySet[Any], order: Order, cap: int) -> tuple[Sql, Sql]:
        carried = {self.key: None}
        answers = {}
        for group in self.groups:
            for i, condition in enumerate(group.options.values()):
                if condition.columns is None:
                    answers[_answer(group, i)] = condition
                else:
                    carried.update(dict.fromkeys(condition.columns))
        hits = order.apply(queryset).annotate(**answers).filter(_Slot())
        hits = hits.order_by(*hits.query.order_by, "pk")
        hits = hits.values_list(*_names(self.model, carried), *self.extras, *answers)
        sql, params = hits[:cap].query.sql_with_params()
        before, after = sql.split(_Slot.MARK)
        cut = _placeholders(before)
        return (before, params[:cut]), (after, params[cut:])

    def _hits(self, chosen: Sequence[Group]) -> Sql:
        params: list[Any] = list(self.before[1])
        wheres = []
        for group in chosen:
            tests = [condition.on(self.table) for condition in group.picked()]
            wheres.append("(" + " OR ".join(f"({sql})" for sql, _ in tests) + ")")
            params += [param for _, given in tests for param in given]
        inner = self.before[0] + (" AND ".join(wheres) or "TRUE") + self.after[0]
        return f"SELECT row_number() OVER () AS rank, hit.* FROM ({inner}) hit", [*params, *self.after[1]]  # noqa: S608

    def _cards(self) -> str:
        listed = ", ".join(
            f'hits."{name}"' if name in self.extras else f'card."{_column(self.model, name)}" AS "{name}"'
            for name in self.columns
        )
        return (
            f"SELECT coalesce(json_agg(item ORDER BY item.rank), '[]') FROM (SELECT hits.rank, {listed} "  # noqa: S608
            f'FROM hits JOIN {self.table} card USING ("{self.key}") WHERE rank > %s AND rank <= %s) item'
        )

    def _counts(self, group: Group, hits: str) -> str:
        # Under the table's own name, a condition reads the hits' columns as it would read the table's.
        tests = [
            f'"{_answer(group, i)}"' if condition.columns is None else condition.on(self.table)[0]
            for i, condition in enumerate(group.options.values())
        ]
        counts = ", ".join(f"count(*) FILTER (WHERE {test})" for test in tests)
        return f"SELECT ARRAY[{counts}] FROM {hits} AS {self.table}"  # noqa: S608


_NOT_IN_JSON = (models.DateField, models.TimeField, models.DecimalField, models.UUIDField)


def _answer(group: Group, i: int) -> str:
    return f"{group.name}_{i}"


def _column(model: type[models.Model], name: str) -> str:
    return model._meta.get_field(name).column  # type: ignore[union-attr]


def _names(model: type[models.Model], columns: Mapping[str, None]) -> list[str]:
    names = {column.column: column.attname for column in model._meta.concrete_fields}
    return [names[column] for column in columns]


def _placeholders(sql: str) -> int:
    return re.findall("%%|%s", sql).count("%s")
