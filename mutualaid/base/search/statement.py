"""The one statement of a list page: see the package's docstring."""

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import BooleanField, Expression, QuerySet

from .conditions import Condition, NextSpan, Sql
from .orders import Order, Part

CAP = 1001
PER_PAGE = 20


@dataclass(frozen=True)
class Group:
    """A group of filters. `options`: what each counts, by its key; `chosen`: the keys a visitor ticked.

    Any of the chosen ones is enough; `every`: all of them are wanted, and an option counts what it would
    leave.
    """

    name: str
    options: Mapping[Any, Condition]
    chosen: Collection[Hashable] = ()
    every: bool = False

    def picked(self) -> list[Condition]:
        """The conditions of what is chosen; a key that is no option is passed over."""
        return [self.options[key] for key in self.options if key in self.chosen]


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


def page(
    queryset: QuerySet[Any],
    *,
    order: Order,
    columns: Sequence[str | NextSpan],
    groups: Sequence[Group] = (),
    page: int = 1,
    per_page: int = PER_PAGE,
    cap: int = CAP,
    first: tuple[str, Hashable] | None = None,
) -> Result:
    """One page of a search table, in one statement.

    `queryset` holds what always applies (who may see it, the place, the text), without joins; the groups
    filter further by what is chosen in them. A page past the end has no items. `first`: a group and one of
    its options ("open", "now") whose hits stand before the others, each in order; an option that the hits
    carry an answer of (`columns` is None).
    """
    try:
        statement = _Statement(queryset, order, groups, columns, cap, first)
    except EmptyResultSet:  # .none(), or a filter that no row can pass
        return Result([], 0, False, {group.name: dict.fromkeys(group.options, 0) for group in groups})
    sql, params = statement.compile((page - 1) * per_page, per_page)
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(sql, params)
        items, total, without, *counts = cursor.fetchone()
    return Result(
        items=[statement.read(item) for item in items],
        total=min(total, cap - 1),
        capped=total >= cap,
        facets=statement.facets(counts),
        without=dict(zip((group.name for group in statement.chosen), without, strict=True)),
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
        columns: Sequence[str | NextSpan],
        cap: int,
        first: tuple[str, Hashable] | None = None,
    ) -> None:
        self.model = queryset.model
        self.table = f'"{self.model._meta.db_table}"'
        self.key = self.model._meta.pk.column
        self.groups = [group for group in groups if group.options]
        self.chosen = [group for group in self.groups if group.picked()]
        self.extra, self.leads = order.extra, order.leads
        self.parts = order.parts(self.table)
        self.cap, self.caps_each = cap, order.caps_each
        self.columns = [name for name in columns if isinstance(name, str)]
        self.spans = {one.column: one for one in columns if isinstance(one, NextSpan)}
        self.first = first
        orders = list(dict.fromkeys([part.order for part in self.parts] or [order]))
        self.split = {one: self._split(queryset, one, cap) for one in orders}
        self.order = order

    def compile(self, offset: int, limit: int) -> Sql:
        """The whole statement."""
        hits = {group.name: f"hits_{i}" for i, group in enumerate(self.chosen)}
        # What an option would leave of "all of these" is counted among what they leave already.
        names = {group.name: "hits" if group.every else hits.get(group.name, "hits") for group in self.groups}
        rest = [group for group in self.groups if names[group.name] == "hits"]
        sources = [("hits", self._ranked(*self._hits(self.chosen, rest)))]
        for one in self.chosen:
            others = [group for group in self.chosen if group is not one]
            sources.append((hits[one.name], self._hits(others, [] if one.every else [one])))
        ctes = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, (sql, _) in sources)
        params = [param for _, (_, given) in sources for param in given]
        counts = "".join(f", ({self._counts(group, names[group.name])})" for group in self.groups)
        without = ", ".join(f"(SELECT count(*) FROM {name})" for name in hits.values())  # noqa: S608
        cards, given = self._cards()
        counts = f"(SELECT count(*) FROM hits), ARRAY[{without}]::bigint[]{counts}"  # noqa: S608
        sql = f"WITH {ctes} SELECT ({cards}), {counts}"
        return sql, (*params, *given, offset, offset + limit)

    def read(self, item: dict[str, Any]) -> dict[str, Any]:
        """JSON back to Python: days, times and decimals."""
        for name in self.columns:
            if name != self.extra and item[name] is not None:
                column = self.model._meta.get_field(name)
                if isinstance(column, _NOT_IN_JSON):
                    item[name] = column.to_python(item[name])
        for name, span in self.spans.items():
            item[name] = span.read(item[name])
        return item

    def facets(self, counts: Sequence[Sequence[int]]) -> dict[str, dict[Any, int]]:
        """The counts by group and option."""
        return {
            group.name: dict(zip(group.options, row, strict=True))
            for group, row in zip(self.groups, counts, strict=True)
        }

    def _split(self, queryset: QuerySet[Any], order: Order, cap: int) -> tuple[Sql, Sql]:
        carried = {self.key: None}
        for group in self.groups:
            for condition in group.options.values():
                carried.update(dict.fromkeys(condition.columns or ()))
        hits = order.apply(queryset).filter(_Slot())
        hits = hits.order_by(*hits.query.order_by, "pk")
        extra = [self.extra] if self.extra in hits.query.annotations else []
        hits = hits.values_list(*_names(self.model, carried), *extra)
        sql, params = hits[:cap].query.sql_with_params()
        before, after = sql.split(_Slot.MARK)
        cut = _placeholders(before)
        return (before, params[:cut]), (after, params[cut:])

    def _hits(self, chosen: Sequence[Group], counted: Sequence[Group]) -> Sql:
        """The first rows that pass what is chosen, with what is needed to count the options of some groups.

        Found with the columns of an index alone where that is possible; what is too large to carry in one
        is looked up afterwards, for the hits only.
        """
        if self.parts:
            parts = [self._part(part, chosen) for part in self.parts]
            inner = " UNION ALL ".join(f"({sql})" for sql, _ in parts)
            inner += "" if self.caps_each else f" LIMIT {self.cap}"
            params = tuple(param for _, given in parts for param in given)
        else:
            inner, params = self._filled(self.order, [_passing(group, self.table) for group in chosen])
        sql = f"SELECT row_number() OVER () AS place, found.* FROM ({inner}) found"  # noqa: S608
        answers, given = self._answers(counted)
        if not answers:
            return sql, params
        row = f'SELECT {answers} FROM {self.table} WHERE {self.table}."{self.key}" = hit."{self.key}"'  # noqa: S608
        return f"SELECT hit.*, answer.* FROM ({sql}) hit CROSS JOIN LATERAL ({row}) answer", (*params, *given)  # noqa: S608

    def _answers(self, counted: Sequence[Group]) -> Sql:
        asked = {
            _answer(group, i): condition.on(self.table)
            for group in self.groups
            for i, (key, condition) in enumerate(group.options.items())
            if condition.columns is None and (group in counted or self.first == (group.name, key))
        }
        listed = ", ".join(f'({sql}) AS "{name}"' for name, (sql, _) in asked.items())
        return listed, tuple(param for _, given in asked.values() for param in given)

    def _ranked(self, hits: str, params: tuple[Any, ...]) -> Sql:
        """Hits in the order of the page: what comes first is sorted among the hits only."""
        first = f'"{self.extra}", ' if self.leads else ""
        for group in self.groups:
            for i, key in enumerate(group.options):
                if self.first == (group.name, key):
                    first += f'"{_answer(group, i)}" IS TRUE DESC, '
        return f"SELECT row_number() OVER (ORDER BY {first}place) AS rank, * FROM ({hits}) placed", params  # noqa: S608

    def _part(self, part: Part, chosen: Sequence[Group]) -> Sql:
        wheres = [*(_passing(group, self.table, part.key) for group in chosen), part.where]
        inner, params = self._filled(part.order, wheres)
        return f'SELECT {part.rank} AS "{self.extra}", part.* FROM ({inner}) part', params  # noqa: S608

    def _filled(self, order: Order, wheres: Sequence[Sql]) -> Sql:
        sql = " AND ".join(where for where, _ in wheres) or "TRUE"
        params = tuple(param for _, given in wheres for param in given)
        before, after = self.split[order]
        return before[0] + sql + after[0], (*before[1], *params, *after[1])

    def _cards(self) -> Sql:
        listed = [
            f'hits."{name}"' if name == self.extra else f'card."{_column(self.model, name)}" AS "{name}"'
            for name in self.columns
        ]
        spans = {name: span.on("card") for name, span in self.spans.items()}
        listed += [f'{sql} AS "{name}"' for name, (sql, _) in spans.items()]
        return (
            f"SELECT coalesce(json_agg(item ORDER BY item.rank), '[]') "  # noqa: S608
            f"FROM (SELECT hits.rank, {', '.join(listed)} "
            f'FROM hits JOIN {self.table} card USING ("{self.key}") WHERE rank > %s AND rank <= %s) item'
        ), tuple(param for _, given in spans.values() for param in given)

    def _counts(self, group: Group, hits: str) -> str:
        # Under the table's own name, a condition reads the hits' columns as it would read the table's.
        tests = [
            f'"{_answer(group, i)}"' if condition.columns is None else condition.on_hits(self.table)
            for i, condition in enumerate(group.options.values())
        ]
        counts = ", ".join(f"count(*) FILTER (WHERE {test})" for test in tests)
        return f"SELECT ARRAY[{counts}] FROM {hits} AS {self.table}"  # noqa: S608


_NOT_IN_JSON = (models.DateField, models.TimeField, models.DecimalField, models.UUIDField)


def _passing(group: Group, table: str, part: int | None = None) -> Sql:
    """Any of what is chosen in a group, or every."""
    tests = [condition.on_part(table, part) for condition in group.picked()]
    params = tuple(param for _, given in tests for param in given)
    return "(" + (" AND " if group.every else " OR ").join(f"({sql})" for sql, _ in tests) + ")", params


def _answer(group: Group, i: int) -> str:
    return f"{group.name}_{i}"


def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def _names(model: type[models.Model], columns: Mapping[str, None]) -> list[str]:
    names = {column.column: column.attname for column in model._meta.concrete_fields}
    return [names[column] for column in columns]


def _placeholders(sql: str) -> int:
    return re.findall("%%|%s", sql).count("%s")
