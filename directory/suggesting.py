"""What somebody may be about to ask for, while they type: needs, then listings and guides by their names.

Two statements at most, and nothing of it is stored. A beginning that very many names have ("fre") suggests
needs alone: all of those names would have to be read for the first of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from . import cards, meaning, needs, phrases
from .gazetteer import key
from .needs import Node

SHORTEST = 2
MOST_NEEDS, MOST_NAMES = 4, 4
# As many texts may have a word that begins so, before names are left out.
MOST_TEXTS = 5000


@dataclass(frozen=True)
class Suggestion:
    """One line: where it leads, its words, what sort of thing it is; `lang` of a title that is not ours."""

    href: str
    title: str
    sort: str
    icon: str
    lang: str = ""


def suggest(text: str, near: str = "") -> list[Suggestion]:
    """At most eight for what was typed so far; none for a single letter. `near`: a place that stays asked."""
    begun = key(text)
    if len(begun) < SHORTEST:
        return []
    return [*(_of_need(node, near) for node in _needs(begun, text)), *map(_of_row, _named(begun))]


def _of_need(node: Node, near: str) -> Suggestion:
    query = {"need": node.slug, **({"near": near} if near else {})}
    href = reverse("directory:listing_list", query=query)
    return Suggestion(href, node.name, _("Need"), node.icon)


def _of_row(item: dict[str, Any]) -> Suggestion:
    tab, icon = cards.tab(item)
    return Suggestion(cards.href(item), item["name"], tab, icon, item["language"])


def _needs(begun: str, text: str) -> list[Node]:
    """Those whose name begins so, those that are meant, those for which people have a word like that."""
    meant = meaning.read(text).needs
    ranked = []
    for place, node in enumerate(needs.tree().active):
        names = (key(node.name_en), key(node.name_es))
        if any(name.startswith(begun) for name in names):
            ranked.append((0, place, node))
        elif node in meant:
            ranked.append((1, place, node))
        elif _begins(begun, names) or _begins(begun, _called(node)):
            ranked.append((2, place, node))
    return [node for _rank, _place, node in sorted(ranked)[:MOST_NEEDS]]


def _begins(begun: str, names: Iterable[str]) -> bool:
    """Whether a word in one of them begins so."""
    return any(f" {begun}" in f" {name}" for name in names)


@lru_cache(maxsize=256)
def _called(node: Node) -> list[str]:
    """What people call a need, as it is compared: worked out once a process."""
    return [
        key(text) for text in (*phrases.said_for(node), *node.also_en.split(","), *node.also_es.split(","))
    ]


def _named(begun: str) -> Iterator[dict[str, Any]]:
    """Listings and guides, each once, with such a word in their name; first those whose name begins so."""
    *whole, last = begun.split()
    params: dict[str, Any] = {
        "query": " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"]),
        "last": last,
        "most": MOST_TEXTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, params)
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    ranked = sorted(rows, key=lambda row: (not key(row["name"]).startswith(begun), row["name"], row["slug"]))
    once = {(row["kind"], row["slug"]): row for row in ranked}
    yield from list(once.values())[:MOST_NAMES]


_COLUMNS = ("slug", "name", "kind", "language", "needs_a", "needs_b")
# By the index of names: with a limit inside, the planner hopes to come across some soon by reading all rows.
_NAMED = f"""
WITH named AS MATERIALIZED (
  SELECT {", ".join(_COLUMNS)} FROM directory_listingrow
  WHERE published AND to_tsvector('mutualaid_simple'::regconfig, coalesce(name, '')) @@ %(query)s::tsquery
  AND %(most)s >= (
    SELECT coalesce(sum(texts), 0) FROM base_word WHERE word >= %(last)s AND word < %(last)s || chr(1114111))
)
SELECT * FROM named LIMIT 40
"""  # noqa: S608
