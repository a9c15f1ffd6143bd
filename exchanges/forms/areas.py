"""Which squares somebody may put on a post: their own or a wider one around it, never a finer one."""

from django.utils.translation import gettext as _

from members import squares
from members.squares import value_of
from mutualaid.base.grid import DEFAULT_M, SIZES, Cell
from mutualaid.base.network import current_network

from .. import wording

ANYWHERE = ""


def choices(*cells: tuple[int, int, int] | None) -> list[tuple[str, str]]:
    """Each of the squares, those around the first, and "no place". The first is somebody's own."""
    known = [Cell(*cell) for cell in cells if cell]
    if known:
        known += [known[0].coarser(m) for m in SIZES if m > known[0].m]
    found = {value_of(square): _label(square, own=square == known[0]) for square in reversed(known)}
    return [*reversed(found.items()), (ANYWHERE, _("No place needed (by phone or online)"))]


def choices_to(own: tuple[int, int, int] | None, chosen: str) -> list[tuple[str, str]]:
    """Where a ride may go: the square that was chosen before, somebody's own, a wider one around it."""
    known = [choice for choice in choices(own) if choice[0] != ANYWHERE]
    if chosen not in dict(known) and (cell := _square(chosen)):
        known.insert(0, (chosen, wording.to(cell, own)))
    return [("", _("Not said")), *known]


def around(place: str, own: tuple[int, int, int] | None) -> Cell | None:
    """The square around a place that our gazetteer knows, as wide as somebody's own and never finer."""
    size = max(own[0] if own else DEFAULT_M, current_network().finest_cell_m)
    return squares.find(place, size)


def _square(value: str) -> Cell | None:
    """A square that is not finer than organizers set."""
    try:
        cell = squares.parse(value)
    except ValueError:
        return None
    return cell if cell.m >= current_network().finest_cell_m else None


def _label(cell: Cell, *, own: bool) -> str:
    size = _("%(km)s km") % {"km": f"{cell.m / 1000:g}"}
    if own:
        return _("My square (%(size)s wide)") % {"size": size}
    return _("A wider square around it (%(size)s)") % {"size": size}
