"""A spreadsheet of one row a listing, with companions, into rows of HSDS 3's tables, by a mapping file.

The mapping is YAML; `directory/mappings/la_pantries.yaml` shows all of it. A value is

    name                                a column
    [description, services]             columns, joined by line breaks
    {value: US}                         always this
    {column: state, map: {...}}         a column's words exchanged; others stay
    {first: [...]}                      the first of several that is not empty
    {column: x, when: {y: "t"}}         only where column y says so
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .. import needs
from .hsds import Tables
from .report import Report
from .sources import BrokenFile, Row, read_csv, read_text
from .values import line, text

TABLES = ("services", "locations", "addresses", "phones")
KNOWN = {"name", "source", "main", "key", "nothing", "needs", "languages", "schedules", *TABLES}


@dataclass
class Mapped:
    """Rows by table; needs by the key of a listing; companion rows that went into a listing, by its key."""

    source: str
    tables: Tables
    needs: dict[str, set[str]]
    merged: dict[str, list[Row]]


def load(path: Path) -> dict[str, Any]:
    """A mapping, checked. Raises BrokenFile with what is wrong."""
    try:
        mapping = yaml.safe_load(read_text(path))
    except yaml.YAMLError as error:
        raise BrokenFile(f"{path.name} is not YAML: {error}") from error
    if not isinstance(mapping, dict):
        raise BrokenFile(f"{path.name} is no mapping: see directory/mappings for one.")
    missing = {"source", "main", "key", "services"} - mapping.keys()
    unknown = mapping.keys() - KNOWN
    if missing or unknown:
        told = [f"it lacks {', '.join(sorted(missing))}"] if missing else []
        told += [f"it has unknown parts {', '.join(sorted(unknown))}"] if unknown else []
        raise BrokenFile(f"{path.name} is no mapping: {'; '.join(told)}.")
    _check(path.name, mapping)
    return mapping


def _check(name: str, mapping: dict[str, Any]) -> None:
    """Each part of the right shape, and no file but those beside the main one. Raises BrokenFile."""
    parts = {part: mapping[part] for part in ("needs", "languages", "schedules", *TABLES) if part in mapping}
    for part, told in parts.items():
        if not isinstance(told, dict):
            raise BrokenFile(f"{name} is no mapping: {part} says nothing by column.")
    for file in [mapping["main"], *(told["file"] for told in parts.values() if "file" in told)]:
        if not isinstance(file, str) or Path(file).name != file:
            raise BrokenFile(f"{name}: {file} is no plain name of a file.")


def read(path: Path, mapping: dict[str, Any], report: Report) -> Mapped:
    """Every file that the mapping names, from a folder or beside the main file. Raises BrokenFile."""
    folder, main = (path, path / mapping["main"]) if path.is_dir() else (path.parent, path)
    nothing = {line(word).lower() for word in mapping.get("nothing", [])}
    rows = _rows(main, nothing, report)
    reading = _Reading(mapping, rows)
    for table in TABLES:
        if table in mapping:
            reading.add(table)
    reading.add_languages()
    if "schedules" in mapping:
        reading.add_schedules(_rows(folder / mapping["schedules"]["file"], nothing, report))
    told = mapping.get("needs", {})
    if "file" in told:
        reading.add_needs(_rows(folder / told["file"], nothing, report), report)
    return reading.found


def _rows(path: Path, nothing: set[str], report: Report) -> list[Row]:
    rows, ragged = read_csv(path)
    report.read(path.name, len(rows) + len(ragged))
    for row in ragged:
        report.leave_out(row.file, row.row, "", "more or fewer cells than the first row has")
    for row in rows:
        row.values = {
            name: "" if line(cell).lower() in nothing else cell for name, cell in row.values.items()
        }
    return rows


class _Reading:
    def __init__(self, mapping: dict[str, Any], rows: list[Row]) -> None:
        self.mapping, self.rows = mapping, rows
        self.key = mapping["key"]
        self.found = Mapped(mapping["source"], defaultdict(list), defaultdict(set), defaultdict(list))
        usual = mapping.get("needs", {}).get("always", [])
        for row in rows:
            self.found.needs[line(row.values.get(self.key))].update(usual)

    def add(self, table: str) -> None:
        """One row of a table for each row of the spreadsheet, and its links to the listing."""
        for row in self.rows:
            key = line(row.values.get(self.key))
            values = {column: cell(told, row.values) for column, told in self.mapping[table].items()}
            values = {column: value for column, value in values.items() if value != ""}
            if table in ("services", "locations"):
                self._keep(table, row, {**values, "id": key}, is_counted=table == "services")
                if table == "locations":
                    self._keep("service_at_location", row, {"id": key, "service_id": key, "location_id": key})
            elif values.keys() - {"country", "type", "address_type"}:
                owner = "location_id" if table == "addresses" else "service_id"
                self._keep(table, row, {**values, "id": key, owner: key})

    def add_languages(self) -> None:
        told = self.mapping.get("languages")
        if not told:
            return
        for row in self.rows:
            key = line(row.values.get(self.key))
            for name in re.split(told.get("split", "[,;/\n]"), text(row.values.get(told["column"]))):
                if line(name):
                    values = {"id": f"{key}/{line(name).lower()}", "name": line(name), "service_id": key}
                    self._keep("languages", row, values)

    def add_schedules(self, rows: Iterable[Row]) -> None:
        told = self.mapping["schedules"]
        for row in rows:
            values = {
                column: cell(one, row.values) for column, one in told.items() if column not in ("file", "key")
            }
            week = values.pop("week", "")
            if week and week != "0":
                days = [f"{week}{_code(day)}" for day in values["byday"].split(",")]
                values.update(byday=",".join(days), freq="MONTHLY")
            else:
                values.setdefault("freq", "WEEKLY")
            key = line(row.values.get(told["key"]))
            values.update(service_at_location_id=key, id=line(row.values.get("id")))
            self._keep("schedules", row, values, is_counted=True)

    def add_needs(self, rows: Iterable[Row], report: Report) -> None:
        """A companion file says which needs: its rows are counted with the listing they belong to."""
        told = self.mapping["needs"]
        slugs = {str(code): slug for code, slug in told["map"].items()}
        keys = {line(row.values.get(self.key)) for row in self.rows}
        for row in rows:
            key, code = line(row.values.get(told["key"])), line(row.values.get(told["column"]))
            if key not in keys:
                report.leave_out(row.file, row.row, told["key"], f"{self.mapping['main']} has no {key}")
            elif slugs.get(code) not in needs.tree().by_slug:
                report.leave_out(row.file, row.row, told["column"], f"the mapping has no need for {code}")
            else:
                self.found.needs[key].add(slugs[code])
                self.found.merged[key].append(row)

    def _keep(self, table: str, row: Row, values: dict[str, Any], is_counted: bool = False) -> None:
        self.found.tables[table].append(Row(row.file, row.row, values, is_counted))


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
