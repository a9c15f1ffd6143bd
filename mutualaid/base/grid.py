"""The privacy grid: where a person or a post is, in whole squares and never finer.

Pure arithmetic. A network has one grid, fixed at set-up by an origin. Places are laid on a plane of metres
around it (equirectangular, scaled at the origin's latitude) and cut by floor division into base squares of
500 m; the larger squares are made of whole smaller ones, so what a coarser square says can never be
sharpened by a finer one.

    grid = Grid(51.0, 4.0)
    cell = grid.cell_of(51.004, 4.012, 1000)   # Cell(m=1000, x=0, y=0)
    band(cell, other)                          # Band.NEXT
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

SIZES = (500, 1000, 2000, 4000)
BASE = SIZES[0]
DEFAULT_M = 1000
EARTH_M = 6_371_008.8
METRES_A_DEGREE = math.pi * EARTH_M / 180
# Half the way round the earth in base squares: no square of any grid lies beyond.
_FARTHEST = math.ceil(180 * METRES_A_DEGREE / BASE)


class Cell(NamedTuple):
    """A square: its side in metres, and how many such squares east and north of the origin it lies."""

    m: int
    x: int
    y: int

    def coarser(self, m: int) -> "Cell":
        """The square of side `m` that this one lies in. Raises ValueError for a finer or unknown size."""
        if m not in SIZES or m < self.m:
            raise ValueError(f"no square of {m} m holds one of {self.m} m")
        ratio = m // self.m
        return Cell(m, self.x // ratio, self.y // ratio)


class Band(models.TextChoices):
    """How far two squares are from one another, nearest first. Never said more exactly between people."""

    SAME = "same", _("near you")
    NEXT = "next", _("the next area")
    NEAR = "near", _("about 2 km away")
    ABOUT5 = "about5", _("about 5 km away")
    FARTHER = "farther", _("farther away")

    @property
    def rank(self) -> int:
        """0 for the nearest; what the SQL expression `bands.BandFrom` gives."""
        return _RANKS[self]

    @classmethod
    def at(cls, rank: int) -> "Band":
        """The band of a rank."""
        return _IN_ORDER[rank]


_IN_ORDER = tuple(Band)
_RANKS = {band: rank for rank, band in enumerate(_IN_ORDER)}


@cache
def steps_of(m: int) -> tuple[int, ...]:
    """From how many squares of side `m` on each band after the first begins.

    Steps are counted as a king moves, so that a band is a square of squares: 2 km is up to 2,000 m of them,
    5 km up to 5,000 m. With large squares a nearer band swallows a farther one: at 4 km nothing is "about 5".
    """
    return 1, 2, max(2, 2000 // m + 1), max(2, 5000 // m + 1)


def band(a: Cell, b: Cell) -> Band:
    """How far apart two squares are: compared at the size of the coarser, so that it tells nothing finer."""
    return Band.at(rank_between(a, b))


def rank_between(a: Cell, b: Cell) -> int:
    """The rank of the band between two squares, where thousands are compared."""
    m = max(a.m, b.m)
    one, other = m // a.m, m // b.m
    east, north = a.x // one - b.x // other, a.y // one - b.y // other
    return bisect_right(steps_of(m), max(abs(east), abs(north)))


def reach(cell: Cell, size: int, farthest: Band) -> tuple[int, int, int, int]:
    """The squares of one size up to a band from a square: the first and last `x`, the first and last `y`.

    Not for `FARTHER`, which has no end.
    """
    m = max(size, cell.m)
    own, steps, ratio = cell.coarser(m), steps_of(m)[farthest.rank] - 1, m // size
    west, east, south, north = own.x - steps, own.x + steps, own.y - steps, own.y + steps
    return west * ratio, (east + 1) * ratio - 1, south * ratio, (north + 1) * ratio - 1


def snap(m: object, x: object, y: object) -> Cell:
    """A square from what a form or an address says. Raises ValueError unless it is one of the grid's."""
    try:
        cell = Cell(*(_whole(part) for part in (m, x, y)))
    except (TypeError, ValueError):
        raise ValueError("a square is three whole numbers") from None
    if cell.m not in SIZES:
        raise ValueError(f"no squares of {cell.m} m")
    if max(abs(cell.x), abs(cell.y)) > _FARTHEST * BASE // cell.m:
        raise ValueError("a square outside of the world")
    return cell


def _whole(part: object) -> int:
    if isinstance(part, bool) or not isinstance(part, int | str):
        raise TypeError(part)
    return int(part)


@dataclass(frozen=True)
class Grid:
    """One network's grid. `latitude`, `longitude`: its origin in degrees, also the latitude of its scale."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-80 <= self.latitude <= 80 and -180 <= self.longitude <= 180):
            raise ValueError("a grid starts between 80 degrees south and north")

    def cell_of(self, latitude: float, longitude: float, m: int = DEFAULT_M) -> Cell:
        """The square of side `m` in which a place lies. Raises ValueError for a place not on earth."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError("no such place")
        east = (longitude - self.longitude + 180) % 360 - 180
        x = math.floor(east * self._metres_east / BASE)
        y = math.floor((latitude - self.latitude) * METRES_A_DEGREE / BASE)
        return Cell(BASE, x, y).coarser(m)

    def bounds(self, cell: Cell) -> tuple[float, float, float, float]:
        """South, west, north, east of a square, in degrees."""
        south, west = self._place(cell.y * cell.m, cell.x * cell.m)
        north, east = self._place((cell.y + 1) * cell.m, (cell.x + 1) * cell.m)
        return south, west, north, east

    def centre(self, cell: Cell) -> tuple[float, float]:
        """Latitude and longitude of a square's middle. For sums only: it is never shown."""
        return self._place((cell.y + 0.5) * cell.m, (cell.x + 0.5) * cell.m)

    @property
    def _metres_east(self) -> float:
        return METRES_A_DEGREE * math.cos(math.radians(self.latitude))

    def _place(self, north: float, east: float) -> tuple[float, float]:
        return self.latitude + north / METRES_A_DEGREE, self.longitude + east / self._metres_east


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two places `(latitude, longitude)` on the globe. For listings, never for people."""
    south, north = math.radians(a[0]), math.radians(b[0])
    east = math.radians(b[1] - a[1])
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin(east / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))
