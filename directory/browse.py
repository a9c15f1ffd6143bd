"""The directory's list: which listings and guides an address asks for, and the ways on from there.

One statement a page, and one before it for what words mean and where the place is that was named. Nobody's
place is stored: it stands in the address, rounded by the browser, and nowhere else.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mutualaid.base import search
from mutualaid.base.choices import Option
from mutualaid.base.filters import Found
from mutualaid.base.grid import distance_m
from mutualaid.base.together import Looking, together

from . import clusters
from .asking import (
    MOST_KM,
    PERSONAL,
    Asking,
    DirectoryFilter,
    Glance,
    Origin,
    as_filter,
    asking_of,
    without,
)
from .choices import far
from .clusters import Cluster
from .models import ListingRow
from .reading import InReadersWords, name

PER_PAGE = 20
MOST_WAYS = 4
COLUMNS = (
    *("id", "kind", "reach", "slug", "name", "language", "summary"),
    *("street", "city", "phone", "zone"),
    *("has_hours", "is_paused", "fresh_until", "last_verified_on", "verified_how"),
    *("hours_verified_on", "confirmed"),
    *("needs_a", "needs_b", "access", "latitude", "longitude"),
    *("only_communities", "minimum_age", "maximum_age"),
)

_LESS = {
    "age": _lazy("%(count)s for every age"),
    "need": _lazy("%(count)s for every need"),
}


@dataclass(frozen=True)
class Browsed:
    """One page of the directory. `items`: a dict of `COLUMNS` a row, with `distance_m` (or None) and `open`.

    `open` holds the span of local time that `at` is in, or else the next one, and the one after it.
    `origin` is None where no place was asked for; `is_lost` where it is not known. `chips`: what is chosen,
    and what to ask without it. `wider`: ways on where nothing was found, as `(in words, what to ask)`.
    `keep`: what may be kept with a search: it says nothing of who asks. `needs`: the slugs of the needs that
    were asked for. `looked_for`: `asking`, with the words that found something in place of those with a typo.
    """

    found: Found
    items: list[dict[str, Any]]
    near: str
    time: str
    age: str
    origin: Origin | None
    is_lost: bool
    needs: list[str]
    asking: Asking
    looked_for: Asking
    keep: Asking
    chips: list[tuple[str, Asking]]
    wider: list[tuple[str, Asking]]
    at: dt.datetime


def browse(viewer: Any, address: QueryDict) -> Browsed:
    """One page, in at most three statements."""
    asked = as_filter(viewer, address)
    (found,) = together(look(asked, PER_PAGE))
    asking, time = asking_of(address), asked.asked("time", None)
    return Browsed(
        found=found,
        items=shown(found, asked),
        near=asked.asked("near"),
        time=time.strftime("%H:%M") if time else "",
        age=next(iter(asked.chosen("age")), ""),
        origin=asked.origin,
        is_lost=bool(asked.asked("near")) and asked.origin is None,
        needs=[node.slug for node in asked.needs_chosen],
        asking=asking,
        looked_for=[(name, asked.asked("q") if name == "q" else value) for name, value in asking],
        keep=without(asking, *PERSONAL),
        chips=_taken_away(found, asked, asking),
        wider=_wider(found, asked, asking),
        at=asked.at,
    )


def glance(viewer: Any, q: str, kinds: Iterable[str]) -> DirectoryFilter:
    """What some words ask for among some kinds, with little counted beside it: for `look`."""
    address = QueryDict(urlencode({"q": q, "kind": kinds}, doseq=True))
    return Glance(address, ListingRow.objects.visible_to(viewer), viewer=viewer)


def look(asked: DirectoryFilter, most: int) -> Looking[Found]:
    """The list of what is asked for, the first few: alone, or on a page of several lists."""
    more = search.NextSpans(asked.at), InReadersWords(get_language() or "en")
    return asked.look(order=asked.order, columns=COLUMNS, more=more, per_page=most, first=("open", "now"))


def shown(found: Found, asked: DirectoryFilter) -> list[dict[str, Any]]:
    """What was found, as `Browsed.items`."""
    here = asked.origin.point if asked.origin else None
    for item in found.items:
        name(item)
        there = (item["latitude"], item["longitude"]) if item["latitude"] is not None else None
        item["distance_m"] = distance_m(here, there) if here and there else None
    return found.items


def on_map(viewer: Any, address: QueryDict) -> tuple[list[Cluster], dt.datetime]:
    """The same listings gathered by place, in what the address says is looked at, and the moment of it."""
    asked = as_filter(viewer, address)
    return clusters.gather(asked.narrowed(), clusters.view(address), asked.at), asked.at


def listings(viewer: Any, address: QueryDict) -> set[int]:
    """The keys of all listings that are asked for; guides are none."""
    rows = as_filter(viewer, address).narrowed().filter(service__isnull=False)
    return set(rows.values_list("service_id", flat=True))


def _taken_away(found: Found, asked: DirectoryFilter, asking: Asking) -> list[tuple[str, Asking]]:
    """What is chosen, one by one: in words, and the rest of the address without it."""
    chips: list[tuple[str, Asking]] = []
    if found.text:
        chips.append((f"“{found.text}”", without(asking, "q")))
    if near := asked.asked("near"):
        chips.append((str(asked.origin.name if asked.origin else near), without(asking, "near", "within")))
    for box in found.boxes:
        for option in box.chosen:
            # "Women" alone would not say whether they run it, or look for it.
            title = str(box.title).strip("¿?")
            label = f"{title}: {option.label}" if box.folds else str(option.label)
            if box.name == "open":
                chips.append((label, without(asking, "open", "time")))
            else:
                chips.append((label, [pair for pair in asking if pair != (option.name, option.value)]))
    return chips


def _reached(found: Found) -> set[str]:
    """In which ways one gets to what was found."""
    box = found.box("reach")
    return {option.value for option in box.options if option.count} if box else set()


# --- Ways on --------------------------------------------------------------------------------------


def _wider(found: Found, asked: DirectoryFilter, asking: Asking) -> list[tuple[str, Asking]]:
    """The nearest ways on where there is no place: each with how many it leads to."""
    if found.total and (not asked.origin or "place" in _reached(found)):
        return []
    ways = _farther(found, asking)
    if not found.total:
        ways += [*_later(found, asking), *_less(found, asking)]
    return ways or _anywhere(found, asked, asking)


def _farther(found: Found, asking: Asking) -> list[tuple[str, Asking]]:
    """The next circle that has places in it."""
    box = found.box("within")
    circles = [one for one in box.options if one.count] if box else []
    if not circles:
        return []
    first = min(circles, key=lambda one: int(one.value or MOST_KM))
    count, km = _among(found, first), int(first.value or MOST_KM)
    rest = [*without(asking, "within"), *([("within", first.value)] if first.value else [])]
    return [(_("%(count)s within %(far)s") % {"count": count, "far": far(km)}, rest)]


def _anywhere(found: Found, asked: DirectoryFilter, asking: Asking) -> list[tuple[str, Asking]]:
    """Beyond the last circle, only where nothing else leads on: one more statement, if it was not counted
    with the list.
    """
    if asked.origin is None or found.capped:
        return []
    count = found.beyond
    if count is None:
        count = asked.narrowed("within")[: search.CAP].count()
    return (
        [(_("%s anywhere") % _many(count), without(asking, "near", "within"))] if count > found.total else []
    )


def _later(found: Found, asking: Asking) -> list[tuple[str, Asking]]:
    """The next day on which something is open, and any time."""
    box = found.box("open")
    if box is None or not box.chosen:
        return []
    rest = without(asking, "open", "time")
    time = [pair for pair in asking if pair[0] == "time"]
    ways = []
    days = [one for one in box.options if one.value not in ("", "now")]
    for ahead, day in enumerate(days):
        if day.count and not day.checked:
            text = _open_on(_among(found, day), day, None if time else ahead)
            ways.append((text, [*rest, ("open", day.value), *time]))
            break
    if any_time := found.without["open"]:
        ways.append((_("%s at any time") % _many(any_time), rest))
    return ways


def _open_on(count: str, day: Option, ahead: int | None) -> str:
    if ahead is None or ahead > 1:
        return _("%(count)s open: %(when)s") % {"count": count, "when": day.label}
    return (_("%s open tomorrow") if ahead else _("%s open later today")) % count


def _less(found: Found, asking: Asking) -> list[tuple[str, Asking]]:
    """Without one of the other filters."""
    ways = []
    for box in found.boxes:
        count = found.without.get(box.name, 0)
        if count and box.name not in ("open", "within", "who"):
            labels = ", ".join(str(option.label) for option in box.chosen)
            text = _LESS.get(box.name, _("%(count)s without “%(what)s”"))
            ways.append((text % {"count": _many(count), "what": labels}, without(asking, box.name)))
    return ways[:MOST_WAYS]


def _many(count: int) -> str:
    return str(count) if count < search.CAP else "1,000+"


def _among(found: Found, option: Option) -> str:
    """How many an option leads to: at least so many, where they are too many to count."""
    is_whole = found.without.get(option.name, 0) < search.CAP
    return f"{option.count}" if is_whole else f"{option.count}+"
