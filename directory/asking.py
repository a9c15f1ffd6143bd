"""What an address of the directory asks: its filters, where somebody is, what can be taken away again.

Who is looking, how old they are and where they are stands in the address and nowhere else: it is not stored,
not logged, not kept with a search.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from mutualaid.base import masks, search, words
from mutualaid.base.choices import Choice, Choices
from mutualaid.base.filters import GroupFilter, Reading
from mutualaid.base.network import current_network
from mutualaid.base.said import gettext as _
from mutualaid.base.said import language

from . import choices, gazetteer, hours, meaning, needs
from .filters import NeedFilterSet
from .meaning import MOST_KM
from .models import ListingRow, Place

KILOMETRES = (1, 2, 5, 10, MOST_KM)
HALF_A_YEAR = dt.timedelta(days=183)
NAMES = (
    *("need", "access", "kind", "language", "community", "by", "checked"),
    *("near", "within", "open", "time", "who", "age", "reach", "q"),
)
# What says who somebody is: never kept.
PERSONAL = ("who", "age")
# At the end of two numbers that somebody did not say, but moved a map to.
FROM_MAP = ",map"
# What an address asks, without the page: `(name, value)` pairs, none of them empty.
Asking = list[tuple[str, str]]
# The option of what one can go to: its group, and its value.
GOES = "reach", "place"
# What one can go to, where no place was asked for; the lists beside what is near one.
_NAMES = search.By("name", is_indexed=True)
_LISTS: dict[int, tuple[search.Condition, search.Order]] = {
    reach: (search.Is("reach", reach), _NAMES) for reach in ListingRow.Reach
}
_THERE = (
    search.Among("reach", (ListingRow.Reach.PLACE, ListingRow.Reach.ADDRESS)),
    search.By("name", is_indexed=True, is_covered=True),
)
_BY_NAME = search.kept(
    search.InTurn(
        {ListingRow.Reach.PLACE: _THERE}
        | {reach: one for reach, one in _LISTS.items() if reach not in _THERE[0].values}
    )
)
# What somebody can reach from where they are.
_NEAR = search.Within(None, km=MOST_KM)
_NEAREST = search.kept(search.InTurn({**_LISTS, ListingRow.Reach.PLACE: (_NEAR, search.Nearest(None))}))
# Everybody sees the same: one for all pages, never read itself.
_VISIBLE = ListingRow.objects.visible_to(None)
# What was checked last, and by name where that says nothing.
FRESHEST = ("-verified_day", "name")


@dataclass(frozen=True)
class Origin:
    """Where distances are counted from, and what that is called; `is_here`: it came from the browser."""

    point: tuple[float, float]
    name: str
    is_here: bool = False


class DirectoryFilter(NeedFilterSet):
    """What can be ticked beside the directory. `near`: a place's name, a postcode, or "34.050,-118.245".

    `open`: "now", or a day of the coming week ("sa"), then with a `time` on the wall of the place. `access`
    wants all that is ticked: a door without steps that is open to dogs. `who`: leaves out what is only for
    others; what says nothing of a limit is for everybody.
    """

    open = GroupFilter(label=_lazy("When"), one=True)
    time = django_filters.TimeFilter()
    near = django_filters.CharFilter(max_length=words.LONGEST_QUERY)
    within = GroupFilter(label=_lazy("How far"), one=True)
    access = GroupFilter(label=_lazy("Easy to get in"), every=True)
    kind = GroupFilter(choices.KINDS, label=_lazy("What kind"))
    language = GroupFilter(label=_lazy("Language"))
    community = GroupFilter(label=_lazy("Made for"), folds=True, rare=True)
    by = GroupFilter(label=_lazy("Run by"), folds=True, rare=True)
    checked = GroupFilter(label=_lazy("How sure"))
    who = GroupFilter(label=_lazy("Who is looking?"), folds=True)
    age = GroupFilter(label=pgettext_lazy("of a person", "Age"), one=True)
    reach = GroupFilter(choices.REACHES, label=_lazy("How to get there"))

    @cached_property
    def at(self) -> dt.datetime:
        """Now, in whole minutes."""
        return timezone.now().replace(second=0, microsecond=0)

    @cached_property
    def now(self) -> dt.datetime:
        """What the clocks of the network show."""
        return hours.wall_clock(self.at, current_network().zone)

    @cached_property
    def origin(self) -> Origin | None:
        text = self.asked("q")
        if text and self.is_named:
            # Found in the statement that reads the words.
            return origin_of(self.meanings[text].place)
        return locate(self.asked("near"))

    @property
    def here(self) -> search.Place | None:  # type: ignore[override]
        return self.origin.point if self.origin else None

    @cached_property
    def is_named(self) -> bool:
        """Is the place told by a name, rather than by two numbers?"""
        near = self.asked("near")
        return bool(near) and numbers(near) is None

    @cached_property
    def circle(self) -> search.Within | None:
        """What somebody can reach from where they are."""
        return search.Within(self.origin.point, km=MOST_KM) if self.origin else None

    @property
    def order(self) -> search.Order:
        """What one can go to, nearest first; then what the map does not know; then calls; then reading."""
        return _NEAREST if self.origin else _BY_NAME

    def says(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """What the words find is the order's to say: see `ranked`."""
        return rows

    def ranked(self, order: search.Order) -> search.Order:
        """By how well the words fit, then the nearest, then what was checked last."""
        text = self.asked("q")
        if not text:
            return order
        then: search.Order = search.By(*FRESHEST)
        if self.origin:
            reach = ListingRow.Reach
            near = _NEAR, search.Nearest(None, *FRESHEST)
            others = search.Among("reach", set(reach) - {reach.PLACE}), then
            then = search.InTurn({reach.PLACE: near, reach.PHONE: others})
        meant = self.meanings[text]
        return search.ByMatch(meant.conditions, then, meant.gathered(ListingRow.Reach.PLACE))

    def is_unheard(self) -> bool:
        text = self.asked("q")
        return bool(text) and self.meanings[text].is_unheard

    @cached_property
    def meanings(self) -> meaning.Meanings:
        """What is meant; a page of several lists gives them the same."""
        return meaning.Meanings(named=self.asked("near")) if self.is_named else meaning.Meanings(self.circle)

    def narrowed(self, *apart: str) -> QuerySet[Any]:
        rows, text = super().narrowed(*apart), self.asked("q")
        if self.circle and "within" not in apart:
            rows = rows.filter(self.circle)
        return rows.filter(self.meanings[text].any_fitting) if text else rows

    def readings(self, typed: str) -> Iterator[list[Reading]]:
        """The words; what they mean without their slips; any of them. With slips all of it at once."""
        right = self.meanings[typed].set_right if typed else None
        meant = self.meanings[right or typed] if typed else None
        any_word = [(meant.any_text, ", ".join(meant.telling))] if meant and meant.any_of else []
        if right:
            said = [*([] if self.is_unheard() else [(typed, "")]), (right, right), *any_word]
            yield [Reading(*one, self.beyond(one[0])) for one in said]
        else:
            yield [Reading(typed)]
            for one in any_word:
                yield [Reading(*one, self.beyond(typed, one[0]))]

    def beyond(self, *texts: str) -> search.Beyond | None:
        """How much there is anywhere, counted where nothing is near: with the list, if that is the page's
        third statement.
        """
        meant = [self.meanings[text].any_fitting for text in texts]
        return search.Beyond(meant, *GOES) if self.circle else None

    def groups(self) -> Iterable[str]:
        near = ["within"] if self.origin else []
        what = ["need", "access", "kind", "language"]
        return ["open", *near, *what, "who", "age", "community", "by", "checked", "reach"]

    def is_folded(self, name: str) -> bool:
        """How old somebody is stands in the group that says who they are."""
        return super().is_folded(name) and not (name == "who" and self.chosen("age"))

    def chosen(self, name: str) -> list[str]:
        found = super().chosen(name)
        if name == "open" and not found and (time := self.asked("time", None)):
            ahead = time < self.now.time()
            return [choices.day_code(self.now.date() + hours.DAY * ahead)]
        return found

    def choices_open(self) -> Choices:
        time, network = self.asked("time", None), current_network()
        return choices.opened(self.at, self.now, time, network.zone, network.clock, language())

    def choices_within(self) -> Choices:
        return choices.within(KILOMETRES, current_network().units, language())

    def choices_access(self) -> Iterable[Choice]:
        return choices.each(needs.access(), "access", language())

    def choices_language(self) -> Choices:
        return choices.languages(tuple(_spoken(self.chosen("language"))), language())

    def choices_community(self) -> Iterable[Choice]:
        return choices.each(needs.communities(), "for_communities", language())

    def choices_by(self) -> Iterable[Choice]:
        return choices.each(needs.communities(), "by_communities", language())

    def choices_who(self) -> Iterable[Choice]:
        """Uncounted: beside nearly all would stand nearly the whole list."""
        communities = needs.communities()
        return choices.each(communities, "only_communities", language(), search.Suits, is_counted=False)

    def choices_age(self) -> Choices:
        return choices.ages(self.chosen("age"))

    def choices_checked(self) -> Choices:
        return choices.checked(self.now.date() - HALF_A_YEAR, language())


