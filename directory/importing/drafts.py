"""Rows into checked drafts of our models. Whatever cannot be taken is said to the report, with its reason."""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from .report import Report
from .sources import Row
from .tables import ENTITIES, HEAD_LINKS, HEADS, SILENT_COLUMNS, TABLES, Table
from .values import is_personal, line

NAMESPACE = uuid.UUID("1b6d3a57-8c1e-5d0f-9a44-52f1c1c0f3ab")
# Longer past midnight than this is nearly always a mistake of am and pm.
LONG_NIGHT_HOURS = 14
# So many different addresses on one point: somebody filled in a number to have one.
SHARED_POINT = 5


# Of one row: its table and its `uuid`. Sources give one id to rows of two tables.
Key = tuple[str, uuid.UUID]


@dataclass
class Draft:
    """One row on its way in. `links`: column -> the draft it names; `head`: whose bundle it belongs to."""

    table: str
    row: Row
    external_id: str
    uuid: uuid.UUID
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, "Draft"] = field(default_factory=dict)
    # Of a service: the slugs of its needs; of a term: of the one need that it means.
    needs: set[str] = field(default_factory=set)
    # Of a service, where the source speaks our own words: slugs by `by_communities`, `access`, ...
    terms: dict[str, set[str]] = field(default_factory=dict)
    # Rows that went into this one and are counted with it.
    merged: list[Row] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.table, self.uuid

    @property
    def counted_rows(self) -> list[Row]:
        """The rows to count for it: its own and what went into it."""
        return [row for row in (self.row, *self.merged) if row.is_counted]

    @property
    def head(self) -> "Draft":
        if self.table in HEADS:
            return self
        for name in HEAD_LINKS:
            if name in self.links:
                return self.links[name].head
        raise ValueError(f"a {self.table} row of nobody")


@dataclass
class Drafts:
    """All drafts of one import, by table, in the order in which they are stored."""

    source: str
    by_table: dict[str, list[Draft]] = field(default_factory=dict)

    def of(self, table: str) -> list[Draft]:
        return self.by_table.get(table, [])

    def fingerprints(self) -> dict[Key, str]:
        """Of each head's bundle: the same words, in any order, give the same."""
        parts: dict[Key, list[str]] = defaultdict(list)
        for drafts in self.by_table.values():
            for draft in drafts:
                links = {name: str(linked.uuid) for name, linked in draft.links.items()}
                ours = {name: sorted(slugs) for name, slugs in draft.terms.items()}
                told = [draft.table, draft.values, links, sorted(draft.needs), ours]
                parts[draft.head.key].append(json.dumps(told, default=str, sort_keys=True))
        return {
            head: hashlib.blake2b("\n".join(sorted(told)).encode(), digest_size=16).hexdigest()
            for head, told in parts.items()
        }


def draft(tables: dict[str, list[Row]], *, source: str, report: Report, keep_names: bool = False) -> Drafts:
    """Check every row. Raises nothing: a row that cannot be taken is reported and left out.

    `keep_names`: persons' names and mailboxes too; whoever says so vouches that these persons agreed.
    """
    drafts = Drafts(source)
    known: dict[str, dict[str, Draft]] = {}
    for name in TABLES:
        rows = tables.get(name, [])
        _tell_unknown_columns(name, rows, report)
        reader = _Reader(name, source, known, report, keep_names)
        drafts.by_table[name] = [found for found in map(reader.read, rows) if found]
        known[name] = reader.by_id
        if TABLES[name].parent:
            _link_parents(name, drafts.of(name), known[name], report)
    _leave_out_shared_points(drafts, report)
    return drafts


