"""A search row as a card: what it says, in the reader's words."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from mutualaid.base import masks
from mutualaid.base.addresses import address
from mutualaid.base.models import Network
from mutualaid.base.network import current_network
from mutualaid.base.notes import Fact, Note
from mutualaid.base.said import gettext as _
from mutualaid.base.said import language, one_language

from . import hours, needs, wording
from .hours import Kind, State
from .models import Guide, ListingRow

MOST_CHIPS = 4
_READING = frozenset(Guide.Kind.values)
_EXTENSION = re.compile(r"ext|x|;", re.I)
_NOT_DIALLED = re.compile(r"[^\d+]")


@dataclass(slots=True, kw_only=True)
class Card(Note):
    """A row's note. `reach`: how one gets there."""

    id: int
    is_open: bool = False
    reach: int


@dataclass(slots=True, eq=False)
class _Words:
    """What terms are called in one language, by their bit: access, needs, those of them that have a parent.

    `tabs`: what a need belongs to, in words and as an icon.
    """

    access: dict[int, str]
    needs: dict[int, str]
    leaves: dict[int, str]
    tabs: dict[int, tuple[str, str]]


# Those of now, and those that are read again.
@lru_cache(maxsize=8)
def _words(terms: needs.Held, said_in: str | None) -> _Words:
    access, tree = terms.access.by_bit, terms.needs.by_bit
    return _Words(
        access={bit: node.name_in(said_in) for bit, node in access.items()},
        needs={bit: node.name_in(said_in) for bit, node in tree.items()},
        leaves={bit: node.name_in(said_in) for bit, node in tree.items() if node.parent},
        tabs={bit: (node.root.name_in(said_in), node.root.icon) for bit, node in tree.items()},
    )


class _About(NamedTuple):
    """What its terms make of a card: the tab, and what is particular."""

    tab: str
    icon: str
    chips: tuple[str, ...]


# Many places have the same few of them.
@lru_cache(maxsize=4096)
def _about(words: _Words, needs_a: int, needs_b: int, access: int) -> _About:
    """How easy it is to walk in, and the needs below the tab's."""
    wanted = masks.bits(needs_a, needs_b)
    tab, icon = next((words.tabs[bit] for bit in wanted if bit in words.tabs), (_("Place"), "map-pin"))
    chips = [words.access[bit] for bit in masks.bits(access) if bit in words.access]
    chips += [words.leaves[bit] for bit in wanted if bit in words.leaves]
    return _About(tab, icon, tuple(chips[:MOST_CHIPS]))


def cards(items: Iterable[dict[str, Any]], at: dt.datetime) -> list[Card]:
    """The cards of the rows of a list."""
    with one_language():
        network, words = current_network(), _words(needs.terms(), language())
        return [_card(item, at, network, words) for item in items]


def card(item: dict[str, Any], at: dt.datetime) -> Card:
    """The card of one row at a moment (aware). `item`: one of `browse.Found.items`."""
    return cards([item], at)[0]


def _card(item: dict[str, Any], at: dt.datetime, network: Network, words: _Words) -> Card:
    if item["reach"] == ListingRow.Reach.READING:
        return _reading(item, words)
    about = _about(words, item["needs_a"], item["needs_b"], item["access"])
    found = state_of(item, at)
    is_open = found.kind is Kind.OPEN
    facts: list[Fact] = [("clock", wording.opening(found, network.clock), "open" if is_open else "")]
    if said := limits(item):
        facts.append(("users", said, "limit"))
    if where := _where(item, network.units):
        facts.append(("map-pin", where, ""))
    if phone := item["phone"]:
        facts.append(("phone", tel(phone), ""))
    address = href(item)
    return Card(
        id=item["id"],
        kind="place",
        title=item["name"],
        lang=item["language"],
        href=address,
        used=f"{address}used/",
        tab=about.tab,
        tab_icon=about.icon,
        facts=facts,
        chips=about.chips,
        trust=wording.trust(
            item["last_verified_on"],
            found.now.date(),
            item["verified_how"],
            item["hours_verified_on"],
            item["confirmed"],
        ),
        is_open=is_open,
        point="" if item["latitude"] is None else f"{item['latitude']:.6f},{item['longitude']:.6f}",
        reach=item["reach"],
    )


def _reading(item: dict[str, Any], words: _Words) -> Card:
    """The card of a guide or a tool: what it is good for, and no hours."""
    title, icon = _tab(item, words)
    wanted = masks.bits(item["needs_a"], item["needs_b"])
    good_for = [words.needs[bit] for bit in wanted if bit in words.needs]
    return Card(
        id=item["id"],
        kind="place",
        title=item["name"],
        lang=item["language"],
        href=href(item),
        tab=title,
        tab_icon=icon,
        facts=[("info", item["summary"], "")] if item["summary"] else [],
        chips=tuple(good_for[:MOST_CHIPS]),
        reach=item["reach"],
    )


def tab(item: dict[str, Any]) -> tuple[str, str]:
    """What sort of thing a row is about, in words and as an icon."""
    return _tab(item, _words(needs.terms(), language()))


def _tab(item: dict[str, Any], words: _Words) -> tuple[str, str]:
    if item["kind"] == Guide.Kind.TOOL:
        return _("Tool"), "wrench"
    if item["kind"] == Guide.Kind.GUIDE:
        return _("Guide"), "book-open"
    about = _about(words, item["needs_a"], item["needs_b"], 0)
    return about.tab, about.icon


def href(item: dict[str, Any]) -> str:
    """The address of the page of what a row is about."""
    is_reading = item["kind"] in _READING
    return address(f"directory:{'guide' if is_reading else 'listing'}_detail", item["slug"])


def state_of(item: dict[str, Any], at: dt.datetime) -> State:
    """Whether a row's place is open at a moment, as far as that is known."""
    return hours.state(
        item["open"],
        zone=item["zone"],
        at=at,
        is_known=item["has_hours"],
        fresh_until=item["fresh_until"],
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
    if not item["only_communities"] and not item["minimum_age"] and item["maximum_age"] >= ListingRow.OLDEST:
        return ""
    by_bit = needs.communities().by_bit
    names = [by_bit[bit].name for bit in masks.bits(item["only_communities"]) if bit in by_bit]
    high = item["maximum_age"] if item["maximum_age"] < ListingRow.OLDEST else None
    said = [_("%s only") % ", ".join(names)] if names else []
    said += filter(None, [wording.ages(item["minimum_age"], high)])
    return " · ".join(said)


def _where(item: dict[str, Any], units: str) -> str:
    street, city, metres = item["street"], item["city"], item["distance_m"]
    there = f"{street}, {city}" if street and city else street or city
    if metres is None:
        return there
    far = wording.distance(metres, units)
    return f"{far} · {there}" if there else far
