"""Rows with all that hangs on them, in the one statement that finds them; and several lists in one.

`prefetch_related` asks once for each relation, and a listing has twenty. For the few rows of a page: what
hangs on them comes as JSON, and becomes the instances that `prefetch_related` would have made.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache, partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import OuterRef, QuerySet
from django.db.models.expressions import RawSQL

# With what the rows at its end have to say: words of ours only, since they stand in the statement.
Path = tuple[str, tuple[tuple[str, str], ...]]


def fetch(rows: QuerySet[Any], *paths: str, **only: dict[str, str]) -> list[Any]:
    """The rows; of each, what the paths lead to (`"phones", "at_locations__location"`) asks nothing more.

    `only`: a path, and what rows at its end have to say (`thread__messages={"kind": "note"}`). Nothing else
    is filtered: whoever may see a row may see what hangs on it, or the page leaves it out.
    """
    tree = _tree_of(rows, paths, only)
    columns = tree.columns(f'"{tree.meta.db_table}"')
    sql = f"(SELECT to_json(r)::text FROM (SELECT {columns}) r)"  # noqa: S608
    found = list(rows.annotate(hanging=RawSQL(sql, (), models.TextField())))  # noqa: S611 (names of ours only)
    for row in found:
        tree.hang(row, _loaded(row.hanging))
    return found


def keys(model: Any, name: str) -> ArraySubquery:
    """Only the keys of what a relation to many leads to: for terms, which are held in memory."""
    field = model._meta.get_field(name)
    rows = field.remote_field.through.objects.filter(**{field.m2m_field_name(): OuterRef("pk")})
    return ArraySubquery(rows.values(field.m2m_reverse_field_name()))


class Rows:
    """What `together` is asked for: rows in their order, and paths as `fetch` takes them."""

    def __init__(self, rows: QuerySet[Any], *paths: str, **only: dict[str, str]) -> None:
        self.query, self.tree = rows.query, _tree_of(rows, paths, only)

    def sql(self) -> tuple[str, tuple[Any, ...]]:
        """A statement of one value, all of them as JSON, and its parameters."""
        try:
            found, params = self.query.sql_with_params()
        except EmptyResultSet:
            return "SELECT '[]'", ()
        return f"SELECT coalesce(json_agg(r), '[]')::text FROM ({self._listed(found)}) r", params  # noqa: S608

    def read(self, text: str) -> list[Any]:
        """What they became, with what the queryset annotated."""
        more = [(name, _reader(one.output_field)) for name, one in self.query.annotation_select.items()]
        return [self._row(values, more) for values in _loaded(text)]

    def _listed(self, found: str) -> str:
        more = f", {self.tree.columns('q')}" if self.tree.branches else ""
        return f"SELECT q.*{more} FROM ({found}) q"  # noqa: S608

    def _row(self, values: dict[str, Any], more: list[tuple[str, Callable[[Any], Any]]]) -> models.Model:
        row = self.tree.instance(values, is_whole=not self.query.deferred_loading[0])
        vars(row).update((name, reader(values[name])) for name, reader in more)
        return row


class Values(Rows):
    """The same of a queryset's `values()`: a dict a row."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.query = rows.query

    def read(self, text: str) -> list[Any]:
        readers = {name: _reader(field) for name, field in self._fields()}
        return [{name: readers[name](value) for name, value in row.items()} for row in _loaded(text)]

    def _listed(self, found: str) -> str:
        names = ", ".join(f'"{name}"' for name, _field in self._fields())
        return f"SELECT * FROM ({found}) q ({names})"  # noqa: S608

    def _fields(self) -> Iterator[tuple[str, Any]]:
        """What it has of each row, in order: a column of its table, or what was annotated."""
        query: Any = self.query
        for name, at in query.selected.items():
            one = query.select[at] if isinstance(at, int) else query.annotations[at]
            yield name, one.output_field


def together(*lists: Rows) -> list[list[Any]]:
    """Each of these lists in one statement: for a page of many that are short."""
    asked = [one.sql() for one in lists]
    with connection.cursor() as cursor:
        values = ", ".join(f"({sql})" for sql, _params in asked)
        cursor.execute(f"SELECT {values}", [param for _sql, params in asked for param in params])
        found = cursor.fetchone()
    return [one.read(text) for one, text in zip(lists, found, strict=True)]


