"""The directory as files: HSDS as JSON and as a data package, and two for people's own programs.

    services.json       whole listings, one a line, in an array
    tabular.json        every HSDS table, rows as they are
    datapackage         the same tables as CSV files, with a datapackage.json that says what they are
    listings.csv        for a spreadsheet: a line for each listing at each of its places
    places.geojson      for a map: a point for each

All of them say what `shown` lets out and nothing else. They are written piece by piece, in an order that
depends on nothing but ids, so that the same directory always gives the same bytes.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.db import models

from ..importing.tables import ENTITIES, TABLES
from . import nested, ours
from .flat import COLUMNS, flat
from .nested import Json
from .rows import columns_of, links_of, read
from .shown import shown

# So many rows are held in memory at once.
CHUNK = 500
# What is in a ZIP has a day, and the same files are the same bytes on every day.
_DAY = (1980, 1, 1, 0, 0, 0)
Listings = Collection[int] | None


def services_json(which: Listings = None) -> Iterator[str]:
    """Whole listings as an array, one a line; `which`: of these keys only."""
    yield "["
    for number, one in enumerate(_listings(which)):
        yield f"{',' if number else ''}\n{_json(one)}"
    yield "\n]\n"


def tabular_json() -> Iterator[str]:
    """Every table, under the name of one of its rows."""
    yield "{"
    for number, (entity, table) in enumerate(ENTITIES.items()):
        yield f'{"," if number else ""}\n"{entity}": ['
        for count, row in enumerate(_rows(table)):
            yield f"{',' if count else ''}\n{_json(row)}"
        yield "\n]"
    yield "\n}\n"


def listings_csv(which: Listings = None) -> Iterator[str]:
    """A line for each listing at each of its places. What a spreadsheet would reckon with is defused."""
    yield _line(COLUMNS)
    for one in _listings(which):
        for row in flat(one):
            yield _line([_defused(_cell(row.get(column))) for column in COLUMNS])


def places_geojson(which: Listings = None) -> Iterator[str]:
    """A point for each listing at each of its places that the map knows."""
    yield '{"type": "FeatureCollection", "features": ['
    number = 0
    for one in _listings(which):
        for row in flat(one):
            if "latitude" in row:
                yield f"{',' if number else ''}\n{_json(_feature(row))}"
                number += 1
    yield "\n]}\n"


# --- The data package ---------------------------------------------------------------------------------


def datapackage() -> Iterator[tuple[str, Iterable[str]]]:
    """The files of the package: `(name, pieces)`. Cells are as they are: they are for programs."""
    yield "datapackage.json", [json.dumps(_description(), indent=2) + "\n"]
    for table in TABLES:
        yield f"{table}.csv", _csv(table)


def _csv(table: str) -> Iterator[str]:
    columns = columns_of(table)
    yield _line(columns)
    for row in _rows(table):
        yield _line([_cell(row.get(column)) for column in columns])


def _description() -> Json:
    """Frictionless Data's description of the tables."""
    return {
        "name": "hsds-directory",
        "profile": "tabular-data-package",
        "title": "A directory as Open Referral HSDS 3.0",
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: str) -> Json:
    told = TABLES[table]
    linked = {**told.links, **({told.parent: table} if told.parent else {})}
    keys = [
        {"fields": column, "reference": {"resource": "" if other == table else other, "fields": "id"}}
        for column, other in linked.items()
    ]
    fields = [{"name": column, **_type(table, column)} for column in columns_of(table)]
    return {
        "name": table,
        "path": f"{table}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id", **({"foreignKeys": keys} if keys else {})},
    }


_UUID = {"type": "string", "format": "uuid"}
_TYPES: tuple[tuple[type[Any], Json], ...] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.IntegerField, {"type": "integer"}),
    (models.FloatField, {"type": "number"}),
    (models.DecimalField, {"type": "number"}),
    (models.DateTimeField, {"type": "datetime", "format": "any"}),
    (models.DateField, {"type": "date"}),
    (models.TimeField, {"type": "time"}),
    (models.EmailField, {"type": "string", "format": "email"}),
    (models.URLField, {"type": "string", "format": "uri"}),
)


