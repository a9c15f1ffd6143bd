"""Guides in lists of rows: a row has one name, a guide one in each language."""

from typing import Any

from django.utils.translation import get_language

from .models import Guide, ListingRow

Item = dict[str, Any]


def in_readers_words(items: list[Item]) -> list[Item]:
    """The same rows with guides named in the reader's language; two queries if there are any."""
    slugs = [item["slug"] for item in items if item["reach"] == ListingRow.Reach.READING]
    if not slugs:
        return items
    guides = Guide.objects.with_texts().filter(slug__in=slugs)
    texts = {guide.slug: guide.said_in(get_language() or "en") for guide in guides}
    return [_named(item, texts.get(item["slug"])) for item in items]


def _named(item: Item, text: Any) -> Item:
    if text is None or item["reach"] != ListingRow.Reach.READING:
        return item
    return {**item, "name": text.title, "summary": text.summary, "language": text.language}
