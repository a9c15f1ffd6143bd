"""Spreadsheets as people keep them, into rows of HSDS 3's tables, by a mapping.

The mapping is YAML; the ones in `directory/mappings` show all of it. Each part is called like an HSDS table,
and says where its rows come from and what each column means:

    file, id            the file (or the sheet of a workbook), and the column that tells its rows apart
    skip                {column: pattern}: rows to pass over, such as a sample
    each, split         a cell that holds several: its column, and what stands between them
    pattern             how one of those reads, with names in it: "(?P<kind>[a-z]+): (?P<number>.+)"
    hours, week, day    of schedules: a cell that holds hours in words ("Mon-Fri 9-17"), the week of a month,
                        the day ("Mon") where the cell has times only

Everything else is one of the table's columns, and its value

    name                a column of the file, a name in the pattern, or `item`: one of `each`
    [description, note] columns, joined by line breaks
    {value: US}         always this
    {column: state, map: {...}}   a column's words exchanged; others stay
    {first: [...]}      the first of several that is not empty
    {column: x, when: {y: "t"}}   only where column y says so

Of each file the first part that takes its rows whole, listings before all else, is the one that they are
counted by.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .. import needs
from .hoursinwords import read_hours
from .hsds import Tables
from .report import Report
from .sources import BrokenFile, Row, Sheets, read_text
from .tables import TABLES
from .values import line, text

HEADS = {"name", "source", "nothing", "ignore", "needs"}
OWN = {"file", "id", "skip", "each", "split", "pattern", "hours", "week", "day"}
Part = dict[str, Any]


@dataclass
class Mapped:
    """Rows by table; the needs of all listings, and of the terms of a source by their `id`."""

    source: str
    tables: Tables = field(default_factory=lambda: defaultdict(list))
    always: list[str] = field(default_factory=list)
    needs_of_terms: dict[str, list[str]] = field(default_factory=dict)


def load(path: Path) -> dict[str, Any]:
    """A mapping, checked. Raises BrokenFile with what is wrong."""
    try:
        mapping = yaml.safe_load(read_text(path))
    except yaml.YAMLError as error:
        raise BrokenFile(f"{path.name} is not YAML: {error}") from error
    check(path.name, mapping)
    return dict(mapping)


def check(name: str, mapping: Any) -> None:
    """Raises BrokenFile with what a mapping called `name` lacks or mistakes."""
    if not isinstance(mapping, dict):
        raise BrokenFile(f"{name} is no mapping: see directory/mappings for one.")
    unknown = mapping.keys() - HEADS - TABLES.keys()
    if unknown:
        raise BrokenFile(f"{name} is no mapping: it has unknown parts {', '.join(sorted(unknown))}.")
    if "source" not in mapping or not mapping.keys() & TABLES.keys():
        raise BrokenFile(f"{name} is no mapping: it lacks a source, or any table.")
    told = mapping.get("needs", {})
    if not isinstance(told, dict) or not isinstance(told.get("terms", {}), dict):
        raise BrokenFile(f"{name} is no mapping: needs says neither always nor terms.")
    slugs = {*told.get("always", []), *told.get("terms", {}).values()}
    if strange := slugs - needs.tree().by_slug.keys():
        raise BrokenFile(f"{name}: there is no need called {', '.join(sorted(map(str, strange)))}.")
    for table, part in parts(mapping):
        _check_part(name, table, part)


def _check_part(name: str, table: str, part: Any) -> None:
    if not isinstance(part, dict) or not isinstance(part.get("file"), str):
        raise BrokenFile(f"{name} is no mapping: {table} does not say which file.")
    if Path(part["file"]).name != part["file"]:
        raise BrokenFile(f"{name}: {part['file']} is no plain name of a file.")
    told = TABLES[table]
    known = {*told.columns, *told.links, told.parent, told.any_link, told.any_entity, *OWN}
    if unknown := part.keys() - known:
        raise BrokenFile(f"{name}: {table} has no column {', '.join(sorted(unknown))}.")
    lacks = [one for one in (*told.needed, *told.must_link, told.any_link) if one and one not in part]
    if told.owners and not part.keys() & set(told.owners):
        lacks.append(" or ".join(told.owners))
    if lacks:
        raise BrokenFile(f"{name} is no mapping: {table} lacks {', '.join(lacks)}.")
    try:
        for pattern in (part.get("pattern", ""), part.get("split", ""), *part.get("skip", {}).values()):
            re.compile(str(pattern))
    except re.error as error:
        raise BrokenFile(f"{name}: a pattern of {table} cannot be read: {error}.") from error


def parts(mapping: dict[str, Any]) -> Iterator[tuple[str, Part]]:
    """Each part with its table, listings first; a table may have several.

    The order is not the mapping's own: one that was kept in the database has lost it.
    """
    for table in dict.fromkeys(("services", *TABLES)):
        told = mapping.get(table, [])
        for part in told if isinstance(told, list) else [told]:
            yield table, part


def read(path: Path, mapping: dict[str, Any], report: Report) -> Mapped:
    """All that a mapping takes from a folder of CSV files, one of them, or a workbook. Raises BrokenFile."""
    found = Mapped(mapping["source"])
    told = mapping.get("needs", {})
    found.always = list(told.get("always", []))
    found.needs_of_terms = {str(key): [slug] for key, slug in told.get("terms", {}).items()}
    nothing = {line(word).lower() for word in mapping.get("nothing", [])}
    files = _Files(Sheets(path), nothing, report)
    for table, part in parts(mapping):
        seen: set[str] = set()
        for row in files.rows(part):
            for made in _rows_of(table, part, row, report):
                # Who runs it stands in each of its rows: once is enough.
                said = json.dumps(made.values, sort_keys=True, default=str) if "id" in made.values else ""
                if made.is_counted or not said or said not in seen:
                    found.tables[table].append(made)
                seen.add(said)
    files.tell_unused(mapping)
    return found


class _Files:
    """Reads each file once, counts its rows once, and says what of them nobody took."""

    def __init__(self, sheets: Sheets, nothing: set[str], report: Report) -> None:
        self.sheets, self.nothing, self.report = sheets, nothing, report
        self.read: dict[str, list[Row]] = {}
        self.counted_by: dict[str, Part] = {}

    def rows(self, part: Part) -> Iterator[Row]:
        """The rows for a part; counted if it is the first to take this file's rows whole."""
        name = part["file"]
        if name not in self.read:
            self.read[name] = self._read(name)
        counts = "each" not in part and self.counted_by.setdefault(name, part) is part
        for row in self.read[name]:
            skipped = next((c for c, p in part.get("skip", {}).items() if _fits(p, row.values.get(c))), None)
            if skipped is None:
                yield Row(row.file, row.row, row.values, is_counted=counts)
            elif counts:
                self.report.leave_out(row.file, row.row, skipped, "the mapping says to skip it")

    def _read(self, name: str) -> list[Row]:
        rows, ragged = self.sheets.read(name)
        self.report.read(self.sheets.called(name), len(rows) + len(ragged))
        for row in ragged:
            self.report.leave_out(row.file, row.row, "", "more or fewer cells than the first row has")
        for row in rows:
            row.values = {
                column: "" if line(cell).lower() in self.nothing else cell
                for column, cell in row.values.items()
            }
        return rows

    def tell_unused(self, mapping: dict[str, Any]) -> None:
        """Files without a part that counts their rows; columns with something in them that no part names."""
        for name in self.read.keys() - self.counted_by.keys():
            raise BrokenFile(f"no part of the mapping takes the rows of {name} whole.")
        named = set(map(str, mapping.get("ignore", [])))
        for _table, part in parts(mapping):
            named |= set(_named(part))
        for rows in self.read.values():
            for column in rows[0].values if rows else ():
                used = [row for row in rows if line(row.values.get(column))]
                if used and column not in named:
                    why = "the mapping does not use this column"
                    self.report.note(used[0].file, used[0].row, column, why)


