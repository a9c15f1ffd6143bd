"""Names of places to points, from our own table: no online geocoder is ever asked.

Filled from the towns and postcodes of listings, from areas that organizers draw, and from files that they
load. What somebody looks for is never stored.
"""

import csv
import re
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from .models import Place

LONGEST = 120
LIKE_ENOUGH = 0.35


def key(name: str) -> str:
    """A name as it is looked up: small letters, no accents, single blanks."""
    plain = unicodedata.normalize("NFKD", name.strip().lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+", " ", plain).strip()[:LONGEST]


def find(text: str, limit: int = 5) -> list[Place]:
    """Places that a text may mean, best first: the name itself, its beginning, something like it.

    "Los Ángeles", "los angelse" and "Los Angeles, CA" all mean Los Angeles; "90011" only itself. One
    statement; empty for an empty text.
    """
    wanted = asked(text, limit)
    return _once(list(Place.objects.raw(FIND, wanted))) if wanted["wanted"] else []


def asked(text: str, limit: int) -> dict[str, Any]:
    """What `FIND` takes."""
    name, _, context = text.partition(",")
    wanted = key(name)
    return {
        "wanted": wanted,
        # A letter of a key may be one that stands for any letter.
        "begins": wanted.replace("_", "\\_") + "%" if wanted else "",
        "there": key(context).replace("_", "\\_") + "%",
        "may_have_slip": not any(letter.isdigit() for letter in wanted),
        "limit": limit,
    }


# The name itself, or its beginning; where there is none, something like it.
FIND = f"""
WITH named AS MATERIALIZED (
  SELECT * FROM directory_place WHERE key LIKE %(begins)s
  ORDER BY key <> %(wanted)s, upper(context) NOT LIKE upper(%(there)s), weight DESC, length(key), id
  LIMIT %(limit)s
)
SELECT * FROM named UNION ALL (
  SELECT * FROM directory_place
  WHERE %(may_have_slip)s AND NOT EXISTS (SELECT FROM named)
  AND key %% %(wanted)s AND similarity(key, %(wanted)s) >= {LIKE_ENOUGH}
  ORDER BY similarity(key, %(wanted)s) DESC, weight DESC, id LIMIT %(limit)s
)
"""  # noqa: S608


def _once(places: list[Place]) -> list[Place]:
    """The same place from two sources is one."""
    seen: set[tuple[str, str, str]] = set()
    result = []
    for place in places:
        mark = (place.kind, place.key, place.context)
        if mark not in seen:
            seen.add(mark)
            result.append(place)
    return result


def towns_within(
    south: float,
    west: float,
    north: float,
    east: float,
    limit: int = 40,
    kinds: Collection[str] = (Place.Kind.TOWN,),
) -> list[Place]:
    """The largest towns of a rectangle, in degrees: the names that a map without tiles shows."""
    there = Place.objects.filter(latitude__range=(south, north), longitude__range=(west, east))
    return _once(list(there.filter(kind__in=kinds).order_by("-weight", "pk")[:limit]))


@transaction.atomic
def fill_from_listings() -> int:
    """Towns and postcodes of shown listings, each in the middle of its addresses. Gives how many."""
    Place.objects.filter(source="listings").delete()
    with connection.cursor() as cursor:
        cursor.execute(_FROM_LISTINGS)
        rows: list[Any] = cursor.fetchall()
    places: dict[tuple[str, str, str], Place] = {}
    for kind, name, context, latitude, longitude, weight in rows:
        mark = (kind, key(name), context)
        if mark[1] and (mark not in places or places[mark].weight < weight):
            places[mark] = Place(
                name=name,
                key=mark[1],
                kind=kind,
                context=context,
                latitude=latitude,
                longitude=longitude,
                weight=weight,
                source="listings",
            )
    return len(Place.objects.bulk_create(places.values(), batch_size=1000))


@transaction.atomic
def load(path: Path) -> int:
    """Places from a GeoNames file: its dump of places, or its file of postcodes. Gives how many.

    Tab-separated, UTF-8, no header. Dumps have 19 columns (name, latitude, longitude in the 2nd, 5th, 6th),
    postcodes 12 (postcode, place, state and point). Only populated places are taken from a dump. Loading the
    same file again replaces its places. Raises ValueError with the line that cannot be read.
    """
    places: dict[tuple[str, str, str], Place] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for number, cells in enumerate(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
            try:
                place = _geonames(cells)
            except (ValueError, IndexError) as error:
                raise ValueError(f"{path.name}, line {number}: not a GeoNames row ({error})") from error
            if place and place.key:
                place.source = path.name[:60]
                places.setdefault((place.kind, place.key, place.context), place)
    Place.objects.filter(source=path.name[:60]).delete()
    return len(Place.objects.bulk_create(places.values(), batch_size=1000))


def _geonames(cells: list[str]) -> Place | None:
    if len(cells) == 12:
        name, context, kind = cells[1], cells[2], Place.Kind.POSTCODE
        latitude, longitude, weight = float(cells[9]), float(cells[10]), 0
    elif len(cells) == 19:
        if cells[6] != "P":
            return None
        kind = Place.Kind.QUARTER if cells[7] == "PPLX" else Place.Kind.TOWN
        name, context = cells[1], cells[10]
        latitude, longitude, weight = float(cells[4]), float(cells[5]), int(cells[14] or 0)
    else:
        raise ValueError(f"{len(cells)} columns")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("no such point")
    return Place(
        name=name[:LONGEST],
        key=key(name),
        kind=kind,
        context=context[:LONGEST],
        latitude=latitude,
        longitude=longitude,
        weight=weight,
    )


# The median holds where one address of a town has a wrong point. Confidential listings have no row, and so
# give away no town. A postcode counts by its first part ("91767-2800").
_FROM_LISTINGS = """
WITH spots AS (
  SELECT DISTINCT address.id, btrim(address.city) AS city, btrim(address.state_province) AS state,
    split_part(btrim(address.postal_code), '-', 1) AS postcode, row.latitude, row.longitude
  FROM directory_listingrow row
  JOIN directory_address address ON address.location_id = row.location_id
  WHERE row.latitude IS NOT NULL
), named AS (
  SELECT 'town' AS kind, city AS name, state AS context, latitude, longitude FROM spots WHERE city <> ''
  UNION ALL
  SELECT 'postcode', postcode, city, latitude, longitude FROM spots WHERE postcode <> ''
)
SELECT kind, max(name), mode() WITHIN GROUP (ORDER BY context),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY latitude),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY longitude), count(*)
FROM named
GROUP BY kind, lower(name), CASE WHEN kind = 'town' THEN context END
"""
