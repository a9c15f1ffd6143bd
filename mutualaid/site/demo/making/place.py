"""The network's own row, and the names of the district in the gazetteer."""

import math
from datetime import datetime

from directory import gazetteer
from directory.models import Place
from mutualaid.base import network
from mutualaid.base.grid import METRES_A_DEGREE
from mutualaid.base.models import Network

from .. import place


def coordinates(east: float, north: float) -> tuple[float, float]:
    """Latitude and longitude of a position in metres from the origin."""
    a_degree_east = METRES_A_DEGREE * math.cos(math.radians(place.GRID_LATITUDE))
    return place.GRID_LATITUDE + north / METRES_A_DEGREE, place.GRID_LONGITUDE + east / a_degree_east


def set_up(now: datetime) -> None:
    """What `/setup/` would ask an organizer, answered."""
    north, east = coordinates(place.SIDE_M, place.SIDE_M)
    Network.objects.update_or_create(
        pk=1,
        defaults={
            "name": place.NAME,
            "area_name": place.AREA_NAME,
            "phone": place.PHONE,
            "phone_hours": place.PHONE_HOURS,
            "danger_numbers": place.DANGER_NUMBERS,
            "zone": place.ZONE,
            "languages": place.LANGUAGES,
            "area_south": place.GRID_LATITUDE,
            "area_west": place.GRID_LONGITUDE,
            "area_north": north,
            "area_east": east,
            "grid_latitude": place.GRID_LATITUDE,
            "grid_longitude": place.GRID_LONGITUDE,
            "set_up_at": now,
        },
    )
    network.forget()
    _name_places()


def _name_places() -> None:
    middle = place.SIDE_M / 2
    named = [(place.AREA_NAME, Place.Kind.TOWN, (middle, middle), 100)]
    for area in place.AREAS:
        east = sum(x + 0.5 for x, _y in area.squares) / len(area.squares) * 1000
        north = sum(y + 0.5 for _x, y in area.squares) / len(area.squares) * 1000
        named.append((area.name, Place.Kind.QUARTER, (east, north), 20))
    named += [
        (street, Place.Kind.QUARTER, position[:2], 1)
        for street, position in place.STREETS.items()
        if street not in {area.name for area in place.AREAS}
    ]
    Place.objects.bulk_create(
        Place(
            name=name,
            key=gazetteer.key(name),
            kind=kind,
            context="" if name == place.AREA_NAME else place.AREA_NAME,
            latitude=coordinates(*position)[0],
            longitude=coordinates(*position)[1],
            weight=weight,
            source="demo",
        )
        for name, kind, position, weight in named
    )