def _fits(pattern: Any, cell: Any) -> bool:
    return re.fullmatch(str(pattern), line(cell), re.I) is not None


def _named(told: Any) -> Iterator[str]:
    """Every column that a part speaks of."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, list):
        for one in told:
            yield from _named(one)
    elif isinstance(told, dict):
        for key, one in told.items():
            if key in ("when", "skip"):
                yield from one
            elif key not in ("value", "map", "file", "split", "pattern", "day"):
                yield from _named(one)


# --- One part -------------------------------------------------------------------------------------


def _rows_of(table: str, part: Part, row: Row, report: Report) -> Iterator[Row]:
    """The rows of a table out of one row of a file: one, or one for each that a cell holds."""
    key = line(row.values.get(part.get("id", "id")))
    told = {column: one for column, one in part.items() if column not in OWN}
    for number, item in enumerate(_items(part, row, report)):
        values = {column: cell(one, {**row.values, **item}) for column, one in told.items()}
        values = {column: value for column, value in values.items() if value != ""}
        says = told.keys() - _ALONE - TABLES[table].links.keys()
        if not row.is_counted and says and not values.keys() & says:
            continue
        if key:
            values["id"] = f"{key}/{number}" if "each" in part else key
        yield from _with_hours(part, row, values, report) if "hours" in part else [_kept(part, row, values)]


# What says nothing by itself: a row that has only such is none.
_ALONE = {"country", "type", "address_type", "location_type", "extent_type", "link_entity", "link_type"}


def _items(part: Part, row: Row, report: Report) -> Iterator[dict[str, str]]:
    """What a cell holds, one by one: as `item`, and by the names in the pattern; without `each` nothing."""
    if "each" not in part:
        yield {}
        return
    whole = text(row.values.get(part["each"]))
    for found in map(line, re.split(str(part["split"]), whole) if "split" in part else [whole]):
        match = re.fullmatch(str(part.get("pattern", ".*")), found)
        if match and found:
            yield {"item": found, **{name: line(value) for name, value in match.groupdict().items()}}
        elif found:
            report.note(row.file, row.row, part["each"], f"not as the mapping's pattern has it: {found[:60]}")


def _kept(part: Part, row: Row, values: dict[str, Any]) -> Row:
    if "week" in part:
        week = line(cell(part["week"], row.values))
        days = [f"{week}{_code(day)}" for day in str(values.get("byday", "")).split(",") if day.strip()]
        if week and week != "0" and days:
            values |= {"byday": ",".join(days), "freq": "MONTHLY"}
    if "byday" in values:
        values.setdefault("freq", "WEEKLY")
    return Row(row.file, row.row, values, row.is_counted)


def _with_hours(part: Part, row: Row, values: dict[str, Any], report: Report) -> Iterator[Row]:
    """Hours in words as rules; what cannot be read stays in words."""
    said = cell(part["hours"], row.values)
    if not said:
        return
    if said.lower() in _CLOSED:
        return
    rules = read_hours(f"{part['day']} {said}" if "day" in part else said)
    if rules is None:
        report.note(row.file, row.row, str(part["hours"]), "hours that cannot be read; kept as words")
        yield Row(row.file, row.row, {**values, "description": said}, row.is_counted)
        return
    for number, (byday, opens, closes) in enumerate(rules):
        told = {**values, "byday": byday, "opens_at": opens, "closes_at": closes}
        if "id" in values:
            told["id"] = f"{values['id']}/{part['hours']}/{number}"
        yield _kept(part, Row(row.file, row.row, row.values, row.is_counted and not number), told)


# A day on which it is closed, in a column of that day.
_CLOSED = {"closed", "cerrado", "-", "x", "no"}


def _code(day: str) -> str:
    return line(day)[:2].upper()


def cell(told: Any, values: dict[str, Any]) -> str:
    """What a mapping's value comes to for one row."""
    if isinstance(told, str):
        return text(values.get(told))
    if isinstance(told, list):
        return "\n".join(dict.fromkeys(filter(None, (cell(one, values) for one in told))))
    when = told.get("when", {})
    if any(line(values.get(column)) != str(wanted) for column, wanted in when.items()):
        return ""
    if "first" in told:
        return next(filter(None, (cell(one, values) for one in told["first"])), "")
    if "value" in told:
        return str(told["value"])
    found = text(values.get(told["column"]))
    return str(told.get("map", {}).get(found, found))
