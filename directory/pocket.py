"""The pocket guide: a list of the directory on paper, where nobody can ask again.

Put together for a page to print and for a booklet alike, in a constant number of statements. Who looks and
from where is in neither, not even in the order: paper lies around. A confidential listing has no place in its
row and only its own hours, so that nothing of where it is can be on it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from mutualaid.base import masks
from mutualaid.base.network import current_network, local_today

from . import hours, lists, needs
from .asking import DirectoryFilter, as_filter
from .cards import limits
from .hours import Rule
from .models import ListingRow, Service
from .needs import Node
from .projection import rules_at
from .reading import in_readers_words
from .timetable import Timetable
from .wording import language_name
from .wordsofhours import usual

MOST = 200
# Of what somebody wrote of their hours where no rule says them.
LONGEST_NOTE = 160
# What may be said of the choice. Where somebody is, who is looking and what they typed stays off the paper.
SAID = ("access", "kind", "language", "community", "by")
COLUMNS = [
    *("id", "service_id", "location_id", "reach", "slug", "name", "language", "summary"),
    *("organization", "street", "city", "phone"),
    *("zone", "has_hours", "is_paused", "fresh_until", "last_verified_on", "hours_verified_on"),
    *("needs_a", "needs_b", "access", "languages", "only_communities", "minimum_age", "maximum_age"),
]
Item = dict[str, Any]
# Beside the needs.
_OTHER, _READING = -1, -2


@dataclass(frozen=True)
class Entry:
    """One listing at one of its places, or a guide. `about`: what of; `caution`: why to call first."""

    name: str
    lang: str
    organization: str = ""
    about: str = ""
    limits: str = ""
    hours: str = ""
    caution: str = ""
    checked: str = ""
    phone: str = ""
    address: str = ""
    is_secret: bool = False
    access: Sequence[Node] = ()
    languages: str = ""


@dataclass(frozen=True)
class Part:
    """What is listed under one need."""

    title: str
    icon: str
    entries: list[Entry]


@dataclass(frozen=True)
class Pocket:
    """All that is printed. `chosen`: the choice in words; `signs`: those that entries have; `is_cut`: there
    is more than is printed."""

    title: str
    chosen: list[str]
    parts: list[Part]
    signs: list[Node]
    made_on: dt.date
    is_cut: bool = False

    @property
    def count(self) -> int:
        return sum(len(part.entries) for part in self.parts)


def of_address(viewer: Any, address: QueryDict) -> Pocket:
    """What an address of the directory finds, without guides and tools, which have pages that print."""
    asked = as_filter(viewer, address, service__isnull=False)
    items = asked.rows(order=asked.order, columns=COLUMNS, most=MOST + 1)
    names = ", ".join(node.name for node in asked.needs_chosen)
    return _put_together(
        items[:MOST],
        names or _("Places that help"),
        _chosen(asked),
        is_cut=len(items) > MOST,
        first=[node.root for node in asked.needs_chosen],
    )


def of_list(viewer: Any, codes: Iterable[str], title: str) -> Pocket:
    """A list that somebody gathered (`directory.lists`), each listing at all of its places; guides, too."""
    rows = ListingRow.objects.visible_to(viewer).filter(lists.rows_of(codes))
    items = in_readers_words(list(rows.order_by("name", "pk").values(*COLUMNS)[: MOST + 1]))
    return _put_together(items[:MOST], title or _("A list of places"), [], is_cut=len(items) > MOST)


def _chosen(asked: DirectoryFilter) -> list[str]:
    said = []
    for name in SAID:
        chosen = asked.chosen(name)
        labels = [str(one.label) for one in asked.choices(name) if one.value and one.value in chosen]
        if labels:
            said.append(f"{asked.filters[name].label}: {', '.join(labels)}")
    return said


def _put_together(
    items: list[Item], title: str, chosen: list[str], *, is_cut: bool, first: Sequence[Node] = ()
) -> Pocket:
    """`first`: the needs under which a listing of several stands rather than under its others."""
    entries, under = _entries(items), defaultdict(list)
    for item, entry in zip(items, entries, strict=True):
        under[_heading(item, first)].append(entry)
    headings = [
        *((node.id, node.name, node.icon) for node in needs.tree().roots),
        (_OTHER, _("Other places"), "map-pin"),
        (_READING, _("Guides and tools"), "book-open"),
    ]
    parts = [Part(title, icon, _by_name(under[key])) for key, title, icon in headings if key in under]
    used = {node.id for entry in entries for node in entry.access}
    signs = [node for node in needs.access().all if node.id in used]
    return Pocket(title, chosen, parts, signs, local_today(), is_cut)


def _heading(item: Item, first: Sequence[Node]) -> int:
    """What a row stands under: the id of a need, or one of the two below."""
    if item["reach"] == ListingRow.Reach.READING:
        return _READING
    roots = [node.root.id for node in _needs(item) if not node.root.is_retired]
    return next((node.id for node in first if node.id in roots), next(iter(roots), _OTHER))


def _by_name(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one.name.casefold(), one.address))


def _entries(items: list[Item]) -> list[Entry]:
    """An entry a row: a statement for what the rows do not say, and one for their hours."""
    services = [item["service_id"] for item in items]
    secret = set(Service.objects.filter(pk__in=services, is_confidential=True).values_list("pk", flat=True))
    timetable = Timetable(items)
    return [_entry(item, item["service_id"] in secret, timetable.of(item)) for item in items]


def _entry(item: Item, is_secret: bool, schedules: list[list[Item]]) -> Entry:
    if item["reach"] == ListingRow.Reach.READING:
        return Entry(item["name"], item["language"], about=item["summary"])
    nodes = _needs(item)
    below = [node.name for node in nodes if node.parent]
    spoken = [masks.LANGUAGES[bit] for bit in masks.bits(item["languages"]) if bit < len(masks.LANGUAGES)]
    by_bit = needs.access().by_bit
    return Entry(
        name=item["name"],
        lang=item["language"],
        organization="" if item["organization"] == item["name"] else item["organization"],
        about=", ".join(below),
        limits=limits(item),
        hours=_hours(schedules),
        caution=_caution(item),
        checked=_checked(item),
        phone=item["phone"],
        address="" if is_secret else ", ".join(filter(None, [item["street"], item["city"]])),
        is_secret=is_secret,
        access=[by_bit[bit] for bit in masks.bits(item["access"]) if bit in by_bit],
        languages=", ".join(language_name(code) for code in spoken),
    )


def _needs(item: Item) -> list[Node]:
    by_bit = needs.tree().by_bit
    return [by_bit[bit] for bit in masks.bits(item["needs_a"], item["needs_b"]) if bit in by_bit]


# --- Hours ----------------------------------------------------------------------------------------


def _hours(levels: list[list[Item]]) -> str:
    """The usual hours, and what is different in the next weeks; what they say themselves if that is all."""
    today = local_today()
    rules = [rule for rule in rules_at(*levels) if _counts(rule, today)]
    said = usual(rules, current_network().clock)
    notes = [row["description"] for rows in levels for row in rows if row["description"]]
    return "; ".join(said) or Truncator("; ".join(dict.fromkeys(notes))).chars(LONGEST_NOTE)


def _counts(rule: Rule, today: dt.date) -> bool:
    if rule.is_exception:
        return bool(hours.days(rule, today, today + hours.DAY * hours.DAYS))
    last = min(filter(None, [rule.valid_to, rule.until]), default=today)
    return last >= today


def _caution(item: Item) -> str:
    """Nothing on paper says "open": at most nothing is said against it."""
    if item["is_paused"]:
        return _("Closed for now: call first")
    if not item["has_hours"]:
        return _("Hours not known: call first")
    fresh = item["fresh_until"]
    return "" if fresh and fresh >= local_today() else _("May be open: call first")


def _checked(item: Item) -> str:
    days = [day for day in (item["last_verified_on"], item["hours_verified_on"]) if day]
    # A day, since "12 days ago" would be wrong tomorrow.
    return (
        _("Checked on %s") % formats.date_format(max(days), "DATE_FORMAT") if days else _("Not checked yet")
    )
