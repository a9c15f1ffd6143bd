"""Which squares somebody may put on a post: their own or a wider one around it, never a finer one."""

from django.utils.translation import gettext as _

from members.squares import value_of
from mutualaid.base.grid import SIZES, Cell

ANYWHERE = ""


def choices(*cells: tuple[int, int, int] | None) -> list[tuple[str, str]]:
    """Each of the squares, those around the first, and "no place". The first is somebody's own."""
    squares = [Cell(*cell) for cell in cells if cell]
    if squares:
        squares += [squares[0].coarser(m) for m in SIZES if m > squares[0].m]
    found = {value_of(square): _label(square, own=square == squares[0]) for square in reversed(squares)}
    return [*reversed(found.items()), (ANYWHERE, _("No place needed (by phone or online)"))]


def _label(cell: Cell, *, own: bool) -> str:
    size = _("%(km)s km") % {"km": f"{cell.m / 1000:g}"}
    if own:
        return _("My square (%(size)s wide)") % {"size": size}
    return _("A wider square around it (%(size)s)") % {"size": size}