def _type(table: str, column: str) -> Json:
    told = TABLES[table]
    if column in ("id", told.any_link, *links_of(table)):
        return _UUID
    if column == "extension":
        return {"type": "integer"}
    if column == told.any_entity:
        return {"type": "string"}
    field = told.model._meta.get_field(told.field_of(column))
    return next((said for kind, said in _TYPES if isinstance(field, kind)), {"type": "string"})


# --- Rows, a chunk at a time --------------------------------------------------------------------------


def _listings(which: Listings) -> Iterator[Json]:
    rows = shown("services") if which is None else shown("services").filter(pk__in=which)
    for keys in _chunks(rows.order_by("uuid").values_list("pk", flat=True)):
        found = nested.of_services(keys, whole=True)
        yield from (found.whole("services", key) for key in keys)


def _rows(table: str) -> Iterator[Json]:
    """The rows of a table, of ours after those of others."""
    told = TABLES[table]
    manager: Any = told.model._default_manager
    for keys in _chunks(shown(table).order_by("uuid").values_list("pk", flat=True)):
        rows = read(table, manager.filter(pk__in=keys))
        about = _shown_of(rows) if told.any_link else None
        yield from (row.whole for row in rows if about is None or row.links[told.any_link] in about)
    yield from _OURS.get(table, lambda: ())()


def _shown_of(rows: Sequence[Any]) -> set[str]:
    """Of what attributes and changes are about: the ids of those that everybody may see."""
    told = TABLES[rows[0].table]
    wanted: dict[str, list[str]] = {}
    for row in rows:
        wanted.setdefault(row.links[told.any_entity], []).append(row.links[told.any_link])
    return {
        str(uuid)
        for entity, uuids in wanted.items()
        if entity in ENTITIES
        for uuid in shown(ENTITIES[entity]).filter(uuid__in=uuids).values_list("uuid", flat=True)
    }


def _our_attributes() -> Iterator[Json]:
    for keys in _chunks(shown("services").order_by("uuid").values_list("pk", flat=True)):
        yield from (row.whole for row in ours.attributes(keys))


_OURS: dict[str, Callable[[], Iterable[Json]]] = {
    "taxonomies": lambda: (row.whole for row in ours.taxonomies()),
    "taxonomy_terms": lambda: (row.whole for row in ours.terms()),
    "attributes": _our_attributes,
}


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    """All keys are read first: what is added meanwhile is not in the file, and nothing is in it twice."""
    held = iter(list(keys))
    while chunk := list(islice(held, CHUNK)):
        yield chunk


# --- Pieces of text -----------------------------------------------------------------------------------


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cell(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else "" if value is None else str(value)


def _line(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(cells)
    return stream.getvalue()


def _defused(cell: str) -> str:
    """A spreadsheet takes what begins so for a formula; an apostrophe says that it is text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _feature(row: Json) -> Json:
    point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    said = {column: row[column] for column in COLUMNS if column in row}
    return {
        "type": "Feature",
        "geometry": point,
        "properties": {name: value for name, value in said.items() if name not in ("latitude", "longitude")},
    }


# --- Files --------------------------------------------------------------------------------------------

FORMATS: dict[str, Callable[[], Iterable[tuple[str, Iterable[str]]]]] = {
    "hsds-json": lambda: [("services.json", services_json()), ("tabular.json", tabular_json())],
    "datapackage": datapackage,
    "csv": lambda: [("listings.csv", listings_csv())],
    "geojson": lambda: [("places.geojson", places_geojson())],
}


def write(folder: Path, name: str) -> list[Path]:
    """Write the files of a format into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for file, pieces in FORMATS[name]():
        with (folder / file).open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
        made.append(folder / file)
    return made


def zip_into(stream: IO[bytes]) -> None:
    """The data package as one file."""
    with zipfile.ZipFile(stream, "w") as archive:
        for file, pieces in datapackage():
            entry = zipfile.ZipInfo(file, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece.encode())