def asking_of(address: QueryDict) -> Asking:
    """The clean parameters of an address that asks the same, without the page."""
    asked = [name for name in NAMES if name in address]
    return [(name, value) for name in asked for value in dict.fromkeys(address.getlist(name)) if value]


def without(asking: Asking, *names: str) -> Asking:
    """The same without some filters."""
    return [pair for pair in asking if pair[0] not in names]


def locate(near: str) -> Origin | None:
    """Where that is: two numbers from the browser or from the map, or a name of our own gazetteer."""
    if not near:
        return None
    if point := numbers(near):
        if not (abs(point[0]) <= 85 and abs(point[1]) <= 180):
            return None
        name = _("the middle of the map") if near.endswith(FROM_MAP) else _("where you are")
        return Origin(point, name, is_here=True)
    return origin_of(next(iter(gazetteer.find(near, limit=1)), None))


def numbers(near: str) -> tuple[float, float] | None:
    """Latitude and longitude, if that is what it says."""
    try:
        latitude, longitude = map(float, near.removesuffix(FROM_MAP).split(","))
    except ValueError:
        return None
    return latitude, longitude


def origin_of(place: Place | None) -> Origin | None:
    return Origin((place.latitude, place.longitude), str(place)) if place else None


def _spoken(asked: Iterable[str]) -> list[str]:
    """What is spoken around here, what the site speaks, and what was asked for."""
    near = [*current_network().languages, *dict(settings.LANGUAGES), *asked]
    return [code for code in dict.fromkeys(near) if code.split("-")[0] in masks.LANGUAGES]


class Glance(DirectoryFilter):
    """The directory's list without most of what is counted beside it."""

    def groups(self) -> Iterable[str]:
        return ["open", "kind"]

    def beyond(self, *texts: str) -> None:
        """Nobody is shown that."""


def as_filter(viewer: Any, address: QueryDict, **only: Any) -> DirectoryFilter:
    """An address as a filter of the rows that this viewer may see."""
    rows = _VISIBLE.filter(**only) if only else _VISIBLE
    return DirectoryFilter(address, rows, viewer=viewer)
