"""Guides in lists of rows: a row has one name, a guide one in each language."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import get_language

from mutualaid.base import search

from .models import GuideText, ListingRow
from .models.guides import said_in

Item = dict[str, Any]


@dataclass(frozen=True)
class InReadersWords(search.WorkedOut):
    """For a card that is a guide's, its name in a language, as `said_in` chooses it: for `name`."""

    language: str
    column: str = "said"

    def on(self, table: str) -> tuple[str, tuple[str, ...]]:
        return (
            f"CASE WHEN {table}.guide_id IS NOT NULL THEN "  # noqa: S608
            "(SELECT json_build_object('name', title, 'summary', summary, 'language', language) "
            f"FROM directory_guidetext WHERE guide_id = {table}.guide_id ORDER BY language = %s DESC, "
            "language = 'en' DESC, language COLLATE \"C\", number DESC LIMIT 1) END"
        ), (self.language,)


def name(item: Item) -> None:
    """Name a guide in the reader's language."""
    if said := item.pop("said"):
        item.update(said)


def in_readers_words(items: list[Item]) -> list[Item]:
    """The same rows with guides named in the reader's language; one query if there are any."""
    slugs = [item["slug"] for item in items if item["reach"] == ListingRow.Reach.READING]
    if not slugs:
        return items
    texts: dict[str, list[GuideText]] = defaultdict(list)
    for text in GuideText.objects.current().filter(guide__slug__in=slugs).annotate(slug=F("guide__slug")):
        texts[text.slug].append(text)
    language = get_language() or "en"
    return [_named(item, said_in(texts[item["slug"]], language)) for item in items]


def _named(item: Item, text: Any) -> Item:
    if text is None or item["reach"] != ListingRow.Reach.READING:
        return item
    return {**item, "name": text.title, "summary": text.summary, "language": text.language}