class _Reader:
    """Reads the rows of one table."""

    def __init__(
        self,
        name: str,
        source: str,
        known: dict[str, dict[str, Draft]],
        report: Report,
        keep_names: bool,
    ) -> None:
        self.name, self.source, self.known, self.report = name, source, known, report
        self.keep_names = keep_names
        self.table: Table = TABLES[name]
        self.by_id: dict[str, Draft] = {}
        self.seen: dict[str, int] = defaultdict(int)
        self.pairs: dict[tuple[int, int], Draft] = {}

    def read(self, row: Row) -> Draft | None:
        """The draft of a row, or None after saying why not."""
        try:
            if not any(cell is not None and str(cell).strip() for cell in row.values.values()):
                raise _LeftOut("", "nothing in it")
            links = self._links(row)
            values = self._values(row)
            if not self.keep_names:
                self._leave_out_names(row, values, links)
            self._check(row, values, links)
            return self._once(self._named(row, values, links))
        except _LeftOut as why:
            if row.is_counted:
                self.report.leave_out(row.file, row.row, why.column, why.reason)
            else:
                self.report.note(row.file, row.row, why.column, why.reason)
            return None

    def _named(self, row: Row, values: dict[str, Any], links: dict[str, Draft]) -> Draft:
        external_id = line(row.values.get("id"))
        if external_id and external_id in self.by_id:
            raise _LeftOut("id", f"{external_id} is there twice")
        found = Draft(self.name, row, external_id, self._uuid(external_id, values, links), values, links)
        if external_id:
            self.by_id[external_id] = found
        return found

    def _uuid(self, external_id: str, values: dict[str, Any], links: dict[str, Draft]) -> uuid.UUID:
        """The source's own, or one made of its key; of its words where it has none."""
        try:
            return uuid.UUID(external_id)
        except ValueError:
            pass
        if not external_id:
            linked = {name: str(other.uuid) for name, other in links.items()}
            words = json.dumps([values, linked], default=str, sort_keys=True)
            self.seen[words] += 1
            external_id = f"{words}#{self.seen[words]}"
        return uuid.uuid5(NAMESPACE, f"{self.source}/{self.name}/{external_id}")

    def _links(self, row: Row) -> dict[str, Draft]:
        found: dict[str, Draft] = {}
        missed: dict[str, str] = {}
        if self.table.any_link:
            found[self.table.any_link] = self._of_any_table(row)
        for column, table in self.table.links.items():
            key = line(row.values.get(column))
            if not key:
                continue
            if key in self.known[table]:
                found[column] = self.known[table][key]
            else:
                missed[column] = f"{table} have no {key}, or it was left out"
        for column in self.table.must_link:
            if column not in found:
                raise _LeftOut(column, missed.get(column, "empty: belongs to nothing"))
        if self.table.owners and not found:
            column, reason = next(iter(missed.items()), (self.table.owners[0], "belongs to nothing we keep"))
            raise _LeftOut(column, reason)
        for column, reason in missed.items():
            self.report.note(row.file, row.row, column, f"{reason}; stored without")
        return found

    def _of_any_table(self, row: Row) -> Draft:
        """What an attribute or a change is about: a row of the table it names, or whichever has its id."""
        column = self.table.any_link
        key = line(row.values.get(column))
        entity = line(row.values.get(self.table.any_entity)).lower()
        told = [ENTITIES[entity]] if entity in ENTITIES else list(self.known)
        found = next((self.known[name][key] for name in told if key in self.known.get(name, {})), None)
        if found is None:
            raise _LeftOut(
                column, f"nothing that is kept is called {key}" if key else "empty: belongs to nothing"
            )
        if found.head.table in ("taxonomies", "taxonomy_terms"):
            raise _LeftOut(column, "about a term, not about a listing: not kept")
        return found

    def _once(self, found: Draft) -> Draft | None:
        """A service stands at a place once: a second row that says so goes into the first."""
        if self.name != "service_at_location":
            return found
        first = self.pairs.setdefault((id(found.links["service_id"]), id(found.links["location_id"])), found)
        if first is found:
            return found
        first.merged.append(found.row)
        self.by_id[found.external_id] = first
        return None

    def _leave_out_names(self, row: Row, values: dict[str, Any], links: dict[str, Draft]) -> None:
        """Persons' names, and mailboxes that look like one person's own."""
        for column in self.table.names:
            if values.pop(column, ""):
                self.report.note(row.file, row.row, column, "names a person; stored without")
        owner = next((links[name] for name in HEAD_LINKS if name in links), None)
        for column in ("email", "assurer_email"):
            # A contact's own name is no organization's.
            names = [*_names_of(owner), *([] if self.table.names else [values.get("name", "")])]
            if column in values and is_personal(values[column], names):
                del values[column]
                reason = "may be one person's own mailbox; stored without"
                self.report.note(row.file, row.row, column, reason)

    def _values(self, row: Row) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for column, convert in self.table.columns.items():
            cell = row.values.get(column)
            if cell is None or not str(cell).strip():
                if column in self.table.needed:
                    raise _LeftOut(column, "empty")
                continue
            try:
                found[column] = self._fitting(self.table.field_of(column), convert(cell))
            except ValueError as error:
                if column in self.table.strict:
                    raise _LeftOut(column, str(error)) from None
                self.report.note(row.file, row.row, column, f"{error}; stored without")
        return found

    def _fitting(self, column: str, value: Any) -> Any:
        try:
            most = getattr(self.table.model._meta.get_field(column), "max_length", None)
        except FieldDoesNotExist:
            return value
        if isinstance(value, str) and most and len(value) > most:
            raise ValueError(f"longer than {most} letters")
        return value

    def _check(self, row: Row, values: dict[str, Any], links: dict[str, Draft]) -> None:
        """What no single column can tell."""
        if self.table.says and not any(values.get(column) for column in self.table.says):
            raise _LeftOut(self.table.says[0], f"none of {', '.join(self.table.says)} says anything")
        if self.name == "locations" and ("latitude" in values) != ("longitude" in values):
            values.pop("latitude", None), values.pop("longitude", None)
            self.report.note(row.file, row.row, "latitude", "only half of a point; stored without either")
        elif self.name == "attributes" and not (values.get("value") or "taxonomy_term_id" in links):
            raise _LeftOut("value", "neither a value nor a term")
        elif self.name == "schedules":
            _check_schedule(row, values, self.report)
        elif self.name == "languages" and "code" not in values:
            _check_language(row, values, self.report)
        elif self.name == "services" and values.get("minimum_age", 0) > values.get("maximum_age", 999):
            values.pop("minimum_age"), values.pop("maximum_age")
            self.report.note(row.file, row.row, "minimum_age", "above the maximum; stored without both")


