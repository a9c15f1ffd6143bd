"""What the pages of guides show: one in the reader's language, all of them by what they are about."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext, override

from mutualaid.base import hanging
from mutualaid.base.notes import Fact, Note

from . import markdown, needs
from .models import Guide, GuideText, Service
from .needs import Node
from .wording import language_name

OTHERS = 3


@dataclass(frozen=True)
class Card:
    """A guide in a list."""

    guide: Guide
    text: GuideText
    needs: list[Node]

    @property
    def root(self) -> Node | None:
        """Where it stands in the list: the root that most of its needs are part of, the first of equals."""
        roots = Counter(node.root for node in self.needs)
        order = needs.tree().roots
        return max(roots, key=lambda root: (roots[root], -order.index(root)), default=None)

    @property
    def note(self) -> Note:
        """It, pinned on a list; `more`: in a sentence or two."""
        return Note(
            kind="place",
            tab=self.guide.get_kind_display().capitalize(),
            tab_icon="book-open" if self.guide.kind == Guide.Kind.GUIDE else "external-link",
            title=self.text.title,
            lang=self.text.language,
            href=reverse("directory:guide_detail", args=[self.guide.slug]),
            facts=self.facts,
            more=self.text.summary,
        )

    @property
    def facts(self) -> list[Fact]:
        """How long it takes to read it, and to do it for the first time; nothing for a tool."""
        if self.guide.kind == Guide.Kind.TOOL:
            return []
        read = markdown.minutes_to_read(self.text.body)
        said = ngettext("%(count)s minute to read", "%(count)s minutes to read", read) % {"count": read}
        takes = [("clock", _takes(self.guide.minutes), "")] if self.guide.minutes else []
        return [("book-open", said, ""), *takes]


def cards(guides: Iterable[Guide], language: str | None = None) -> list[Card]:
    """Those that say something, by title. `guides`: as `published` gives them."""
    found = [
        Card(guide, text, _nodes(guide))
        for guide in guides
        if (text := guide.said_in(language or get_language() or "en"))
    ]
    return sorted(found, key=lambda card: card.text.title.casefold())


def published() -> list[Any]:
    """All that are shown, with texts and the keys of their terms. Two statements, however many there are."""
    terms = {"need_ids": hanging.keys(Guide, "needs"), "for_ids": hanging.keys(Guide, "for_communities")}
    return list(Guide.objects.published().with_texts().annotate(**terms))


def by_root(found: Iterable[Card]) -> list[tuple[Node | None, list[Card]]]:
    """In the order of the taxonomy; what has no need comes last."""
    found = list(found)
    groups = [(root, [card for card in found if card.root == root]) for root in (*needs.tree().roots, None)]
    return [(root, inside) for root, inside in groups if inside]


def like(card: Card, found: Iterable[Card]) -> list[Card]:
    """A few guides that have most needs, or else roots of needs, in common with this one."""
    mine, roots = set(card.needs), {node.root for node in card.needs}

    def nearness(other: Card) -> tuple[int, int]:
        return len(mine & set(other.needs)), len(roots & {node.root for node in other.needs})

    others = [one for one in found if one.guide != card.guide and any(nearness(one))]
    return sorted(others, key=nearness, reverse=True)[:OTHERS]


def other_languages(guide: Guide, text: GuideText) -> list[tuple[str, str]]:
    """The other languages that it is in: the code, and what the language calls itself."""
    codes = sorted(one.language for one in guide.current if one.pk != text.pk)  # type: ignore[attr-defined]
    named = []
    for code in codes:
        with override(code):
            named.append((code, language_name(code)))
    return named


def made_for(guide: Any) -> list[str]:
    """The names of the communities that it is written for."""
    return [term.name for term in needs.communities().among(guide.for_ids)]


def listings(guide: Guide) -> list[Service]:
    """Those that organizers chose to stand with it, as far as they are shown."""
    shown = guide.listings.published().filter(status__in=Service.SHOWN)  # type: ignore[attr-defined]
    return list(shown.select_related("organization").order_by("name", "pk"))


def _takes(minutes: int) -> str:
    """In hours from two on."""
    if minutes >= 120 and minutes % 60 == 0:
        hours = minutes // 60
        said = ngettext("%(count)s hour the first time", "%(count)s hours the first time", hours)
        return said % {"count": hours}
    said = ngettext("%(count)s minute the first time", "%(count)s minutes the first time", minutes)
    return said % {"count": minutes}


def _nodes(guide: Any) -> list[Node]:
    return [node for node in needs.tree().among(guide.need_ids) if not node.is_retired]
