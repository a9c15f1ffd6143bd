"""A search row as a card: what it says, in the reader's words."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from mutualaid.base import masks
from mutualaid.base.addresses import address
from mutualaid.base.network import current_network
from mutualaid.base.said import gettext as _
from mutualaid.base.said import language, one_language

from . import hours, needs, wording
from .hours import Kind, State
from .models import Guide, ListingRow

MOST_CHIPS = 4
_READING = frozenset(Guide.Kind.values)
_EXTENSION = re.compile(r"ext|x|;", re.I)
_NOT_DIALLED = re.compile(r"[^\d+]")


@dataclass(slots=True)
class Card:
    """What `components/note.html` draws.

    `facts`: `[(icon, text, class)]`; `point`: "51.05,3.72" or ""; `reach`: how one gets there.
    """

    id: int
    title: str
    lang: str
    href: str
    tab: str
    tab_icon: str
    facts: list[tuple[Any, ...]]
    chips: list[str]
    trust: str
    is_open: bool
    point: str
    reach: int
    is_reading: bool = False


def cards(items: Iterable[dict[str, Any]], at: dt.datetime) -> list[Card]:
    """The cards of the rows of a list."""
    with one_language():
        return [card(item, at) for item in items]


def card(item: dict[str, Any], at: dt.datetime) -> Card:
    """The card of one row at a moment (aware). `item`: one of `browse.Found.items`."""
    if item["reach"] == ListingRow.Reach.READING:
        return _reading(item)
    network = current_network()
    found = state_of(item, at)
    nodes = _needs(item)
    title, icon = tab(item, nodes)
    return Card(
        id=item["id"],
        title=item["name"],
        lang=item["language"],
        href=href(item),
        tab=title,
        tab_icon=icon,
        facts=[
            ("clock", wording.opening(found, network.clock), "open" if found.kind is Kind.OPEN else ""),
            *([("users", said, "limit")] if (said := limits(item)) else []),
            *_where(item, network.units),
            *([("phone", tel(item["phone"]))] if item["phone"] else []),
        ],
        chips=_chips(item, nodes),
        trust=wording.trust(
            item["last_verified_on"],
            found.now.date(),
            item["verified_how"],
            item["hours_verified_on"],
            item["confirmed"],
        ),
        is_open=found.kind is Kind.OPEN,
        point="" if item["latitude"] is None else f"{item['latitude']},{item['longitude']}",
        reach=item["reach"],
    )


def _reading(item: dict[str, Any]) -> Card:
    """The card of a guide or a tool: what it is good for, and no hours."""
    title, icon = tab(item)
    return Card(
        id=item["id"],
        title=item["name"],
        lang=item["language"],
        href=href(item),
        tab=title,
        tab_icon=icon,
        facts=[("info", item["summary"])] if item["summary"] else [],
        chips=[node.name for node in _needs(item)][:MOST_CHIPS],
        trust="",
        is_open=False,
        point="",
        is_reading=True,
        reach=item["reach"],
    )


def tab(item: dict[str, Any], nodes: list[needs.Node] | None = None) -> tuple[str, str]:
    """What sort of thing a row is about, in words and as an icon. `nodes`: its needs, where known."""
    if item["kind"] == Guide.Kind.TOOL:
        return _("Tool"), "wrench"
    if item["kind"] == Guide.Kind.GUIDE:
        return _("Guide"), "book-open"
    nodes = _needs(item) if nodes is None else nodes
    return (nodes[0].root.name, nodes[0].root.icon) if nodes else (_("Place"), "map-pin")


def href(item: dict[str, Any]) -> str:
    """The address of the page of what a row is about."""
    is_reading = item["kind"] in _READING
    return address(f"directory:{'guide' if is_reading else 'listing'}_detail", item["slug"])


def state_of(item: dict[str, Any], at: dt.datetime) -> State:
    """Whether a row's place is open at a moment, as far as that is known."""
    today = hours.wall_clock(at, item["zone"]).date()
    return hours.state(
        item["open"],
        zone=item["zone"],
        at=at,
        is_known=item["has_hours"],
        is_fresh=item["fresh_until"] is not None and item["fresh_until"] >= today,
        is_paused=item["is_paused"],
    )


@lru_cache(maxsize=4096)
def tel(number: str) -> Any:
    """A phone number that a phone can dial."""
    return Markup(f'<a href="tel:{dialled(number)}">{escape(number)}</a>')  # noqa: S704 (digits, and escaped)


def dialled(number: str) -> str:
    """What of a phone number is dialled: no extension, no brackets."""
    return _NOT_DIALLED.sub("", _EXTENSION.split(number)[0])


def limits(item: dict[str, Any]) -> str:
    """Who can come, where that is not everybody: "Women only", "up to 25 years"."""
    by_bit = needs.communities().by_bit
    names = [by_bit[bit].name for bit in masks.bits(item["only_communities"]) if bit in by_bit]
    high = item["maximum_age"] if item["maximum_age"] < ListingRow.OLDEST else None
    said = [_("%s only") % ", ".join(names)] if names else []
    said += filter(None, [wording.ages(item["minimum_age"], high)])
    return " · ".join(said)


def _where(item: dict[str, Any], units: str) -> list[tuple[Any, ...]]:
    parts = [wording.distance(item["distance_m"], units)] if item["distance_m"] is not None else []
    parts += [", ".join(filter(None, [item["street"], item["city"]]))]
    text = " · ".join(filter(None, parts))
    return [("map-pin", text)] if text else []


def _needs(item: dict[str, Any]) -> list[needs.Node]:
    by_bit = needs.tree().by_bit
    return [by_bit[bit] for bit in masks.bits(item["needs_a"], item["needs_b"]) if bit in by_bit]


def _chips(item: dict[str, Any], nodes: list[needs.Node]) -> list[str]:
    """What is particular: the needs below the tab's, and how easy it is to walk in."""
    by_bit, said_in = needs.access().by_bit, language()
    access = [by_bit[bit] for bit in masks.bits(item["access"]) if bit in by_bit]
    leaves = [node for node in nodes if node.parent]
    return [node.name_in(said_in) for node in [*access, *leaves][:MOST_CHIPS]]
