"""Places on a map, gathered by tile: what a thumb could not tell apart is one mark with its number.

A cell is a tile of web maps two zooms deeper than the one that is looked at: 64 pixels on the screen, the
same ones wherever somebody moves. One statement counts all of them, over the index of points. A row without a
point, such as a confidential listing, is in none.
"""

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from mutualaid.base import search
from mutualaid.base.grid import EARTH_M

DEEPER = 2
# From here on what is still together stays together: it is named, not counted.
LAST_ZOOM = 18
MOST_CELLS = 500
# Of one spot, such as a house with many services in it.
MOST_NAMES = 12
NAMED = [
    *("id", "kind", "slug", "name", "street", "city", "phone"),
    *("zone", "has_hours", "is_paused", "fresh_until"),
]
# The map's square, in metres of the equator, and how far north it reaches.
WORLD_M = 2 * math.pi * EARTH_M
NORTHMOST = 85.05
# South, west, north, east in degrees.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class View:
    """What is looked at: a box, or all there is (None), at a zoom of web maps."""

    box: Box | None = None
    zoom: int = LAST_ZOOM


@dataclass(frozen=True)
class Cluster:
    """Rows of one cell. `at`: the middle of them; `box`: around them.

    `rows`: dicts of `NAMED` and `open`, as a card reads them; none where one has to look closer.
    """

    count: int
    at: tuple[float, float]
    box: Box
    rows: list[dict[str, Any]]


def view(address: Mapping[str, str]) -> View:
    """What an address says is looked at: `bounds` "south,west,north,east" and `zoom`. Nonsense: all of it."""
    try:
        south, west, north, east = (float(part) for part in address.get("bounds", "").split(","))
        zoom = int(address.get("zoom", ""))
    except ValueError:
        return View()
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180 and 0 <= zoom <= LAST_ZOOM + 2):
        return View()
    return View((max(south, -NORTHMOST), west, min(north, NORTHMOST), east), min(zoom, LAST_ZOOM))


def gather(rows: QuerySet[Any], seen: View, moment: dt.datetime) -> list[Cluster]:
    """The clusters of rows in what is seen, from north to south and west to east; at most `MOST_CELLS`."""
    tiles = 1 << (seen.zoom + DEEPER)
    placed = rows.filter(_InCells(seen.box, tiles) if seen.box else Q(latitude__isnull=False))
    found, params = placed.order_by().values("id", "latitude", "longitude", "pt").query.sql_with_params()
    span, given = search.NextSpans(moment).on("place")
    named = ", ".join(f"'{name}', place.{name}" for name in NAMED)
    sql = _STATEMENT.format(found=found, named=named, span=span)
    cut = [WORLD_M, tiles, WORLD_M, tiles, MOST_NAMES, MOST_CELLS]
    with connection.cursor() as cursor:
        cursor.execute(sql, (*params, *cut, *given, seen.zoom >= LAST_ZOOM))
        return [_cluster(*row) for row in cursor.fetchall()]


def _cluster(count: int, at: list[float], box: list[float], rows: str | None) -> Cluster:
    south, west, north, east = box
    named = [_row(one) for one in json.loads(rows or "[]")]
    return Cluster(count, (at[0], at[1]), (south, west, north, east), named)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    fresh = row["fresh_until"]
    return {
        **row,
        "open": search.NextSpans.read(row["open"]),
        "fresh_until": dt.date.fromisoformat(fresh) if fresh else None,
    }


class _InCells(search.Condition):
    """A row's point is in one of the cells that a box touches, so that each of them is counted whole."""

    def __init__(self, box: Box, tiles: int) -> None:
        super().__init__()
        south, west, north, east = box
        left, right = math.floor(_across(west) * tiles), math.floor(_across(east) * tiles) + 1
        top, bottom = math.floor(_down(north) * tiles), math.floor(_down(south) * tiles) + 1
        self.corners = tuple(
            WORLD_M * part
            for part in (left / tiles - 0.5, 0.5 - bottom / tiles, right / tiles - 0.5, 0.5 - top / tiles)
        )

    def on(self, table: str) -> tuple[str, tuple[Any, ...]]:
        return f"{table}.pt <@ box(point(%s, %s), point(%s, %s))", self.corners


def _across(longitude: float) -> float:
    """How far east on the map, from 0 to 1."""
    return longitude / 360 + 0.5


def _down(latitude: float) -> float:
    """How far south on the map, from 0 to 1."""
    return 0.5 - math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)


_STATEMENT = """
WITH found AS ({found}),
cell AS (
  SELECT floor((pt[0] / %s + 0.5) * %s) AS x, floor((0.5 - pt[1] / %s) * %s) AS y, count(*) AS count,
         avg(latitude) AS lat, avg(longitude) AS lon,
         min(latitude) AS south, min(longitude) AS west, max(latitude) AS north, max(longitude) AS east,
         (array_agg(id))[1:%s] AS ids
  FROM found GROUP BY 1, 2 ORDER BY y, x LIMIT %s
)
SELECT count, ARRAY[lat, lon], ARRAY[south, west, north, east], (
  SELECT json_agg(json_build_object({named}, 'open', {span}) ORDER BY place.name, place.id)::text
  FROM directory_listingrow place
  WHERE (%s OR (south = north AND west = east)) AND place.id = ANY(cell.ids)
)
FROM cell ORDER BY y, x
"""
