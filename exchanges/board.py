"""The board: which posts, in which order, with how many beside each filter. One statement a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from directory import needs
from directory.needs import Node
from members import languages
from members.viewers import Viewer
from mutualaid.base import masks, search, words
from mutualaid.base.grid import Band, Cell

from .models import Post, PostRow

PER_PAGE = 20
LONGEST_TEXT = words.LONGEST_QUERY
# A newcomer is shown title, need and a wide area, so they can ask for nothing else.
_PUBLIC_COLUMNS = [
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
_COLUMNS = [
    *_PUBLIC_COLUMNS,
    *("form", "mode", "urgency", "is_standing", "from_day", "until_day", "from_time", "until_time"),
    *("quantity", "left", "unit", "handover", "languages"),
]


@dataclass(frozen=True)
class Asked:
    """What an address asks for; what is no option is left out, so that no address is an error."""

    kind: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    within: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """From the part of the address after the question mark."""
        number = query.get("page", "1")
        names = ("kind", "form", "need", "language", "urgency")
        return cls(
            **{name: tuple(dict.fromkeys(query.getlist(name))) for name in names},
            within=query.get("within", ""),
            q=query.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT],
            page=int(number) if number.isdecimal() and len(number) < 4 and number != "0" else 1,
        )


@dataclass(frozen=True)
class Option:
    """One tick box: `name=value`, in words, how many it shows, ticked or not; `depth` 1 under a parent."""

    name: str
    value: str
    label: str
    count: int
    checked: bool
    depth: int = 0


@dataclass(frozen=True)
class Filters:
    """A titled group of options; `kind` "checkbox" or "radio"."""

    title: str
    options: list[Option]
    kind: str = "checkbox"


@dataclass(frozen=True)
class Board:
    """One page of the board. `items`: the columns of a `PostRow` and `band` (a rank, or None).

    `meant`: what was searched instead, where nothing was found for what was typed.
    """

    items: list[dict[str, Any]]
    total: int
    capped: bool
    pages: int
    filters: list[Filters]
    asked: Asked
    meant: str = ""
    chosen: int = field(default=0)


def board(viewer: Viewer, asked: Asked) -> Board:
    """What this viewer sees for what they asked: at most two statements more where nothing is found."""
    result, groups = _search(viewer, asked, asked.q)
    meant = ""
    if asked.q and not result.total and not any(group.chosen for group in groups):
        meant = words.corrected(asked.q) or ""
        if meant:
            result, groups = _search(viewer, asked, meant)
    return Board(
        items=result.items,
        total=result.total,
        capped=result.capped,
        pages=-(-result.total // PER_PAGE),
        filters=_filters(groups, result.facets),
        asked=asked,
        meant=meant,
        chosen=sum(len(group.picked()) for group in groups),
    )


def _search(viewer: Viewer, asked: Asked, text: str) -> tuple[search.Result, list[search.Group]]:
    rows = PostRow.objects.visible_to(viewer)
    if text:
        rows = rows.filter(search.Says(text, "words" if viewer.is_member else "public_words"))
    groups = _groups(viewer, asked)
    result = search.page(
        rows,
        order=search.ByBand(Cell(*viewer.cell), "-day", "random")
        if viewer.is_member and viewer.cell
        else search.By("-day", "random"),
        groups=groups,
        columns=_columns(viewer),
        page=asked.page,
        per_page=PER_PAGE,
    )
    return result, groups


def _columns(viewer: Viewer) -> list[str]:
    if not viewer.is_member:
        return _PUBLIC_COLUMNS
    return [*_COLUMNS, "band"] if viewer.cell else _COLUMNS


def _groups(viewer: Viewer, asked: Asked) -> list[search.Group]:
    groups = [
        search.Group("kind", {kind: search.Is("kind", kind) for kind in Post.Kind.values}, asked.kind),
        _need_group(asked.need),
    ]
    if not viewer.is_member:
        return groups
    groups += [
        search.Group("form", {form: search.Is("form", form) for form in Post.Form.values}, asked.form),
        search.Group(
            "language",
            {code: search.Bits(languages=masks.languages([code])) for code in languages.near()},
            asked.language,
        ),
        search.Group(
            "urgency",
            {str(level): search.Is("urgency", level) for level in Post.Urgency.values if level},
            asked.urgency,
        ),
    ]
    if viewer.cell:
        bands = [band for band in Band if band is not Band.FARTHER]
        options = {band.value: search.UpTo(Cell(*viewer.cell), band) for band in bands}
        groups.append(search.Group("within", options, [asked.within] if asked.within else []))
    return groups


def _need_group(slugs: Sequence[str]) -> search.Group:
    """All roots, and what is under those of which something is chosen. A child chosen narrows its parent."""
    chosen = [node for slug in slugs if (node := needs.tree().get(slug)) and not node.is_retired]
    roots = {node.root.slug for node in chosen}
    parents = {node.parent.slug for node in chosen if node.parent}
    return search.Group(
        "need",
        {node.slug: _bits(node) for node in _shown_needs(roots)},
        [node.slug for node in chosen if node.slug not in parents],
    )


def _shown_needs(open_roots: set[str]) -> list[Node]:
    return [
        node
        for root in needs.tree().roots
        for node in (root.descendants if root.slug in open_roots else [root])
    ]


def _bits(node: Node) -> search.Bits:
    a, b = masks.pair(below.bit for below in node.descendants)
    return search.Bits(needs_a=a, needs_b=b)


def _filters(groups: Sequence[search.Group], facets: dict[str, dict[Any, int]]) -> list[Filters]:
    titles = {
        "kind": _("What"),
        "form": _("A thing or something to do"),
        "need": _("Need"),
        "within": _("How far"),
        "language": _("Language"),
        "urgency": _("How soon"),
    }
    shown = [group for name in _ORDER for group in groups if group.name == name]
    return [
        Filters(
            title=titles[group.name],
            kind="radio" if group.name == "within" else "checkbox",
            options=[
                Option(
                    name=group.name,
                    value=value,
                    label=_label(group.name, value),
                    count=facets[group.name][value],
                    checked=value in group.chosen,
                    depth=int(group.name == "need" and needs.tree().by_slug[value].parent is not None),
                )
                for value in group.options
            ],
        )
        for group in shown
    ]


_ORDER = ("kind", "need", "within", "form", "urgency", "language")


def _label(name: str, value: str) -> str:
    if name == "kind":
        return {"request": _("Requests"), "offer": _("Offers")}[value]
    if name == "form":
        return str(Post.Form(value).label)
    if name == "need":
        return needs.tree().by_slug[value].name
    if name == "language":
        return languages.name_of(value)
    if name == "urgency":
        return str(Post.Urgency(int(value)).label)
    return _WITHIN[Band(value)]()


_WITHIN = {
    Band.SAME: lambda: _("In my square"),
    Band.NEXT: lambda: _("The next squares too"),
    Band.NEAR: lambda: _("About 2 km"),
    Band.ABOUT5: lambda: _("About 5 km"),
}
