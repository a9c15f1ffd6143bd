"""The filters beside a search list: django-filter reads the address, `search.page` filters and counts.

    class BoardFilter(SearchFilterSet):
        kind = GroupFilter(KINDS, label=_("What"))                          # a Choice each
        within = GroupFilter(label=_("How far"), one=True)

        def choices_within(self) -> Iterator[Choice]:                       # which hang on who asks
            for band, label in BANDS.items():
                yield Choice(band.value, label, search.UpTo(Cell(*self.viewer.cell), band))

    asked = BoardFilter(request.GET, PostRow.objects.visible_to(viewer), viewer=viewer)
    found = asked.find(order=search.By("turn"), columns=["title"])

An address is never an error: what is no option, no number or too long is passed over. Options are made once
where they are always the same; a page adds how many each shows and which are ticked.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from . import search, words
from .choices import Box, Choice, Choices, kept
from .said import language
from .together import Looking, together

# Of one page; nobody leafs farther than the 1,000 that are counted.
MOST_PAGES = search.CAP


@dataclass(frozen=True)
class Found:
    """One page of a list with its filters. `items`: a dict a card; `pages`: how many pages there are.

    `text`: the words that were typed; `meant`: what was looked for instead, where nothing was found for them.
    `chosen`: how many options are ticked. `without`, `beyond`: as in `search.Result`.
    """

    items: list[dict[str, Any]]
    total: int
    capped: bool
    page: int
    pages: int
    boxes: list[Box]
    text: str
    meant: str
    chosen: int
    without: dict[str, int]
    beyond: int | None = None

    def box(self, name: str) -> Box | None:
        """A group by its name, if this list has it."""
        return next((box for box in self.boxes if box.name == name), None)


@dataclass(frozen=True)
class Reading:
    """A text to look for; what to call it where that was not typed; what may be counted where it finds
    nothing.
    """

    text: str
    said: str = ""
    beyond: search.Beyond | None = None


class _Values(forms.MultipleChoiceField):
    """As many values as the address gives; which of them are options is asked later."""

    def validate(self, value: Any) -> None:
        pass


class GroupFilter(django_filters.MultipleChoiceFilter):
    """A group of options: `choices`, or those of its filter set's `choices_<name>()` where they may differ.

    Between the chosen ones "any of these"; `every`: "all of these"; `one`: at most one can be. `full`: an
    option of the first level that leads nowhere stays on the page; `folds`: the group starts folded, and
    costs nothing until somebody unfolds it (`?more=name`) or chooses in it. `rare`: as in `search.Group`. It
    leaves the queryset as it is: `search.page` applies it, since it counts the other options as if nothing
    were chosen.
    """

    field_class = _Values

    def __init__(
        self,
        choices: Sequence[Choice] = (),
        *,
        one: bool = False,
        every: bool = False,
        full: bool = True,
        folds: bool = False,
        rare: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.choices = Choices(choices)
        self.one, self.every, self.full, self.folds, self.rare = one, every, full, folds, rare


class _Listed(NamedTuple):
    """A group of a list as one page asks for it: as it is declared, what may be ticked, what is counted."""

    declared: GroupFilter
    choices: Choices
    group: search.Group
    is_folded: bool


# Of a group that is folded.
_NONE, _UNCOUNTED = Choices(), search.Options(is_kept=True)


@lru_cache(maxsize=256)
def _title(group: GroupFilter, _language: str | None) -> str:
    """In the language that is on."""
    return str(group.label)


@kept(maxsize=256)
def _choices(group: GroupFilter, _language: str | None) -> Choices:
    """Its choices where they are always the same, in the language that is on."""
    return Choices(replace(one, label=str(one.label)) for one in group.choices)


class SearchFilterSet(django_filters.FilterSet):
    """Filters of a list over search rows that the viewer may see. `words`: the column of the text."""

    q = django_filters.CharFilter(label=_("Words"), max_length=words.LONGEST_QUERY)
    page = django_filters.NumberFilter(min_value=1, max_value=MOST_PAGES)

    words = "words"
    # Where somebody asks from, `(latitude, longitude)`, for conditions and orders that leave it open.
    here: search.Place | None = None

    def __init__(self, data: Any, queryset: QuerySet[Any], *, viewer: Any = None) -> None:
        # Not as its parent does, which copies all filters and their fields for each page: none is changed.
        self.data, self.queryset, self.viewer = data or QueryDict(), queryset, viewer
        self.filters = self.base_filters

    def asked(self, name: str, default: Any = "") -> Any:
        """What the address says for a filter, cleaned; the default where it says nothing or nonsense."""
        return self._cleaned.get(name) or default

    @cached_property
    def _cleaned(self) -> dict[str, Any]:
        cleaned = {}
        for name, found in self.filters.items():
            if name not in self.data:
                continue
            try:
                value = found.field.widget.value_from_datadict(self.data, {}, name)
                cleaned[name] = found.field.clean(value)
            except ValidationError:
                pass
        return cleaned

    @property
    def qs(self) -> QuerySet[Any]:
        """The rows with the words in them; the groups are for `search.page`."""
        text = self.asked("q")
        return self.says(self.queryset, text) if text else self.queryset

    def find(self, **asked: Any) -> Found:
        """The page that was asked for: one statement, and more only where a typo explains the nothing.

        Takes what `look` takes.
        """
        return together(self.look(**asked))[0]

    def look(
        self,
        *,
        order: search.Order,
        columns: Sequence[str],
        more: Sequence[search.WorkedOut] = (),
        per_page: int = search.PER_PAGE,
        first: tuple[str, Hashable] | None = None,
    ) -> Looking[Found]:
        """The same, asked for by `together`.

        `first`: a group and one of its options, whose rows come before the others.
        """
        listed = [self._listed(name) for name in self.groups()]
        groups = [one.group for one in listed]
        number = int(self.asked("page", 1))

        def asked(reading: Reading) -> search.Asked:
            self._cleaned["q"] = reading.text
            return search.Asked(
                queryset=self.qs,
                order=self.ranked(order),
                columns=columns,
                more=more,
                groups=groups,
                page=number,
                per_page=per_page,
                first=first,
                beyond=reading.beyond,
                here=self.here,
            )

        typed, meant, beyond = self.asked("q"), "", None
        result = asked(Reading(typed)).nothing() if self.is_unheard() else None
        for readings in self.readings(typed):
            found = yield [asked(reading) for reading in readings]
            result = result or found[0]
            counted = [page.beyond for page in found]
            beyond = next(filter(None, counted), counted[-1])
            hits = (pair for pair in zip(readings, found, strict=True) if pair[1].total)
            if hit := next(hits, None):
                reading, result = hit
                self._cleaned["q"], meant = reading.text, reading.said
                break
        assert result is not None
        return Found(
            items=result.items,
            total=result.total,
            capped=result.capped,
            page=number,
            pages=-(-result.total // per_page),
            boxes=[_box(one, result) for one in listed if one.choices],
            text=self.data.get("q", ""),
            meant=meant,
            chosen=sum(len(group.picked) for group in groups),
            without=result.without,
            beyond=beyond,
        )

    def rows(self, *, order: search.Order, columns: Sequence[str], most: int) -> list[dict[str, Any]]:
        """The first rows of all that was asked for, uncounted: for a map."""
        groups = [self._listed(name).group for name in self.groups()]
        only = [replace(g, options={k: g.options[k] for k in g.options if k in g.chosen}) for g in groups]
        return search.page(
            self.qs,
            order=self.ranked(order),
            columns=columns,
            groups=only,
            per_page=most,
            cap=most + 1,
            here=self.here,
        ).items

    def narrowed(self, *apart: str) -> QuerySet[Any]:
        """All rows that were asked for, in no order: for a map, which counts them by place. `apart`: groups
        that are left out.
        """
        rows = self.qs.all()  # what is read of them is not kept: the queryset may be one for all pages
        for group in (self._listed(name).group for name in self.groups() if name not in apart):
            if picked := [Q(one.seen_from(self.here)) for one in group.picked]:
                rows = rows.filter(reduce(and_ if group.every else or_, picked))
        return rows

    def groups(self) -> Iterable[str]:
        """The names of the groups that this viewer is shown, in the order of the page."""
        return [name for name, found in self.filters.items() if isinstance(found, GroupFilter)]

    def choices(self, name: str) -> Choices:
        """What may be ticked in a group."""
        group = self.filters[name]
        if group.choices:
            return _choices(group, language())
        found = getattr(self, f"choices_{name}")()
        return found if isinstance(found, Choices) else Choices(found)

    def is_folded(self, name: str) -> bool:
        """Whether a group that folds is folded: nothing is chosen in it, and nobody asks for more of it."""
        return self.filters[name].folds and not self.chosen(name) and name not in self.data.getlist("more")

    def chosen(self, name: str) -> list[str]:
        """What is ticked in a group; all that the address says, options or not."""
        if not (asked := self._cleaned.get(name)):
            return []
        values = [value for value in asked if value]
        return values[:1] if self.filters[name].one else values

    def picked(self, name: str, chosen: list[str]) -> Iterable[Hashable]:
        """What of it counts: a subclass may let a chosen child stand for its chosen parent."""
        return chosen

    def says(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Free text."""
        return rows.filter(search.Says(text, self.words))

    def ranked(self, order: search.Order) -> search.Order:
        """The order of the page: a subclass may let what fits the words best come first."""
        return order

    def readings(self, typed: str) -> Iterator[list[Reading]]:
        """What to look for until something is found, those of one list at once: what was typed, and where
        that finds nothing, a typo set right.
        """
        if not self.is_unheard():
            yield [Reading(typed)]
        if typed and (meant := words.corrected(typed)):
            yield [Reading(meant, meant)]

    def is_unheard(self) -> bool:
        """Is it known beforehand that no row at all has the words?"""
        return False

    def _listed(self, name: str) -> _Listed:
        found, choices, chosen = self.filters[name], self.choices(name), self.chosen(name)
        if found.folds and self.is_folded(name):
            return _Listed(found, choices, search.Group(name, _UNCOUNTED), is_folded=True)
        if not chosen:
            group = choices.unticked(name, every=found.every, rare=found.rare)
            return _Listed(found, choices, group, is_folded=False)
        picked = list(self.picked(name, chosen))
        options = choices.with_uncounted(picked)
        group = search.Group(name, options, picked, every=found.every, rare=found.rare)
        return _Listed(found, choices, group, is_folded=False)


def _box(listed: _Listed, result: search.Result) -> Box:
    """A group as the page shows it."""
    found, choices, group, is_folded = listed
    return Box(
        name=group.name,
        title=_title(found, language()),
        choices=_NONE if is_folded else choices,
        counts=result.facets.get(group.name, {}),
        ticked=group.chosen or [""],
        one=found.one,
        full=found.full,
        capped=result.capped,
        folds=found.folds,
        is_folded=is_folded,
    )
