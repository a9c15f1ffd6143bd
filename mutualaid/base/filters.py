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

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from . import search, words
from .said import language
from .together import Looking, together

# Of one page; nobody leafs farther than the 1,000 that are counted.
MOST_PAGES = search.CAP


@dataclass(frozen=True)
class Choice:
    """One thing to tick: its value in the address, its words, what it means; `depth` 1 under a parent.

    One with the value "" is what nothing chosen means ("any time"). `is_counted`: without, no number stands
    beside it, since it would say little.
    """

    value: str
    label: str | Promise
    condition: search.Condition
    depth: int = 0
    is_counted: bool = True


class Choices(tuple[Choice, ...]):
    """What may be ticked in a group. Where that is always the same, it is made once, with what is counted."""

    @cached_property
    def counted(self) -> search.Options:
        """What counts beside each, by its value."""
        return search.Options((one.value, one.condition) for one in self if one.is_counted)

    def with_uncounted(self, chosen: Collection[Hashable]) -> search.Options:
        """The same, with those of the others that are ticked."""
        if not chosen:
            return self.counted
        more = {one.value: one.condition for one in self if not one.is_counted and one.value in chosen}
        return search.Options(self.counted | more) if more else self.counted


@dataclass(slots=True)  # not frozen, which takes three times as long to make: a page has 150
class Option:
    """One tick box as a page shows it: `name=value`, in words, how many it shows, ticked or not.

    `is_none`: it leads nowhere. In a list that is too long to count, nobody can say so.
    """

    name: str
    value: str
    label: str | Promise
    count: int | None
    checked: bool
    depth: int = 0
    is_shown: bool = True
    is_none: bool = False


@dataclass(slots=True)
class Box:
    """A titled group of options; `kind` "checkbox" or "radio". `folds`: too long to lie open on the page.

    `is_folded`: it has no options yet, which are made and counted for those who ask to see `more` of it.
    """

    name: str
    title: str | Promise
    options: list[Option]
    kind: str
    folds: bool = False
    is_folded: bool = False

    @property
    def chosen(self) -> list[Option]:
        """What is ticked, but for "any"."""
        return [option for option in self.options if option.checked and option.value]


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
    title: str
    choices: Choices
    group: search.Group
    is_folded: bool


@lru_cache(maxsize=256)
def _said(group: GroupFilter, _language: str | None) -> tuple[str, Choices]:
    """Its title, and its choices where they are always the same, in the language that is on."""
    return str(group.label), Choices(replace(one, label=str(one.label)) for one in group.choices)


class SearchFilterSet(django_filters.FilterSet):
    """Filters of a list over search rows that the viewer may see. `words`: the column of the text."""

    q = django_filters.CharFilter(label=_("Words"), max_length=words.LONGEST_QUERY)
    page = django_filters.NumberFilter(min_value=1, max_value=MOST_PAGES)

    words = "words"

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
            self.qs, order=self.ranked(order), columns=columns, groups=only, per_page=most, cap=most + 1
        ).items

    def narrowed(self, *apart: str) -> QuerySet[Any]:
        """All rows that were asked for, in no order: for a map, which counts them by place. `apart`: groups
        that are left out.
        """
        rows = self.qs.all()  # what is read of them is not kept: the queryset may be one for all pages
        for group in (self._listed(name).group for name in self.groups() if name not in apart):
            if picked := group.picked:
                rows = rows.filter(reduce(and_ if group.every else or_, map(Q, picked)))
        return rows

    def groups(self) -> Iterable[str]:
        """The names of the groups that this viewer is shown, in the order of the page."""
        return [name for name, found in self.filters.items() if isinstance(found, GroupFilter)]

    def choices(self, name: str) -> Choices:
        """What may be ticked in a group."""
        return self._titled(name)[1]

    def _titled(self, name: str) -> tuple[str, Choices]:
        title, found = _said(self.filters[name], language())
        found = found or getattr(self, f"choices_{name}")()
        return title, found if isinstance(found, Choices) else Choices(found)

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
        found, chosen = self.filters[name], self.chosen(name)
        title, choices = self._titled(name)
        picked = list(self.picked(name, chosen)) if chosen else []
        is_folded = found.folds and self.is_folded(name)
        options = search.Options() if is_folded else choices.with_uncounted(picked)
        group = search.Group(name, options, picked, every=found.every, rare=found.rare)
        return _Listed(found, title, choices, group, is_folded)


def _box(listed: _Listed, result: search.Result) -> Box:
    """A group as the page shows it."""
    found, title, choices, group, is_folded = listed
    kind = "radio" if found.one else "checkbox"
    if is_folded:
        return Box(group.name, title, [], kind, found.folds, is_folded)
    counts, ticked = result.facets.get(group.name, {}), group.chosen or [""]
    options = []
    for choice in choices:
        count = counts[choice.value] if choice.is_counted else None
        checked = choice.value in ticked
        is_shown = checked or count != 0 or (found.full and not choice.depth)
        is_none = count == 0 and not checked and not result.capped
        said = choice.value, choice.label, count, checked, choice.depth
        options.append(Option(group.name, *said, is_shown, is_none))
    return Box(group.name, title, options, kind, found.folds)
