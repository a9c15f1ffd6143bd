"""What the map draws, as GeoJSON: places, numbers where there are many, names of towns."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import ngettext

from mutualaid.base.network import current_network

from . import gazetteer, wording
from .cards import dialled, href, state_of
from .clusters import Cluster, View
from .hours import Kind
from .models import Place

MOST_TOWNS = 12
# From here on quarters have names too.
QUARTERS_ZOOM = 13


def features(clusters: Sequence[Cluster], seen: View, moment: dt.datetime) -> list[dict[str, Any]]:
    """A feature a mark, in reading order, and one for each of the largest towns in sight."""
    return [_mark(one, moment) for one in clusters] + [_town(one) for one in _towns(clusters, seen)]


def _mark(cluster: Cluster, moment: dt.datetime) -> dict[str, Any]:
    """`places`: what a popup lists; without any, one looks closer, at `box`."""
    places = [_place(row, moment) for row in cluster.rows]
    name = ngettext("%d place", "%d places", cluster.count) % cluster.count
    if cluster.count == 1:
        name = f"{places[0]['name']}, {places[0]['open']}"
    return _feature(cluster.at, kind="places", name=name, count=cluster.count, box=cluster.box, places=places)


def _place(row: dict[str, Any], moment: dt.datetime) -> dict[str, Any]:
    state = state_of(row, moment)
    return {
        "name": row["name"],
        "href": href(row),
        "open": wording.opening(state, current_network().clock),
        "is_open": state.kind is Kind.OPEN,
        "where": ", ".join(filter(None, [row["street"], row["city"]])),
        "phone": row["phone"],
        "tel": dialled(row["phone"]),
    }


def _town(town: Place) -> dict[str, Any]:
    return _feature((town.latitude, town.longitude), kind="town", name=town.name)


def _feature(at: tuple[float, float], **properties: Any) -> dict[str, Any]:
    latitude, longitude = at
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _towns(clusters: Sequence[Cluster], seen: View) -> list[Place]:
    """The largest towns in sight, so that a map without pictures says where it is."""
    boxes = [seen.box] if seen.box else [one.box for one in clusters]
    if not boxes:
        return []
    sides = zip(*boxes, strict=True)
    south, west, north, east = (pick(side) for pick, side in zip((min, min, max, max), sides, strict=True))
    kinds = [Place.Kind.TOWN, Place.Kind.AREA, *([Place.Kind.QUARTER] if seen.zoom >= QUARTERS_ZOOM else [])]
    return gazetteer.towns_within(south, west, north, east, MOST_TOWNS, kinds)
