"""The directory's list: what an address asks for, which listings that is, and the counts beside each filter.

One statement a page, one for the name of a place, one for what words mean. Nobody's place is stored: it
stands in the address, rounded by the browser, and nowhere else.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

import django_filters
from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mutualaid.base import masks, search, words
from mutualaid.base.filters import Choice, Found, GroupFilter
from mutualaid.base.grid import distance_m
from mutualaid.base.network import current_network

from . import clusters, gazetteer, meaning, wording
from .clusters import Cluster
from .filters import NeedFilterSet
from .models import ListingRow
from .reading import in_readers_words

PER_PAGE = 20
KILOMETRES = (1, 2, 5, 10, 25)
# Without a choice: what somebody can reach. On foot, that is less; but a full list is told from an empty one.
MOST_KM = 25
COLUMNS = [
    *("id", "kind", "reach", "slug", "name", "language", "summary"),
    *("organization", "street", "city", "phone", "zone"),
    *("has_hours", "is_paused", "fresh_until", "last_verified_on", "verified_how"),
    *("hours_verified_on", "confirmed"),
    *("needs_a", "needs_b", "access", "languages", "latitude", "longitude"),
]
# What was checked last, and by name where that says nothing.
FRESHEST = (F("last_verified_on").desc(nulls_last=True), "name")
NAMES = ("need", "language", "near", "within", "open", "q")
# At the end of two numbers that somebody did not say, but moved a map to.
FROM_MAP = ",map"
# What an address asks, without the page: `(name, value)` pairs, none of them empty.
Asking = list[tuple[str, str]]


@dataclass(frozen=True)
class Origin:
    """Where distances are counted from, and what that is called; `is_here`: it came from the browser."""

    point: tuple[float, float]
    name: str
    is_here: bool = False


@dataclass(frozen=True)
class Browsed:
    """One page of the directory. `items`: a dict of `COLUMNS` a row, with `distance_m` (or None) and `open`.

    `open` holds the span of local time that `at` is in, or else the next one: that is all a card says.
    `origin` is None where no place was asked for; `is_lost` where it is not known. `wider`: ways on where
    nothing was found, as `(in words, what to ask)`. `needs`: the slugs of the needs that were asked for.
    `looked_for`: `asking`, with the words that found something in place of those with a typo.
    """

    found: Found
    items: list[dict[str, Any]]
    near: str
    origin: Origin | None
    is_lost: bool
    needs: list[str]
    asking: Asking
    looked_for: Asking
    wider: list[tuple[str, Asking]]
    at: dt.datetime


class DirectoryFilter(NeedFilterSet):
    """What can be ticked beside the directory. `near`: a place's name, a postcode, or "34.050,-118.245"."""

    open = GroupFilter(label=_lazy("When"), one=True)
    within = GroupFilter(label=_lazy("How far"), one=True)
    language = GroupFilter(label=_lazy("Language"), full=False)
    near = django_filters.CharFilter(method="leave", max_length=words.LONGEST_QUERY)

    @cached_property
    def at(self) -> dt.datetime:
        """Now, in whole minutes."""
        return timezone.now().replace(second=0, microsecond=0)

    @cached_property
    def origin(self) -> Origin | None:
        return locate(self.asked("near"))

    @property
    def order(self) -> search.Order:
        return search.Nearest(self.origin.point) if self.origin else search.By("name")

    def says(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """What the words find is the order's to say: see `ranked`."""
        return rows

    def ranked(self, order: search.Order) -> search.Order:
        """By how well the words fit, then the nearest, then what was checked last."""
        text = self.asked("q")
        if not text:
            return order
        then = search.Nearest(self.origin.point, *FRESHEST) if self.origin else search.By(*FRESHEST)
        return search.ByMatch(meaning.read(text).conditions, then)

    def narrowed(self) -> QuerySet[Any]:
        rows, text = super().narrowed(), self.asked("q")
        return rows.filter(reduce(or_, map(Q, meaning.read(text).conditions))) if text else rows

    def otherwise(self, text: str) -> Iterator[tuple[str, str]]:
        return meaning.otherwise(text)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        return rows.filter(search.Within(self.origin.point, km=MOST_KM)) if self.origin else rows

    def groups(self) -> Iterable[str]:
        return ["open", *(["within"] if self.origin else []), "need", "language"]

    def choices_open(self) -> Iterator[Choice]:
        yield Choice("now", _("Open now"), search.OpenAt(self.at))
        yield Choice("", _("Any time"), search.Anything())

    def choices_within(self) -> Iterator[Choice]:
        assert self.origin is not None  # see groups()
        for km in KILOMETRES:
            yield Choice(str(km), distance_label(km), search.Within(self.origin.point, km=km))
        yield Choice("", distance_label(MOST_KM, more=True), search.Anything())

    def choices_language(self) -> Iterator[Choice]:
        for code in _spoken(self.chosen("language")):
            yield Choice(code, language_name(code), search.Bits(languages=masks.languages([code])))


def browse(viewer: Any, address: QueryDict) -> Browsed:
    """One page. At most three statements, two more for guides' names, a few where its words find nothing."""
    asked = _asked(viewer, address)
    columns: list[str | search.NextSpan] = [*COLUMNS, search.NextSpan(asked.at)]
    found = asked.find(order=asked.order, columns=columns, per_page=PER_PAGE, first=("open", "now"))
    asking = asking_of(address)
    return Browsed(
        found=found,
        items=in_readers_words([_measured(item, asked.origin) for item in found.items]),
        near=asked.asked("near"),
        origin=asked.origin,
        is_lost=bool(asked.asked("near")) and asked.origin is None,
        needs=[node.slug for node in asked.needs_chosen],
        asking=asking,
        looked_for=[(name, asked.asked("q") if name == "q" else value) for name, value in asking],
        wider=[] if found.total else _wider(found, asking),
        at=asked.at,
    )


def on_map(viewer: Any, address: QueryDict) -> tuple[list[Cluster], dt.datetime]:
    """The same listings gathered by place, in what the address says is looked at, and the moment of it."""
    asked = _asked(viewer, address)
    return clusters.gather(asked.narrowed(), clusters.view(address), asked.at), asked.at


def asking_of(address: QueryDict) -> Asking:
    """The clean parameters of an address that asks the same, without the page."""
    return [(name, value) for name in NAMES for value in dict.fromkeys(address.getlist(name)) if value]


def locate(near: str) -> Origin | None:
    """Where that is: two numbers from the browser or from the map, or a name of our own gazetteer."""
    if not near:
        return None
    of_map = near.endswith(FROM_MAP)
    parts = near.removesuffix(FROM_MAP).split(",")
    if len(parts) == 2:
        try:
            latitude, longitude = float(parts[0]), float(parts[1])
        except ValueError:
            pass
        else:
            if abs(latitude) <= 85 and abs(longitude) <= 180:
                name = _("the middle of the map") if of_map else _("where you are")
                return Origin((latitude, longitude), name, is_here=True)
            return None
    found = gazetteer.find(near, limit=1)
    return Origin((found[0].latitude, found[0].longitude), str(found[0])) if found else None


def language_name(code: str) -> str:
    """In the reader's language; the code where nobody knows a name."""
    try:
        return (Locale.parse(get_language() or "en", sep="-").languages.get(code) or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


def distance_label(km: int, more: bool = False) -> str:
    """ "Within 2 km", "As far as 25 km": in miles where the network counts in those."""
    far = wording.distance(km * 1000, current_network().units)
    return (_("As far as %s") if more else _("Within %s")) % far


def _asked(viewer: Any, address: QueryDict, **only: Any) -> DirectoryFilter:
    return DirectoryFilter(address, ListingRow.objects.visible_to(viewer).filter(**only), viewer=viewer)


def _spoken(asked: Iterable[str]) -> list[str]:
    """What is spoken around here, what the site speaks, and what was asked for."""
    near = [*current_network().languages, *dict(settings.LANGUAGES), *asked]
    return [code for code in dict.fromkeys(near) if code.split("-")[0] in masks.LANGUAGES]


def _measured(item: dict[str, Any], origin: Origin | None) -> dict[str, Any]:
    is_there = origin is not None and item["latitude"] is not None
    point = (item["latitude"], item["longitude"])
    return {**item, "distance_m": distance_m(origin.point, point) if is_there and origin else None}


def _wider(found: Found, asking: Asking) -> list[tuple[str, Asking]]:
    """The nearest ways on: a little farther, another time, any need; each with how many it would show."""
    counts = {(o.name, o.value): o.count for box in found.boxes for o in box.options if not o.depth}
    given = dict(asking)
    ways: list[tuple[str, Asking]] = []
    farther = [km for km in KILOMETRES if counts.get(("within", str(km)))]
    if given.get("within") and farther:
        text = f"{counts['within', str(farther[0])]}: {distance_label(farther[0])}"
        ways.append((text, [*_without("within", asking), ("within", str(farther[0]))]))
    if given.get("open") and (later := counts.get(("open", ""))):
        ways.append((_("%d that open later") % later, _without("open", asking)))
    if given.get("need") and any(count for (name, _slug), count in counts.items() if name == "need"):
        ways.append((_("Every need"), _without("need", asking)))
    return ways


def _without(name: str, asking: Asking) -> Asking:
    return [pair for pair in asking if pair[0] != name]
