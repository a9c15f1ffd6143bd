"""Choosing a square: by a place's name from our own gazetteer, or on a grid of radio buttons."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from directory import gazetteer
from directory.models import Place
from mutualaid.base.grid import DEFAULT_M, SIZES, Cell, band, rank_between, snap
from mutualaid.base.models import Network
from mutualaid.base.network import current_grid

# Enough to find oneself, few enough for a phone.
MOST = 12


def parse(value: str) -> Cell:
    """ "1000:3:-2" as a square. Raises ValueError for anything else."""
    parts = value.split(":")
    if len(parts) != 3:
        raise ValueError(value)
    return snap(*parts)


def value_of(cell: Cell | tuple[int, int, int]) -> str:
    """The square as a form says it."""
    return ":".join(str(part) for part in cell)


def sizes(network: Network) -> list[int]:
    """The sizes a member may choose: not finer than the organizers set."""
    return [m for m in SIZES if m >= network.finest_cell_m]


def coarse_enough(cell: Cell, network: Network) -> Cell:
    """The square itself, or the one around it where organizers want them larger."""
    return cell if cell.m >= network.finest_cell_m else cell.coarser(network.finest_cell_m)


def is_ready() -> bool:
    """Whether the network has a grid yet."""
    return current_grid() is not None


def find(text: str, m: int) -> Cell | None:
    """The square of side `m` around a place of that name, where our gazetteer knows one."""
    grid = current_grid()
    if grid is None or not text.strip():
        return None
    return next((grid.cell_of(p.latitude, p.longitude, m) for p in gazetteer.find(text, 1)), None)


def rows(
    network: Network, m: int, *, chosen: Cell | None = None, around: Cell | None = None
) -> list[list[dict]]:
    """The network's area as squares of side `m`, north to south, for `components/map.html: square_picker`.

    A large area is shown in part, around `around`, the chosen square or its middle.
    """
    grid = current_grid()
    if grid is None or network.area_south is None:
        return []
    low = grid.cell_of(network.area_south, network.area_west, m)  # type: ignore[arg-type]
    high = grid.cell_of(network.area_north, network.area_east, m)  # type: ignore[arg-type]
    middle = (around or chosen or Cell(m, (low.x + high.x) // 2, (low.y + high.y) // 2)).coarser(m)
    columns = _window(low.x, high.x, middle.x)
    lines = list(_window(low.y, high.y, middle.y))[::-1]
    names = _names(network, m)
    return [
        [_square(Cell(m, x, y), row, column, names, chosen) for column, x in enumerate(columns, 1)]
        for row, y in enumerate(lines, 1)
    ]


def _window(low: int, high: int, middle: int) -> range:
    if high - low < MOST:
        return range(low, high + 1)
    start = min(max(middle - MOST // 2, low), high - MOST + 1)
    return range(start, start + MOST)


def _names(network: Network, m: int) -> dict[Cell, str]:
    """One place's name for each square that holds one, the best known first."""
    grid = current_grid()
    assert grid is not None
    inside = Place.objects.filter(
        latitude__range=(network.area_south, network.area_north),
        longitude__range=(network.area_west, network.area_east),
    ).exclude(kind=Place.Kind.POSTCODE)
    named: dict[Cell, str] = {}
    for latitude, longitude, name in inside.order_by("-weight", "pk").values_list(
        "latitude", "longitude", "name"
    )[:500]:
        named.setdefault(grid.cell_of(latitude, longitude, m), name)
    return named


def name_of(cell: Cell) -> str:
    """The best known place that lies in the square; "" where our gazetteer has none."""
    grid = current_grid()
    if grid is None:
        return ""
    south, west, north, east = grid.bounds(cell)
    inside = Place.objects.filter(latitude__range=(south, north), longitude__range=(west, east))
    known = inside.exclude(kind=Place.Kind.POSTCODE).order_by("-weight", "pk")
    return known.values_list("name", flat=True).first() or ""


def _square(cell: Cell, row: int, column: int, names: dict[Cell, str], chosen: Cell | None) -> dict[str, Any]:
    place = names.get(cell, "")
    where = _("Row %(row)d, column %(column)d") % {"row": row, "column": column}
    return {
        "value": value_of(cell),
        "label": f"{place}, {where}" if place else where,
        "place": place,
        "checked": cell == chosen,
    }


def choices() -> Iterator[tuple[int, str]]:
    """The sizes in words."""
    words = {
        500: _("500 m: a few streets"),
        1000: _("1 km: a neighbourhood"),
        2000: _("2 km: a part of town"),
        4000: _("4 km: the town"),
    }
    yield from words.items()


DEFAULT = DEFAULT_M


def describe(cell: tuple[int, int, int] | None, mine: tuple[int, int, int] | None) -> str:
    """An area in words: its size, and how far it is from mine. "" where there is none."""
    if cell is None:
        return ""
    theirs = Cell(*cell)
    size = _("a square of 500 m") if theirs.m < 1000 else _("a square of %d km") % (theirs.m // 1000)
    return f"{size}, {band(theirs, Cell(*mine)).label}" if mine else size


def nearest(cells: list[Cell], mine: tuple[int, int, int] | None) -> Cell:
    """The square that is nearest to mine; the first where I have none."""
    return min(cells, key=lambda cell: rank_between(cell, Cell(*mine))) if mine else cells[0]