class _LeftOut(Exception):
    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason


def _names_of(owner: Draft | None) -> list[str]:
    """What a row's owner is called, and whose that is."""
    if owner is None:
        return []
    return [owner.values.get("name", ""), *_names_of(owner.links.get("organization_id"))]


def _check_schedule(row: Row, values: dict[str, Any], report: Report) -> None:
    opens, closes = values.get("opens_at"), values.get("closes_at")
    if opens is None and closes is None:
        if not values.get("description") and not values.get("notes") and not values.get("is_exception"):
            raise _LeftOut("opens_at", "no times: says only that it is closed then")
    elif opens is None or closes is None:
        column = "opens_at" if opens is None else "closes_at"
        raise _LeftOut(column, "only one of two times")
    elif opens == closes and (opens.hour, opens.minute) != (0, 0):
        raise _LeftOut("closes_at", "opens and closes at the same time")
    elif (closes.hour, closes.minute) != (0, 0) and closes < opens:
        hours = 24 - (opens.hour - closes.hour)
        if hours > LONG_NIGHT_HOURS:
            report.note(row.file, row.row, "closes_at", f"open for {hours} hours: am and pm mixed up?")


def _check_language(row: Row, values: dict[str, Any], report: Report) -> None:
    """A code, for the filter, from the name if the source gives only that."""
    name = values.get("name")
    if not name:
        raise _LeftOut("code", "neither a name nor a code")
    try:
        values["code"] = TABLES["languages"].columns["code"](name)
    except ValueError as error:
        report.note(row.file, row.row, "name", f"{error}; kept as it is, not in the filter")


def _tell_unknown_columns(name: str, rows: Iterable[Row], report: Report) -> None:
    table = TABLES[name]
    known = {*table.columns, *table.links, *SILENT_COLUMNS, table.parent, table.any_link, table.any_entity}
    told: set[tuple[str, str]] = set()
    for row in rows:
        for column, cell in row.values.items():
            if column not in known and (row.file, column) not in told and line(cell):
                told.add((row.file, column))
                report.note(row.file, row.row, column, "HSDS has no such column: not kept")


def _link_parents(table: str, drafts: list[Draft], known: dict[str, Draft], report: Report) -> None:
    """A row may be part of one that comes later in the file."""
    column = TABLES[table].parent
    for one in drafts:
        key = line(one.row.values.get(column))
        if key in known and known[key] is not one:
            one.links[column] = known[key]
        elif key:
            report.note(one.row.file, one.row.row, column, f"{table} have no {key}; stored without")


def _leave_out_shared_points(drafts: Drafts, report: Report) -> None:
    """A point that several different addresses share is no point: better on no map than in the sea."""
    streets: dict[Draft | int, str] = {
        id(one.links["location_id"]): one.values.get("address_1", "") for one in drafts.of("addresses")
    }
    by_point: dict[tuple[float, float], list[Draft]] = defaultdict(list)
    for one in drafts.of("locations"):
        if "latitude" in one.values:
            by_point[one.values["latitude"], one.values["longitude"]].append(one)
    for alike in by_point.values():
        if len({streets.get(id(one), "") for one in alike} - {""}) < SHARED_POINT:
            continue
        for one in alike:
            del one.values["latitude"], one.values["longitude"]
            reason = f"{len(alike)} different addresses share this point; stored without"
            report.note(one.row.file, one.row.row, "latitude", reason)
