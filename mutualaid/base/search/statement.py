"""The one statement of a list page: see the package's docstring."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import cached_property

from .conditions import Condition, Late, Sql, WorkedOut, joined
from .groups import Beyond, Group, Result, answer
from .items import items_of
from .orders import ANYTHING, Order, Part

# Of so many pages that are asked alike, the statement is kept: each takes some 20 kB.
MOST_KEPT = 64


@dataclass(frozen=True)
class Always(Late):
    """The nth parameter of what always applies to the rows of a list."""

    number: int

    def of(self, asked: Any) -> Any:
        _table, (_where, params) = asked.source
        return params[self.number]


@dataclass(frozen=True)
class Offset(Late):
    """How many hits stand on the pages before."""

    def of(self, asked: Any) -> int:
        return int(asked.offset)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """All that the SQL of a page hangs on: what is equal is asked by the same statement.

    As in `Asked`, but for who asks, from where, and for which of the pages. `table` (quoted) and `where`,
    what always applies to its rows, stand for the queryset; `groups`: those that have options.
    """

    meta: Any
    table: str
    where: Sql
    order: Order
    columns: tuple[str, ...]
    more: tuple[WorkedOut, ...]
    groups: tuple[Group, ...]
    cap: int
    per_page: int
    first: tuple[str, Hashable] | None

    @property
    def is_kept(self) -> bool:
        """Whether it is made of what is made once: then it may come again, and says nothing of who asks."""
        return self.order.is_kept and all(group.counted.is_kept for group in self.groups)


def statement(shape: Shape, beyond: Beyond | None = None) -> "Statement":
    """The statement of a page; one that is known already, where there may be one."""
    return _kept(shape) if shape.is_kept and not beyond else Statement(shape, beyond)


@lru_cache(maxsize=MOST_KEPT)
def _kept(shape: Shape) -> "Statement":
    return Statement(shape)


@dataclass(frozen=True)
class _Look:
    """What hits are found for in a table: what is chosen, their columns, their answers, whether a page shows
    them.
    """

    table: str
    chosen: Sequence[Group]
    columns: Sql
    answers: Mapping[str, Condition]
    is_page: bool

    @cached_property
    def picked(self) -> list[Condition]:
        return [one for group in self.chosen for one in group.picked]

    @cached_property
    def read(self) -> list[Sql]:
        """The answers as columns, by the rows."""
        return _named((name, one.on(self.table)) for name, one in self.answers.items())

    @cached_property
    def told(self) -> list[Sql]:
        """The same by the index, of those that it tells."""
        return _named(
            (name, one.on_index(self.table) if one.is_told else one.on(self.table))
            for name, one in self.answers.items()
        )


class Statement:
    """SQL, and what its one row says."""

    def __init__(self, shape: Shape, beyond: Beyond | None = None) -> None:
        self.meta, self.order, self.first, self.cap = shape.meta, shape.order, shape.first, shape.cap
        self.key, self.per_page = self.meta.pk.column, shape.per_page
        self.table, self.where = shape.table, shape.where
        self.terms: dict[Order, Sql] = {}
        self.groups = shape.groups
        self.chosen = [group for group in self.groups if group.picked]
        told = self.table, self.where, self.groups, self.cap
        self.beyond = beyond.on(*told) if beyond else ("NULL", ())
        self.parts = self.order.parts(self.table)
        self.items, self.more = items_of(self.meta, shape.columns, self.order.extra), shape.more

    @cached_property
    def sql(self) -> Sql:
        """The whole of it. Its parameters may be `Late`."""
        # What an option would leave of "all of these" is counted among what they leave already.
        apart = {group.name for group in self.chosen if not group.every}
        rest = [group for group in self.groups if group.name not in apart]
        cut = next((group for group in self.chosen if self._is_cut_by(group)), None)
        gathered, held = self._gathered()
        lists, given = self._lists(rest, cut)
        cards, params = self._cards()
        beyond, more = self.beyond
        given = (*held, *given, *params, *more)
        rare = [group for group in rest if group.rare]
        sources = [self._counted([group for group in rest if not group.rare], ("hits", ()), "whole")]
        sources += [self._counted([group], group.any_bit, f"of_{group.name}") for group in rare]
        for i, one in enumerate(self.chosen):
            others = [group for group in self.chosen if group is not one]
            counted = [one] if one.name in apart else []
            source: Sql = "wide", ()
            if one is not cut:
                sql, params = self._looked_up(*self._hits(others, counted))
                source = f"({sql})", params
            sources.append(self._counted(counted, source, f"without_{i}"))
        without = ", ".join(f"without_{i}.total" for i in range(len(self.chosen)))
        counts = "".join(f', "{group.name}"' for group in self.groups)
        sql = (
            f"WITH {gathered}{lists} "  # noqa: S608
            f"SELECT ({cards}), whole.total, ARRAY[{without}]::bigint[], {beyond} AS beyond{counts} "
            f"FROM {' CROSS JOIN '.join(source for source, _ in sources)}"
        )
        return sql, (*given, *(param for _, params in sources for param in params))

    @property
    def width(self) -> int:
        """How many columns it has."""
        return 4 + len(self.groups)

    def result(
        self, items: list[Any], total: int, without: list[int], beyond: int | None, *counts: list[int]
    ) -> Result:
        """What its one row says."""
        return Result(
            items=self.items.read(items, self.more),
            total=min(total, self.cap - 1),
            capped=total >= self.cap,
            facets=self.facets(counts),
            without=dict(zip((group.name for group in self.chosen), without, strict=True)),
            beyond=beyond,
        )

    def facets(self, counts: Sequence[Sequence[int]]) -> dict[str, dict[Any, int]]:
        """The counts by group and option."""
        return {
            group.name: dict(zip(group.options, row, strict=True))
            for group, row in zip(self.groups, counts, strict=True)
        }

    def _is_cut_by(self, group: Group) -> bool:
        """Whether what is chosen in a group only cuts the list off, so that both are read at once."""
        return not group.every and all(self.order.is_cut_by(one) for one in group.picked)

    def _gathered(self) -> Sql:
        """The rows that several matches are about, read once: whole, so that they stand for the table."""
        if not self.order.gathered:
            return "", ()
        where, params = _every([self.where, self.order.gathered.on(self.table)])
        return f"gathered AS MATERIALIZED (SELECT * FROM {self.table} WHERE {where}), ", params  # noqa: S608

    def _lists(self, counted: Sequence[Group], cut: Group | None) -> Sql:
        """The hits, and before them `wide`, what would be there without the group that cuts them off."""
        if not cut:
            hits, params = self._looked_up(*self._hits(self.chosen, counted, is_page=True))
            return f"hits AS MATERIALIZED ({hits})", params
        others = [group for group in self.chosen if group is not cut]
        (wide, params), answers = self._hits(others, [*counted, cut], is_page=True)
        near, given = joined(" OR ", [one.on_list("wide") for one in cut.picked])
        hits, more = self._looked_up((f"SELECT * FROM wide WHERE {near}", given), answers)  # noqa: S608
        return f"wide AS MATERIALIZED ({wide}), hits AS MATERIALIZED ({hits})", (*params, *more)

    def _hits(
        self,
        chosen: Sequence[Group],
        counted: Sequence[Group],
        is_page: bool = False,
    ) -> tuple[Sql, dict[str, Condition]]:
        """The first rows that pass what is chosen, with what is needed to count the options of some groups;
        and what of that is still to be looked up for them.

        Found with the columns of an index alone where most rows are passed over; what is too large to carry
        in one is looked up afterwards, for the hits only. `is_page`: they have the number by which each list
        is put in order again (`place`), and the answer of what a page puts first.
        """
        carried = dict.fromkeys([self.key, *(name for group in counted for name in group.counted.columns)])
        columns: Sql = ", ".join([f'{self.table}."{name}"' for name in carried]), ()
        answers = {answer(group.name, i): one for group in counted for i, one in group.counted.answered}
        answers |= self._leading() if is_page else {}
        # Where nothing but the place filters, each row that is read is a hit, and where hours do that no
        # index holds, each hit is read: it answers at once. So does the index itself where it can.
        picked = [one for group in chosen for one in group.picked]
        is_read = all(one.is_place for one in picked) or any(one.is_looked_up for one in picked)
        is_told = all(one.is_told for one in answers.values())
        if self.order.is_indexed and (is_read or is_told):
            return self._found(_Look(self.table, chosen, columns, answers, is_page)), {}
        return self._found(_Look(self.table, chosen, columns, {}, is_page)), answers

    def _looked_up(self, hits: Sql, answers: Mapping[str, Condition]) -> Sql:
        """Hits with what an index is too small for."""
        sql, params = hits
        if not answers:
            return hits
        shown, given = joined(", ", _named((name, one.on(self.table)) for name, one in answers.items()))
        row = f'SELECT {shown} FROM {self.table} WHERE {self.table}."{self.key}" = hit."{self.key}"'  # noqa: S608
        return f"SELECT hit.*, answer.* FROM ({sql}) hit CROSS JOIN LATERAL ({row}) answer", (*params, *given)  # noqa: S608

    def _found(self, look: "_Look") -> Sql:
        if not self.parts:
            return self._list(Part(0, ANYTHING, ANYTHING, self.order, on_index=ANYTHING, is_told=True), look)
        lists = [self._list(part, look) for part in self.parts]
        if len(lists) == 1:
            return lists[0]
        sql, params = joined(" UNION ALL ", [(f"({one})", given) for one, given in lists])
        return sql + ("" if self.order.caps_each else f" LIMIT {self.cap}"), params

    def _list(self, part: Part, look: "_Look") -> Sql:
        """One list, in order, up to the cap."""
        place = part.order.place(self.table, self.meta) if look.is_page else None
        sql, params = self._rows(part, look, place)
        if look.is_page and place is None:
            return f"SELECT row_number() OVER () AS place, numbered.* FROM ({sql}) numbered", params  # noqa: S608
        return sql, params

    def _rows(self, part: Part, look: "_Look", place: Sql | None) -> Sql:
        picked = look.picked
        wheres, end = [part.where, *self._passing(part, look.chosen)], f"LIMIT {self.cap}"
        if part.on_index is None or not part.order.is_covered:
            return self._ordered(part, wheres, look, place, look.read, end)
        told = [part.on_index, *self._passing(part, look.chosen, on_index=True)]
        if part.is_told and all(one.is_told for one in picked):
            return self._ordered(part, told, look, place, look.told, end)
        # The index alone is asked before any row is read. Not where only a place and hours filter: there most
        # rows are read, which is faster in one go.
        is_narrowed = any(not one.is_place and not one.is_looked_up for one in picked)
        is_late = any(one.is_looked_up for one in picked)
        if part.is_told and not (is_late and is_narrowed):
            return self._ordered(part, wheres, look, place, look.read, end)
        return self._passed(self._ordered(part, told, look, place, [], "OFFSET 0"), wheres, look.read)

    def _passing(self, part: Part, chosen: Sequence[Group], *, on_index: bool = False) -> list[Sql]:
        return [group.passing(self.table, part.key, on_index=on_index) for group in chosen]

    def _passed(self, rows: Sql, wheres: Sequence[Sql], answers: Sequence[Sql]) -> Sql:
        """The first of some rows that pass, up to the cap: each is looked up in turn."""
        (sql, params), shown, where = rows, joined(", ", answers), _every(wheres)
        row = f'{self.table}."{self.key}" = early."{self.key}" AND {where[0]}'
        return (
            f"SELECT early.*, late.* FROM ({sql}) early CROSS JOIN LATERAL "  # noqa: S608
            f"(SELECT {shown[0]} FROM {self.table} WHERE {row} OFFSET 0) late LIMIT {self.cap}"
        ), (*params, *shown[1], *where[1])

    def _ordered(
        self,
        part: Part,
        wheres: Sequence[Sql],
        look: "_Look",
        place: Sql | None,
        answers: Sequence[Sql],
        end: str,
    ) -> Sql:
        order = part.order
        rows = (f"gathered AS {self.table}", ()) if part.is_gathered else part.rows or (self.table, ())
        columns, terms = list[Sql](), self._terms(order)
        # In this order also where they are numbered: lists that follow one another have the same columns.
        if place:
            # Equal ones as they come: the page puts them in order.
            columns.append((f"{place[0]} AS place", place[1]))
            terms = "place", ()
        if self.parts:
            columns.append((f'{part.number} AS list, {part.rank[0]} AS "{self.order.extra}"', part.rank[1]))
        columns.append(look.columns)
        if order.extra in self.items.names and (extra := order.worked_out(self.table)):
            columns.append((f'{extra[0]} AS "{order.extra}"', extra[1]))
        shown, where = joined(", ", [*columns, *answers]), _every([self.where, *wheres])
        return (
            f"SELECT {shown[0]} FROM {rows[0]} WHERE {where[0]} ORDER BY {terms[0]} {end}"  # noqa: S608
        ), (*shown[1], *rows[1], *where[1], *terms[1])

    def _terms(self, order: Order) -> Sql:
        """What a list is ordered by: worked out once, since several may be ordered by the same."""
        if order not in self.terms:
            key = f'{self.table}."{self.key}"', ()
            self.terms[order] = joined(", ", [*order.terms(self.table, self.meta), key])
        return self.terms[order]

    def _leading(self) -> dict[str, Condition]:
        """The answer of a hit by which the page puts it before the others, by its name."""
        if not self.first:
            return {}
        name, first = self.first
        return {
            answer(name, i): condition
            for group in self.groups
            if group.name == name
            for i, (key, condition) in enumerate(group.options.items())
            if key == first
        }

    def _shown(self) -> Sql:
        """The hits that the page shows, numbered. Only the best are sorted, not all of them."""
        order = [f'"{self.order.extra}"'] if self.order.leads else []
        order += [f'"{name}" IS TRUE DESC' for name in self._leading()]
        order += ["list"] if self.parts else []
        order += ["place", f'"{self.key}"']
        # How many is said outright: else PostgreSQL expects a tenth of the hits, and plans anew each time.
        best = f"SELECT * FROM hits ORDER BY {', '.join(order)} OFFSET %s LIMIT {self.per_page}"  # noqa: S608
        return f"SELECT *, row_number() OVER () AS rank FROM ({best}) best", (Offset(),)  # noqa: S608

    def _cards(self) -> Sql:
        more = [(one.column, *one.on("card")) for one in self.more]
        listed = [self.items.sql, *(f'{sql} AS "{name}"' for name, sql, _ in more)]
        shown, where = self._shown()
        return (
            f"SELECT coalesce(json_agg(item ORDER BY item.rank), '[]') "  # noqa: S608
            f"FROM (SELECT shown.rank, {', '.join(listed)} "
            f'FROM ({shown}) shown JOIN {self.table} card USING ("{self.key}")) item'
        ), (*(param for *_, given in more for param in given), *where)

    def _counted(self, groups: Sequence[Group], hits: Sql, name: str) -> Sql:
        """How many hits there are, and how many each option of some groups has: `total`, and by group."""
        sql, params = hits
        counts, given = ["count(*) AS total"], list[Any]()
        for group in groups:
            each, more = group.counted.counts(group.name)
            counts.append(each)
            given += more
        return f"(SELECT {', '.join(counts)} FROM {sql} AS hit) AS {name}", (*given, *params)  # noqa: S608


def _every(wheres: Iterable[Sql]) -> Sql:
    return joined(" AND ", [(f"({sql})", params) for sql, params in wheres])


def _named(columns: Iterable[tuple[str, Sql]]) -> list[Sql]:
    return [(f'({sql}) AS "{name}"', params) for name, (sql, params) in columns]
