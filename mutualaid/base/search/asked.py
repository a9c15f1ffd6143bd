"""Pages as they are asked for, and sent: see the package's docstring."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import cached_property

from .conditions import Late, Place, Spot, Sql, WorkedOut, joined
from .groups import Beyond, Group, Result
from .orders import Order
from .statement import Always, Shape, Statement, statement

CAP = 1001
PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One page of a search table.

    `queryset` holds what always applies (who may see it, the place, the text), without joins; the groups
    filter further by what is chosen in them. A page past the end has no items. `more`: what is worked out for
    each item beside its columns. `first`: a group and one of its options ("open", "now") whose hits stand
    before the others, each in order; an option that the hits carry an answer of (`columns` is None). `here`:
    where somebody asks from, for an order and conditions that leave it open.
    """

    queryset: QuerySet[Any]
    order: Order
    columns: Sequence[str]
    more: Sequence[WorkedOut] = ()
    groups: Sequence[Group] = ()
    page: int = 1
    per_page: int = PER_PAGE
    cap: int = CAP
    first: tuple[str, Hashable] | None = None
    beyond: Beyond | None = None
    here: Place | None = None

    def statement(self) -> Statement | None:
        """None for `.none()`, or a filter that no row can pass."""
        try:
            table, (where, params) = self.source
        except EmptyResultSet:
            return None
        return statement(
            Shape(
                meta=self.queryset.model._meta,
                table=table,
                where=(where, tuple(map(Always, range(len(params))))),
                order=self.order,
                columns=tuple(self.columns),
                more=tuple(self.more),
                groups=tuple([group for group in self.groups if group.options]),
                cap=self.cap,
                per_page=int(self.per_page),
                first=self.first,
            ),
            self.beyond,
        )

    def sent(self, statement: Statement) -> Sql:
        """Its SQL with the parameters of this page."""
        sql, params = statement.sql
        return sql, tuple([one.of(self) if isinstance(one, Late) else one for one in params])

    @cached_property
    def source(self) -> tuple[str, Sql]:
        """The table, quoted, and what always applies to its rows. Raises EmptyResultSet."""
        return _source(self.queryset)

    @cached_property
    def spot(self) -> Spot:
        """Where somebody asks from, on the map: asked for by several conditions of a page."""
        assert self.here is not None
        return Spot.of(self.here)

    @property
    def offset(self) -> int:
        """How many items stand on the pages before."""
        return (self.page - 1) * self.per_page

    def nothing(self) -> Result:
        """What it is without asking, where it is known that there is nothing."""
        facets = {group.name: dict.fromkeys(group.options, 0) for group in self.groups}
        without = {group.name: 0 for group in self.groups if group.picked}
        return Result(items=[], total=0, capped=False, facets=facets, without=without)


def page(queryset: QuerySet[Any], **asked: Any) -> Result:
    """One page of a search table, in one statement: as `Asked` says."""
    return pages([Asked(queryset=queryset, **asked)])[0]


def pages(asked: Collection[Asked]) -> list[Result]:
    """Several pages, of one table or of more, in one statement."""
    statements = [(one, one.statement()) for one in asked]
    row = iter(_row([one.sent(statement) for one, statement in statements if statement]))
    return [
        statement.result(*islice(row, statement.width)) if statement else one.nothing()
        for one, statement in statements
    ]


def _row(compiled: Sequence[Sql]) -> tuple[Any, ...]:
    """What these statements of one row each find, one after the other."""
    if not compiled:
        return ()
    sql, params = compiled[0]
    if len(compiled) > 1:
        each = [(f"({one}) AS list_{i}", given) for i, (one, given) in enumerate(compiled)]
        lists, params = joined(" CROSS JOIN ", each)
        sql = f"SELECT * FROM {lists}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: tuple[Any, ...] = cursor.fetchone()
    return found


# Of querysets that are made once, for all pages, what always applies is put into SQL once.
_sources: WeakKeyDictionary[QuerySet[Any], tuple[str, Sql]] = WeakKeyDictionary()


def _source(queryset: QuerySet[Any]) -> tuple[str, Sql]:
    """The table of a list, quoted, and what always applies to its rows."""
    if (known := _sources.get(queryset)) is None:
        query = queryset.query
        compiler = query.get_compiler(queryset.db)
        table = compiler.quote_name_unless_alias(query.get_initial_alias())
        if sum(1 for uses in query.alias_refcount.values() if uses) > 1:
            raise ValueError("a list is of one table: filter by a subquery")
        try:
            sql, params = compiler.compile(query.where)
        except FullResultSet:
            sql, params = "", ()
        known = _sources[queryset] = table, (sql or "TRUE", tuple(params))
    return known
