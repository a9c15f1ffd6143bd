"""What can be ticked beside a list: choices, made once where they are the same for many, and boxes of them.

A box is drawn here and not by a template: a page has fifty choices, of which all but the count and the tick
is the same on every page and put together once. Drawn by a macro, they took a third of the page's template.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, NamedTuple, ParamSpec

from django.utils.functional import Promise, cached_property
from markupsafe import Markup, escape

from . import search
from .said import language

Given = ParamSpec("Given")


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


class Frame(NamedTuple):
    """What is the same on every page of a tick box: before the class that makes it pale, before the tick,
    before the count.
    """

    start: str
    middle: str
    end: str


class Choices(tuple[Choice, ...]):
    """What may be ticked in a group. `is_kept`: see `kept`."""

    is_kept = False

    @cached_property
    def counted(self) -> search.Options:
        """What counts beside each, by its value."""
        counted = [(one.value, one.condition) for one in self if one.is_counted]
        return search.Options(counted, is_kept=self.is_kept)

    def with_uncounted(self, chosen: Collection[Hashable]) -> search.Options:
        """The same, with those of the others that are ticked."""
        if not chosen:
            return self.counted
        more = {one.value: one.condition for one in self if not one.is_counted and one.value in chosen}
        return search.Options(self.counted | more) if more else self.counted

    @cached_property
    def _unticked(self) -> dict[tuple[str, bool, bool], search.Group]:
        return {}

    def unticked(self, name: str, *, every: bool, rare: bool) -> search.Group:
        """As a group of a list in which nothing is ticked; `every`, `rare`: as in `search.Group`."""
        known = name, every, rare
        if known not in self._unticked:
            self._unticked[known] = search.Group(name, self.counted, every=every, rare=rare)
        return self._unticked[known]

    @cached_property
    def _frames(self) -> dict[tuple[str, str, str | None], list[Frame]]:
        return {}

    def frames(self, kind: str, name: str) -> list[Frame]:
        """Of each, its frame in the reader's language, in the group of this name; `kind` of an <input>."""
        known = kind, name, language()
        if known not in self._frames:
            self._frames[known] = [_frame(kind, name, one) for one in self]
        return self._frames[known]


def kept(maxsize: int) -> Callable[[Callable[Given, Choices]], Callable[Given, Choices]]:
    """Choices that are made once for all who are given the same, and so are all that is made of them: what is
    counted, what is drawn, the statement of a page. Nothing of who asks may be in them.
    """

    def decorate(make: Callable[Given, Choices]) -> Callable[Given, Choices]:
        @lru_cache(maxsize=maxsize)
        @wraps(make)
        def made(*args: Given.args, **kwargs: Given.kwargs) -> Choices:
            found = make(*args, **kwargs)
            found.is_kept = True
            return found

        return made  # type: ignore[return-value]  # what is given has to be hashable, which no type says

    return decorate


@dataclass(slots=True)
class Option:
    """One tick box as a page shows it: `name=value`, in words, how many it shows, ticked or not.

    `is_none`: it leads nowhere, and is pale. In a list that is too long to count, nobody can say so.
    """

    name: str
    value: str
    label: str | Promise
    count: int | None
    checked: bool
    is_shown: bool
    is_none: bool
    depth: int


@dataclass  # not frozen, which takes three times as long to make: a page has a dozen
class Box:
    """A titled group of choices. `counts`: by value, of those that are counted; `ticked`: values.

    `one`: at most one can be ticked. `full`: a choice of the first level that leads nowhere is still shown.
    `capped`: the list is too long to say that one leads nowhere. `folds`: too long to lie open on the page;
    `is_folded`: it has no choices yet, which are made and counted for those who ask to see `more` of it.
    """

    name: str
    title: str | Promise
    choices: Choices
    counts: Mapping[Any, int]
    ticked: Collection[Hashable]
    one: bool = False
    full: bool = True
    capped: bool = False
    folds: bool = False
    is_folded: bool = False

    @cached_property
    def options(self) -> list[Option]:
        """The choices with what is to be said of each."""
        return [
            Option(self.name, one.value, one.label, *self._said(one), depth=one.depth) for one in self.choices
        ]

    @property
    def chosen(self) -> list[Option]:
        """What is ticked, but for "any"."""
        return [one for one in self.options if one.checked and one.value] if any(self.ticked) else []

    def drawn(self, start: int | None, stop: int | None) -> list[str]:
        """A tick box of each that is shown."""
        frames = self.choices.frames("radio" if self.one else "checkbox", self.name)
        drawn = []
        for choice, (begin, middle, end) in zip(self.choices[start:stop], frames[start:stop], strict=True):
            count, is_ticked, is_shown, is_none = self._said(choice)
            if is_shown:
                none, ticked = " none" if is_none else "", " checked" if is_ticked else ""
                of = "" if count is None else f'<span class="of">{count}</span>'
                drawn.append(f"{begin}{none}{middle}{ticked}{end}{of}</label>")
        return drawn

    def _said(self, choice: Choice) -> tuple[int | None, bool, bool, bool]:
        """How many it would show, and whether it is ticked, shown, and leads nowhere."""
        count = self.counts[choice.value] if choice.is_counted else None
        checked = choice.value in self.ticked
        is_shown = checked or count != 0 or (self.full and not choice.depth)
        return count, checked, is_shown, count == 0 and not checked and not self.capped


def tick_boxes(box: Box, start: int | None = None, stop: int | None = None) -> Markup:
    """What can be ticked in a box as HTML, or some of it, each with how many it would show.

    One of depth 1 is set in, under its parent; one that would show nothing is pale.
    """
    return Markup("\n".join(box.drawn(start, stop)))  # noqa: S704 (frames are escaped)


def _frame(kind: str, name: str, choice: Choice) -> Frame:
    return Frame(
        f'<label class="option{" inside" if choice.depth else ""}',
        f'"><input type="{kind}" name="{escape(name)}" value="{escape(choice.value)}"',
        f"><span>{escape(choice.label)}</span>",
    )