class _Node:
    """A model, and the relations that lead on from it."""

    def __init__(self, model: Any, paths: Iterable[Path]) -> None:
        self.model, self.meta = model, model._meta
        inside: dict[str, list[Path]] = {}
        for path, only in paths:
            name, _, rest = path.partition("__")
            inside.setdefault(name, []).append((rest, only))
        self.branches = [_Branch(self.meta.get_field(name), rest) for name, rest in inside.items()]

    def columns(self, table: str, depth: int = 0) -> str:
        """What hangs on a row of the table, a column a relation."""
        return ", ".join(f'{branch.sql(table, depth + 1)} AS "{branch.name}"' for branch in self.branches)

    def hang(self, row: models.Model, values: dict[str, Any]) -> None:
        for branch in self.branches:
            branch.hang(row, values[branch.name])

    def instance(self, values: dict[str, Any], *, is_whole: bool = True) -> models.Model:
        """A row with what hangs on it. `is_whole`: no field of its own was deferred."""
        names, readers = self._names, self._readers
        if not is_whole:
            names = [field.attname for field in self.meta.concrete_fields if field.column in values]
            readers = [(column, reader) for column, reader in readers if column in values]
        read = [reader(values[column]) for column, reader in readers]
        row: models.Model = self.model.from_db(connection.alias, names, read)
        self.hang(row, values)
        return row

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self.meta.concrete_fields]

    @cached_property
    def _readers(self) -> list[tuple[str, Callable[[Any], Any]]]:
        return [(field.column, _reader(field)) for field in self.meta.concrete_fields]


def _loaded(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)  # 5.00 stays 5.00


def _tree_of(rows: QuerySet[Any], paths: Iterable[str], only: dict[str, dict[str, str]]) -> _Node:
    model: Any = rows.model
    ends = (*((path, ()) for path in paths), *((path, (*only[path].items(),)) for path in only))
    return _tree(model, ends)


@lru_cache
def _tree(model: Any, paths: tuple[Path, ...]) -> _Node:
    return _Node(model, paths)


class _Branch:
    """A relation, from either end: to one row or to many."""

    def __init__(self, relation: Any, paths: list[Path]) -> None:
        self.relation, self.name = relation, relation.name
        self.node = _Node(relation.related_model, [path for path in paths if path[0]])
        self.only = [value for path, only in paths if not path for value in only]
        self.is_many = relation.one_to_many or relation.many_to_many

    def sql(self, owner: str, depth: int) -> str:
        """What it leads to from a row of `owner`, as JSON."""
        meta, inner = self.node.meta, f"hanging_{depth}"
        more = f", {self.node.columns(inner, depth)}" if self.node.branches else ""
        where = self._joined(owner, inner) + "".join(
            f""" AND {inner}."{name}" = '{value}'""" for name, value in self.only
        )
        found = f'(SELECT {inner}.*{more} FROM "{meta.db_table}" {inner} {where}) r'  # noqa: S608
        if self.is_many:
            return f"(SELECT coalesce(json_agg(r ORDER BY {_order(meta)}), '[]') FROM {found})"  # noqa: S608
        return f"(SELECT to_json(r) FROM {found})"  # noqa: S608

    def _joined(self, owner: str, inner: str) -> str:
        one = self.relation
        own, other = f'{owner}."{one.model._meta.pk.column}"', f'{inner}."{self.node.meta.pk.column}"'
        if one.many_to_many:
            table, here, there = one.m2m_db_table(), one.m2m_column_name(), one.m2m_reverse_name()
            return f'JOIN "{table}" t ON t."{there}" = {other} WHERE t."{here}" = {own}'
        if one.concrete:
            return f'WHERE {other} = {owner}."{one.column}"'
        return f'WHERE {inner}."{one.field.column}" = {own}'

    def hang(self, row: models.Model, values: Any) -> None:
        """Where `select_related` or `prefetch_related` would have put it."""
        if not self.is_many:
            only = self.node.instance(values) if values else None
            self.relation.set_cached_value(row, only)
            if only and not self.relation.concrete:
                self.relation.field.set_cached_value(only, row)
            return
        found = [self.node.instance(value) for value in values]
        is_end = self.relation.one_to_many
        if is_end:
            for one in found:
                self.relation.field.set_cached_value(one, row)
        held = getattr(row, self.relation.get_accessor_name() if is_end else self.name).get_queryset()
        held._result_cache, held._prefetch_done = found, True
        kept = vars(row).setdefault("_prefetched_objects_cache", {})
        kept[self.relation.cache_name if is_end else self.name] = held


def _reader(field: Any) -> Callable[[Any], Any]:
    """What makes a value of JSON into one of Python."""
    is_bytes = field.get_internal_type() == "BinaryField"
    return partial(_decrypted, field) if is_bytes else field.to_python


def _decrypted(field: Any, value: str | None) -> Any:
    """Only what is encrypted is kept as bytes. JSON has them as "\\x" and digits."""
    return field.from_db_value(None if value is None else bytes.fromhex(value[2:]), None, connection)


def _order(meta: Any) -> str:
    names = [(name.lstrip("-"), " DESC" * name.startswith("-")) for name in (*meta.ordering, "pk")]
    fields = [(meta.pk if name == "pk" else meta.get_field(name), way) for name, way in names]
    return ", ".join(f'r."{field.column}"{way}' for field, way in fields)
