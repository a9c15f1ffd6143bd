"""The board: which posts, in which order, with how many beside each filter. One statement a page."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.filters import NeedFilterSet, bits
from directory.meaning import Meanings
from directory.needs import Node
from members import languages
from members.viewers import Viewer
from mutualaid.base import masks, search
from mutualaid.base.choices import Choice, Choices, kept
from mutualaid.base.filters import Found, GroupFilter, Reading
from mutualaid.base.grid import Band, Cell
from mutualaid.base.network import current_network
from mutualaid.base.together import Looking

from .calendar import slots
from .models import Post, PostRow

PER_PAGE = 20
# A newcomer is shown title, need and a wide area, so they can ask for nothing else.
PUBLIC_COLUMNS = [
    "public_id",
    "title",
    "language",
    "kind",
    "needs_a",
    "needs_b",
    "cell_m",
    "cell_x",
    "cell_y",
]
COLUMNS = [
    *PUBLIC_COLUMNS,
    *("form", "mode", "urgency", "is_standing", "rule", "is_changed"),
    *("from_day", "until_day", "from_time", "until_time"),
    *("quantity", "left", "unit", "is_gathering", "handover", "languages"),
]
_KINDS = [
    Choice("request", _("Requests"), search.Is("kind", "request")),
    Choice("offer", _("Offers"), search.Is("kind", "offer")),
]
_BANDS = {
    Band.SAME: _("Near you"),
    Band.NEXT: _("The next areas too"),
    Band.NEAR: _("Up to about 2 km"),
    Band.ABOUT5: _("Up to about 5 km"),
}
_WHEN = [
    Choice("mornings", _("Mornings"), search.Suits(slots=slots.mask(parts=[slots.MORNING]))),
    Choice("afternoons", _("Afternoons"), search.Suits(slots=slots.mask(parts=[slots.AFTERNOON]))),
    Choice("evenings", _("Evenings"), search.Suits(slots=slots.mask(parts=[slots.EVENING]))),
    Choice("weekends", _("Weekends"), search.Suits(slots=slots.mask(days=[5, 6]))),
]
_NEWEST = search.kept(search.By("turn"))
_FORMS = [Choice(form.value, form.label, search.Is("form", form.value)) for form in Post.Form]
_URGENCIES = [
    Choice(str(level.value), level.label, search.Is("urgency", level.value))
    for level in Post.Urgency
    if level
]


def board(viewer: Viewer, address: QueryDict) -> Found:
    """What this viewer sees for what the address asks."""
    return _find(BoardFilter(address, _rows(viewer), viewer=viewer), PER_PAGE)


def glance(viewer: Viewer, most: int) -> Found:
    """The first few posts, nearest and newest first, with nothing to tick: for other pages."""
    return _find(Glance({}, _rows(viewer), viewer=viewer), most)


def look(viewer: Viewer, q: str, most: int, meanings: Meanings) -> Looking[Found]:
    """The first few posts with these words, for a page of several lists."""
    asked = Glance({"q": q}, _rows(viewer), viewer=viewer)
    asked.meanings = meanings
    return asked.look(**_how(viewer, most))


def offers(viewer: Viewer, need: Node, most: int) -> Found:
    """What neighbours offer of a need, the first few and how many this viewer may see: for other pages."""
    rows = _rows(viewer).filter(search.Is("kind", Post.Kind.OFFER), bits(need))
    return _find(Glance({}, rows, viewer=viewer), most)


def _rows(viewer: Viewer) -> QuerySet[PostRow]:
    """What stands on this viewer's board. It may be the same for many, and is never read itself."""
    if viewer.blocked:
        return PostRow.objects.visible_to(viewer)
    alike = Viewer(is_member=viewer.is_member, is_organizer=viewer.is_organizer, pods=viewer.pods)
    return _seen_by(alike, is_public=current_network().board_is_public)


@lru_cache(maxsize=128)
def _seen_by(alike: Viewer, *, is_public: bool) -> QuerySet[PostRow]:
    """For all in the same pods who blocked nobody: to put it into SQL takes longer than anything else in a
    page of the board but the database itself. Of a viewer, it holds only what the rule asks for.
    """
    return PostRow.objects.visible_to(alike)


def _find(asked: "BoardFilter", per_page: int) -> Found:
    return asked.find(**_how(asked.viewer, per_page))


def _how(viewer: Viewer, per_page: int) -> dict[str, Any]:
    near = viewer.is_member and viewer.cell
    order = _nearest(near) if near else _NEWEST
    return {"order": order, "columns": _columns(viewer), "per_page": per_page}


def _columns(viewer: Viewer) -> list[str]:
    if not viewer.is_member:
        return PUBLIC_COLUMNS
    return [*COLUMNS, "band"] if viewer.cell else COLUMNS


class BoardFilter(NeedFilterSet):
    """What can be ticked beside the board."""

    kind = GroupFilter(_KINDS, label=_("What"))
    within = GroupFilter(label=_("How far"), one=True)
    when = GroupFilter(_WHEN, label=_("When"))
    form = GroupFilter(_FORMS, label=_("A thing or something to do"))
    urgency = GroupFilter(_URGENCIES, label=_("How soon"))
    language = GroupFilter(label=_("Language"), full=False)

    @property
    def words(self) -> str:  # type: ignore[override]
        """A newcomer finds nothing by words that they may not read."""
        return "words" if self.viewer.is_member else "public_words"

    def groups(self) -> Iterable[str]:
        if not self.viewer.is_member:
            return ["kind", "need"]
        far = ["within"] if self.viewer.cell else []
        return ["kind", "need", *far, "when", "form", "urgency", "language"]

    def choices_within(self) -> Choices:
        return _within(self.viewer.cell, get_language())

    def choices_language(self) -> Iterable[Choice]:
        return _spoken(tuple(languages.near()), get_language())


@lru_cache(maxsize=256)
def _nearest(square: tuple[int, int, int]) -> search.Order:
    """The order of the board for all who live in a square."""
    return search.kept(search.ByBand(Cell(*square), "turn"))


@kept(maxsize=256)
def _within(square: tuple[int, int, int], _language: str | None) -> Choices:
    """How far from a square; the same for all who live there."""
    near = [
        Choice(band.value, str(label), search.UpTo(Cell(*square), band)) for band, label in _BANDS.items()
    ]
    return Choices([*near, Choice("", str(_("Any distance")), search.Anything())])


@kept(maxsize=16)
def _spoken(codes: tuple[str, ...], _language: str | None) -> Choices:
    """A choice of each language. One that is not written is named in the reader's own."""
    return Choices(
        Choice(code, languages.name_of(code), search.Bits(languages=masks.languages([code])))
        for code in codes
    )


class Glance(BoardFilter):
    """The board's posts and words without its filters."""

    meanings: Meanings | None = None

    def groups(self) -> Iterable[str]:
        return []

    def readings(self, typed: str) -> Iterator[list[Reading]]:
        """At once without the slips, too, that were found by whoever read what the words mean."""
        right = self.meanings[typed].set_right if self.meanings is not None else None
        yield [Reading(typed), *([Reading(right, right)] if right else [])]
