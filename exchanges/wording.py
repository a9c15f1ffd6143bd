"""How a post says when, how much and where, in a few plain words."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _lazy

from members import squares
from mutualaid.base.clocks import said
from mutualaid.base.grid import Band, Cell, Grid, band
from mutualaid.base.network import current_grid, current_network, local_today
from mutualaid.base.said import gettext as _
from mutualaid.base.said import once

from .calendar import recurrence


@once
def short_day(day: date) -> str:
    """ "Thu 26 Nov", in the order and with the capitals of the language."""
    return date_format(day, _("D j M"))


def long_day(day: date) -> str:
    """ "Thursday 26 November"."""
    return date_format(day, _("l j F"))


def when(
    *,
    is_standing: bool,
    from_day: date | None,
    until_day: date | None,
    from_time: time | None,
    until_time: time | None,
    rule: str = "",
    is_changed: bool = False,
) -> str:
    """ "Thu 26 Nov, 9:00 to 11:00", "by Sun 29 Nov", "always"; "" where nothing was said.

    With a rule: "every Tuesday, 9:00 to 12:00, next: Tue 1 Dec". `is_changed`: the next time is unlike the
    others, and the hours are its own.
    """
    if rule:
        return _recurring(rule, from_day, times(from_time, until_time), is_changed)
    parts = [_days(from_day, until_day), times(from_time, until_time)]
    if is_standing:
        parts.insert(0, _("always"))
    return ", ".join(part for part in parts if part)


def _recurring(rule: str, day: date | None, hours: str, is_changed: bool) -> str:
    following = ""
    if day and day >= local_today():
        following = _("next: %(day)s") % {"day": short_day(day)}
    said = [hours, following] if not is_changed else [following, hours if following else ""]
    return ", ".join(part for part in [recurrence.words(recurrence.parse(rule)), *said] if part)


def _days(start: date | None, end: date | None) -> str:
    if start and end and start != end:
        return _("%(start)s to %(end)s") % {"start": short_day(start), "end": short_day(end)}
    if end and not start:
        return _("by %(day)s") % {"day": short_day(end)}
    if start and not end:
        return _("from %(day)s") % {"day": short_day(start)}
    return short_day(start) if start else ""


def times(start: time | None, end: time | None) -> str:
    """ "18:00 to 19:00", "18:00", or "" where nothing was said."""
    if start and end:
        return _("%(start)s to %(end)s") % {"start": said(start), "end": said(end)}
    return said(start) if start else ""


def amount(quantity: int | None, left: int | None, unit: str) -> str:
    """ "8 jars", "5 of 8 jars left"; "" for a single thing without a unit and where nobody counts."""
    if quantity is None or (quantity == 1 and not unit):
        return ""
    if left == quantity:
        return counted(quantity, unit)
    return _("%(left)s of %(all)s left") % {"left": left, "all": f"{quantity} {unit}".strip()}


def counted(quantity: int, unit: str) -> str:
    """ "8 jars"; of one "jars: 1", since nobody knows its singular; "" for a single thing without a unit."""
    if quantity == 1:
        return f"{unit}: 1" if unit else ""
    return f"{quantity} {unit}".strip()


def come(quantity: int | None, left: int | None) -> str:
    """ "4 of 6 come", "6 of 6 come: full", "room for 6"; for as many as like to: "everybody is welcome"."""
    if quantity is None or left is None:
        return _("everybody is welcome")
    if left == quantity:
        return _("room for %(count)s") % {"count": quantity}
    said = _("%(come)s of %(all)s come") % {"come": quantity - left, "all": quantity}
    return said if left else _("%(come)s: full") % {"come": said}


_BANDS = {
    Band.SAME: _lazy("near you"),
    Band.NEXT: _lazy("the next area"),
    Band.NEAR: _lazy("about 2 km"),
    Band.ABOUT5: _lazy("about 5 km"),
    Band.FARTHER: _lazy("farther away"),
}


# How far somebody would go: as they say it themself, and as others read it.
GOES = {
    Band.SAME.value: _lazy("Only in my square"),
    Band.NEXT.value: _lazy("The next squares too"),
    Band.NEAR.value: _lazy("Up to about 2 km"),
    Band.ABOUT5.value: _lazy("Up to about 5 km"),
    Band.FARTHER.value: _lazy("Anywhere"),
}
_WOULD_GO = {
    Band.SAME.value: _lazy("stays in their own area"),
    Band.NEXT.value: _lazy("would go to the next area"),
    Band.NEAR.value: _lazy("would go about 2 km"),
    Band.ABOUT5.value: _lazy("would go about 5 km"),
    Band.FARTHER.value: _lazy("would go anywhere"),
}


def would_go(goes: str) -> str:
    """ "would go about 2 km"; "" where its author did not say."""
    return str(_WOULD_GO.get(goes, ""))


def to(cell: Cell | None, mine: tuple[int, int, int] | None) -> str:
    """Where a ride goes, as an area in words: "to around Harbour, about 5 km"; "" where nobody said."""
    if cell is None:
        return ""
    name = squares.name_of(cell)
    place = _("to around %(place)s") % {"place": name} if name else _("to %(area)s") % {"area": area(cell)}
    return f"{place}, {far(cell, mine)}" if mine else place


def moment(at: datetime) -> str:
    """ "Thu 26 Nov, 18:30" in the network's zone."""
    local = at.astimezone(ZoneInfo(current_network().zone))
    return f"{short_day(local.date())}, {said(local.time())}"


def far(cell: Cell | None, mine: tuple[int, int, int] | None) -> str:
    """ "about 2 km" from the viewer's own square; an area at 4 km where they have none."""
    if cell is None:
        return ""
    return _away(band(cell, Cell(*mine))) if mine else area(cell)


@once
def _away(found: Band) -> str:
    return str(_BANDS[found])


def area(cell: Cell | None) -> str:
    """In which part of the network's area the 4 km around it lies: all that a newcomer is told."""
    network, grid = current_network(), current_grid()
    if cell is None:
        return ""
    name = network.area_name or network.name
    if grid is None or network.area_north is None:
        return name
    return _part(grid, network, cell.coarser(4000)) % {"area": name}


_PARTS = [
    [_lazy("south-west of %(area)s"), _lazy("south of %(area)s"), _lazy("south-east of %(area)s")],
    [_lazy("west of %(area)s"), _lazy("middle of %(area)s"), _lazy("east of %(area)s")],
    [_lazy("north-west of %(area)s"), _lazy("north of %(area)s"), _lazy("north-east of %(area)s")],
]


def _part(grid: Grid, network: Any, cell: Cell) -> str:
    latitude, longitude = grid.centre(cell)
    up = _third(latitude, network.area_south, network.area_north)
    right = _third(longitude, network.area_west, network.area_east)
    return str(_PARTS[up][right])


def _third(value: float, low: float, high: float) -> int:
    return min(2, max(0, int(3 * (value - low) / ((high - low) or 1))))
