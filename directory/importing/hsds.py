"""HSDS 3 and 2, JSON and CSV, into rows of HSDS 3's tables."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from . import hsds1
from .report import Report
from .sources import BrokenFile, Row, read_csv, read_json
from .tables import ENTITIES, NOT_KEPT, TABLES, Table
from .values import line

Tables = dict[str, list[Row]]

# Names of tables and columns in HSDS 1 and 2.
OLDER_TABLES = {
    "service_at_locations": "service_at_location",
    "services_at_location": "service_at_location",
    "physical_addresses": "addresses",
    "regular_schedules": "schedules",
    "regular_schedule": "schedules",
    "accessibility_for_disabilities": "accessibility",
    "meta_table_description": "meta_table_descriptions",
    "eligibility": "eligibilities",
    "taxonomy": "taxonomy_terms",
    "mail_addresses": "addresses",
    "holiday_schedules": "schedules",
    "service_attributes": "attributes",
}
OLDER_COLUMNS = {
    "organizations": {"url": "website"},
    "services": {"fees": "fees_description"},
    "schedules": {"weekday": "byday"},
    "addresses": {"type": "address_type"},
    "languages": {"language": "name"},
}
# A list in an object -> the table that its items are rows of.
_LISTS = {
    "service_at_locations": "service_at_location",
    **{name: name for name in TABLES},
}
# An object in an object -> its table, and the column of the holder that names it.
_SINGLE = {
    "organization": ("organizations", "organization_id"),
    "service": ("services", "service_id"),
    "location": ("locations", "location_id"),
    "program": ("programs", "program_id"),
    "taxonomy_term": ("taxonomy_terms", "taxonomy_term_id"),
    "taxonomy_detail": ("taxonomies", "taxonomy_id"),
    # Ours: terms of a listing come with those above them.
    "parent": ("taxonomy_terms", "parent_id"),
}


def read(path: Path, report: Report) -> Tables:
    """The rows of a folder of CSV files or of a JSON file. Raises BrokenFile."""
    if path.is_dir():
        return _read_folder(path, report)
    if path.suffix.lower() == ".json":
        return _read_json(path, report)
    raise BrokenFile(f"{path.name} is neither a folder of CSV files nor a JSON file.")


def _read_folder(path: Path, report: Report) -> Tables:
    tables: Tables = defaultdict(list)
    found = False
    for file in sorted(path.glob("*.csv")):
        name = table_called(file.stem)
        if name is None:
            continue
        found = True
        rows, ragged = read_csv(file)
        report.read(file.name, len(rows) + len(ragged))
        for row in ragged:
            report.leave_out(row.file, row.row, "", "more or fewer cells than the first row has")
        tables[name] += [_renamed(name, row) for row in rows]
    if not found:
        raise BrokenFile(f"{path.name} holds no HSDS tables such as services.csv.")
    if hsds1.is_it(tables):
        hsds1.upgrade(tables)
    tables["service_at_location"] = _one_service_a_row(tables)
    return tables


def keys(cell: Any) -> list[str]:
    """Keys of other rows in one cell: HSDS 2 exports put several there."""
    return [part.strip() for part in line(cell).split(",") if part.strip()]


def _one_service_a_row(tables: Tables) -> list[Row]:
    """A row that names several services at a place, as several; the first known one is counted."""
    known = {line(row.values.get("id")) for row in tables["services"]}
    found = []
    for row in tables["service_at_location"]:
        parts = sorted(keys(row.values.get("service_id")), key=lambda key: key not in known) or [""]
        for number, part in enumerate(parts):
            found.append(
                Row(
                    row.file,
                    row.row,
                    {**row.values, "service_id": part},
                    is_counted=row.is_counted and number == 0,
                )
            )
    return found


def table_called(name: str) -> str | None:
    """The HSDS table that a file of this name holds, in any of its versions."""
    name = OLDER_TABLES.get(name, name)
    return name if name in TABLES or name in NOT_KEPT or name in ("attributes", "eligibilities") else None


def _renamed(table: str, row: Row) -> Row:
    for old, new in OLDER_COLUMNS.get(table, {}).items():
        if old in row.values and not line(row.values.get(new)):
            row.values[new] = row.values.pop(old)
    return row


# --- JSON -----------------------------------------------------------------------------------------


def _read_json(path: Path, report: Report) -> Tables:
    data = read_json(path)
    walk = _Walk(path.name)
    if isinstance(data, dict) and "contents" in data:
        data = data["contents"]
    if isinstance(data, dict) and any(map(_json_table, data)) and _is_tabular(data):
        for name, rows in data.items():
            table = _json_table(name)
            for number, values in enumerate(rows, start=1):
                walk.add(table or name, values, f"{name}[{number}]")
    else:
        for number, values in enumerate(data if isinstance(data, list) else [data], start=1):
            walk.add(_kind(values, path), values, f"[{number}]")
    for table, rows in walk.tables.items():
        for _row in rows:
            report.read(path.name)
        walk.tables[table] = [_renamed(table, row) for row in rows]
    return walk.tables


def _json_table(name: str) -> str | None:
    """The official schema calls a table by one of its rows ("service"), the example by its CSV file."""
    return ENTITIES.get(name) or table_called(name.removesuffix(".csv"))


def _is_tabular(data: dict[str, Any]) -> bool:
    return all(isinstance(rows, list) for rows in data.values()) and "id" not in data


def _kind(values: Any, path: Path) -> str:
    """Which table an object on top is of: they do not say, but each has a mark."""
    if isinstance(values, dict) and "id" in values:
        if "service" in values or {"location", "service_id"} <= values.keys():
            return "service_at_location"
        if "location_type" in values:
            return "locations"
        if "website" in values or "services" in values or "organization_identifiers" in values:
            return "organizations"
        if "taxonomy_detail" in values or "term_uri" in values or "parent_id" in values:
            return "taxonomy_terms"
        if "status" in values and "name" in values:
            return "services"
        if "version" in values and "name" in values:
            return "taxonomies"
        if "legal_status" in values or "year_incorporated" in values:
            return "organizations"
    raise BrokenFile(f"{path.name} is JSON, but holds no services, organizations or places of HSDS.")


class _Walk:
    """Takes nested objects apart into rows. The same object met twice, by its id, is one row."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.tables: Tables = defaultdict(list)
        self.met: dict[tuple[str, str], Row] = {}

    def add(self, table: str, values: Any, path: str, **links: str) -> str:
        """One object and all that it holds; gives its id."""
        if not isinstance(values, dict):
            raise BrokenFile(f"{self.file}: {path} is no object.")
        own = {key: cell for key, cell in values.items() if not isinstance(cell, list | dict)}
        identity = line(own.get("id"))
        for key, cell in values.items():
            if isinstance(cell, dict) and key in _SINGLE:
                inner, column = _SINGLE[key]
                links[column] = self.add(inner, cell, f"{path}.{key}")
        self._keep(table, {**own, **{name: link for name, link in links.items() if link}}, path, identity)
        for key, cell in values.items():
            if isinstance(cell, list) and key in _LISTS:
                held = _held_by(table, identity, TABLES[_LISTS[key]])
                for number, item in enumerate(cell, start=1):
                    self.add(_LISTS[key], item, f"{path}.{key}[{number}]", **held)
        return identity

    def _keep(self, table: str, values: dict[str, Any], path: str, identity: str) -> None:
        known = self.met.get((table, identity)) if identity else None
        if known and all(
            known.values.get(key, cell) == cell for key, cell in values.items() if key not in _LINKS
        ):
            known.values = {**values, **known.values}
            return
        row = Row(self.file, path, values)
        self.tables[table].append(row)
        if identity:
            self.met.setdefault((table, identity), row)


def _held_by(holder: str, identity: str, table: Table) -> dict[str, str]:
    """The links of a row to the object that it stands in."""
    if table.any_link:
        return {table.any_link: identity, table.any_entity: TABLES[holder].entity}
    column = f"{TABLES[holder].entity}_id"
    return {column: identity} if column in table.links else {}


_LINKS = {column for table in TABLES.values() for column in (*table.links, table.any_link, table.any_entity)}
