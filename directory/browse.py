"""The directory's list: what an address asks for, which listings that is, and the counts beside each filter.

One statement a page, and one for the name of a place. Nobody's place is stored: it stands in the address,
rounded by the browser, and nowhere else.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutualaid.base import masks, search, words
from mutualaid.base.grid import distance_m
from mutualaid.base.network import current_network

from . import gazetteer, needs, wording
from .models import ListingRow
from .needs import Node

PER_PAGE = 20
KILOMETRES = (1, 2, 5, 10, 25)
# Without a choice: what somebody can reach. On foot, that is less; but a full list is told from an empty one.
MOST_KM = 25
MOST_ON_MAP = 500
COLUMNS = [
    *("id", "service_id", "slug", "name", "language", "organization", "street", "city", "phone", "zone"),
    *("has_hours", "is_paused", "fresh_until", "last_verified_on", "verified_how"),
    *("needs_a", "needs_b", "access", "languages", "latitude", "longitude"),
]
MAP_COLUMNS = ["id", "slug", "name", "street", "city", "latitude", "longitude"]


@dataclass(frozen=True)
class Asked:
    """What an address asks for; what is no option is passed over, so that no address is an error.

    `near`: a place's name, a postcode, or "34.050,-118.245"; `within`: kilometres; `open`: "now" or nothing.
    """

    need: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    near: str = ""
    within: str = ""
    open: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """From the part of the address after the question mark."""
        number = query.get("page", "1")
        return cls(
            need=tuple(dict.fromkeys(query.getlist("need"))),
            language=tuple(dict.fromkeys(query.getlist("language"))),
            near=_clean(query.get("near", "")),
            within=query.get("within", ""),
            open=query.get("open", ""),
            q=_clean(query.get("q", "")),
            page=int(number) if number.isdecimal() and len(number) < 4 and number != "0" else 1,
        )

    @property
    def query(self) -> list[tuple[str, str]]:
        """The clean parameters of an address that asks the same, without the page."""
        pairs = [("need", slug) for slug in self.need] + [("language", code) for code in self.language]
        pairs += [(name, getattr(self, name)) for name in ("near", "within", "open", "q")]
        return [(name, value) for name, value in pairs if value]


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[: words.LONGEST_QUERY]


@dataclass(frozen=True)
class Origin:
    """Where distances are counted from, and what that is called; `is_here`: it came from the browser."""

    point: tuple[float, float]
    name: str
    is_here: bool = False


@dataclass(frozen=True)
class Option:
    """One choice: `name=value` in the address, in words, how many it shows, chosen or not."""

    name: str
    value: str
    label: str
    count: int | None
    checked: bool
    depth: int = 0

    @property
    def is_shown(self) -> bool:
        """Not what leads nowhere, below the first level or among languages."""
        return self.checked or self.count != 0 or (self.name != "language" and not self.depth)


@dataclass(frozen=True)
class Filters:
    """A titled group of options; `kind` "checkbox" or "radio"."""

    name: str
    title: str
    options: list[Option]
    kind: str = "checkbox"


@dataclass(frozen=True)
class Found:
    """One page of the directory. `items`: a dict of `COLUMNS` a row, with `distance_m` (or None) and `open`.

    `open` holds the span of local time that `at` is in, or else the next one: that is all a card says.
    `origin` is None where no place was asked for; `is_lost` where it is not known. `meant`: what was searched
    instead of what was typed. `wider`: ways on where nothing was found, as `(in words, what to ask)`.
    """

    asked: Asked
    items: list[dict[str, Any]]
    total: int
    capped: bool
    pages: int
    filters: list[Filters]
    origin: Origin | None
    is_lost: bool
    meant: str
    wider: list[tuple[str, Asked]]
    at: dt.datetime


class Anything(search.Condition):
    """Always true: what an option such as "any time" counts."""

    columns = ()

    def on(self, table: str) -> Any:
        return "TRUE", ()


def browse(viewer: Any, asked: Asked) -> Found:
    """One page. At most three statements: a place's name, the page, and both once more for a typo."""
    at = timezone.now().replace(second=0, microsecond=0)
    origin = locate(asked.near)
    result, groups = _search(viewer, asked, asked.q, origin, at)
    meant = ""
    if asked.q and not result.total:
        meant = words.corrected(asked.q) or ""
        if meant:
            result, groups = _search(viewer, asked, meant, origin, at)
    return Found(
        asked=asked,
        items=[_measured(item, origin) for item in result.items],
        total=result.total,
        capped=result.capped,
        pages=-(-result.total // PER_PAGE),
        filters=_filters(groups, result.facets),
        origin=origin,
        is_lost=bool(asked.near) and origin is None,
        meant=meant,
        wider=_wider(asked, result.facets) if not result.total else [],
        at=at,
    )


def on_map(viewer: Any, asked: Asked) -> list[dict[str, Any]]:
    """The points of the same listings, nearest first; those without a place have none."""
    at = timezone.now().replace(second=0, microsecond=0)
    origin = locate(asked.near)
    rows = _rows(viewer, asked.q, origin).filter(latitude__isnull=False)
    groups = [_only_chosen(group) for group in _groups(asked, origin, at)]
    result = search.page(
        rows,
        order=_order(origin),
        groups=groups,
        columns=MAP_COLUMNS,
        per_page=MOST_ON_MAP,
        cap=MOST_ON_MAP + 1,
    )
    return result.items


def _only_chosen(group: search.Group) -> search.Group:
    """The group without what is only counted."""
    return replace(group, options={key: group.options[key] for key in group.options if key in group.chosen})


def locate(near: str) -> Origin | None:
    """Where that is: two numbers from the browser, or a name of our own gazetteer."""
    if not near:
        return None
    parts = near.split(",")
    if len(parts) == 2:
        try:
            latitude, longitude = float(parts[0]), float(parts[1])
        except ValueError:
            pass
        else:
            if abs(latitude) <= 85 and abs(longitude) <= 180:
                return Origin((latitude, longitude), _("where you are"), is_here=True)
            return None
    found = gazetteer.find(near, limit=1)
    return Origin((found[0].latitude, found[0].longitude), str(found[0])) if found else None


# --- Asking ---------------------------------------------------------------------------------------


def _search(
    viewer: Any, asked: Asked, text: str, origin: Origin | None, at: dt.datetime
) -> tuple[search.Result, list[search.Group]]:
    groups = _groups(asked, origin, at)
    result = search.page(
        _rows(viewer, text, origin),
        order=_order(origin),
        groups=groups,
        columns=[*COLUMNS, search.NextSpan(at)],
        page=asked.page,
        per_page=PER_PAGE,
        first=("open", "now"),
    )
    return result, groups


def _rows(viewer: Any, text: str, origin: Origin | None) -> Any:
    rows = ListingRow.objects.visible_to(viewer)
    if text:
        rows = rows.filter(search.Says(text))
    if origin:
        rows = rows.filter(search.Within(origin.point, km=MOST_KM))
    return rows


def _order(origin: Origin | None) -> search.Order:
    return search.Nearest(origin.point) if origin else search.By("name")


def _groups(asked: Asked, origin: Origin | None, at: dt.datetime) -> list[search.Group]:
    groups = [
        search.Group(
            "open",
            {"now": search.OpenAt(at), "": Anything()},
            ["now"] if asked.open == "now" else [],
        )
    ]
    if origin:
        groups.append(
            search.Group(
                "within",
                {str(km): search.Within(origin.point, km=km) for km in KILOMETRES},
                [asked.within] if asked.within in map(str, KILOMETRES) else [],
            )
        )
    groups.append(_need_group(asked.need))
    groups.append(
        search.Group(
            "language",
            {code: search.Bits(languages=masks.languages([code])) for code in _spoken(asked.language)},
            asked.language,
        )
    )
    return groups


def _need_group(slugs: Sequence[str]) -> search.Group:
    """All roots, and what is under those of which something is chosen. A child chosen narrows its parent."""
    chosen = [node for slug in slugs if (node := needs.tree().get(slug)) and not node.is_retired]
    roots = {node.root.slug for node in chosen}
    parents = {node.parent.slug for node in chosen if node.parent}
    shown = [
        node for root in needs.tree().roots for node in (root.descendants if root.slug in roots else [root])
    ]
    return search.Group(
        "need",
        {node.slug: _bits(node) for node in shown},
        [node.slug for node in chosen if node.slug not in parents],
    )


def _bits(node: Node) -> search.Bits:
    a, b = masks.pair(below.bit for below in node.descendants)
    return search.Bits(needs_a=a, needs_b=b)


def _spoken(asked: Sequence[str]) -> list[str]:
    """What is spoken around here, what the site speaks, and what was asked for."""
    near = [*current_network().languages, *dict(settings.LANGUAGES), *asked]
    return [code for code in dict.fromkeys(near) if code.split("-")[0] in masks.LANGUAGES]


def language_name(code: str) -> str:
    """In the reader's language; the code where nobody knows a name."""
    try:
        return (Locale.parse(get_language() or "en", sep="-").languages.get(code) or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


# --- Answering ------------------------------------------------------------------------------------


def _measured(item: dict[str, Any], origin: Origin | None) -> dict[str, Any]:
    is_there = origin is not None and item["latitude"] is not None
    point = (item["latitude"], item["longitude"])
    return {**item, "distance_m": distance_m(origin.point, point) if is_there and origin else None}


def _filters(groups: Sequence[search.Group], facets: dict[str, dict[Any, int]]) -> list[Filters]:
    titles = {"need": _("Need"), "open": _("When"), "within": _("How far"), "language": _("Language")}
    return [
        Filters(
            name=group.name,
            title=titles[group.name],
            kind="radio" if group.name in ("within", "open") else "checkbox",
            options=_options(group, facets[group.name]),
        )
        for group in groups
    ]


def _options(group: search.Group, counts: dict[Any, int]) -> list[Option]:
    nothing_chosen = not group.picked()
    options = [
        Option(
            name=group.name,
            value=value,
            label=_label(group.name, value),
            count=counts[value],
            checked=value in group.chosen or (value == "" and nothing_chosen),
            depth=int(group.name == "need" and needs.tree().by_slug[value].parent is not None),
        )
        for value in group.options
    ]
    if group.name == "within":
        options.append(Option("within", "", distance_label(MOST_KM, more=True), None, nothing_chosen))
    return options


def _label(name: str, value: str) -> str:
    if name == "need":
        return needs.tree().by_slug[value].name
    if name == "open":
        return _("Open now") if value else _("Any time")
    if name == "within":
        return distance_label(int(value))
    return language_name(value)


def distance_label(km: int, more: bool = False) -> str:
    """ "Within 2 km", "As far as 25 km": in miles where the network counts in those."""
    far = wording.distance(km * 1000, current_network().units)
    return (_("As far as %s") if more else _("Within %s")) % far


def _wider(asked: Asked, facets: dict[str, dict[Any, int]]) -> list[tuple[str, Asked]]:
    """The nearest ways on: a little farther, another time, any need; each with how many it would show."""
    ways: list[tuple[str, Asked]] = []
    farther = [km for km in KILOMETRES if facets.get("within", {}).get(str(km))]
    if asked.within and farther:
        count = facets["within"][str(farther[0])]
        text = f"{count}: {distance_label(farther[0])}"
        ways.append((text, replace(asked, within=str(farther[0]), page=1)))
    if asked.open and facets["open"].get(""):
        ways.append((_("%d that open later") % facets["open"][""], replace(asked, open="", page=1)))
    elsewhere = sum(facets["need"][node.slug] for node in needs.tree().roots) if asked.need else 0
    if elsewhere:
        ways.append((_("Every need"), replace(asked, need=(), page=1)))
    return ways
