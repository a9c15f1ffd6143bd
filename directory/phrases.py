"""What words mean: the phrases by which people ask for and share things, each with its need.

`directory/terms/synonyms.yaml` holds them, `load()` brings the table in line with it, and the SQL function
`directory_sense(language, title, text, chosen needs)` reads a text by them:

    meant_a, meant_b   the needs that its words mean, as masks: those of the title, or else of the text
    sense              its words without the ones that say nothing, with a mark for every thing that is named,
                       so that a "couch" is found by whoever says "sofá"
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, transaction

from .files import read_yaml
from .needs import TERMS, Node, tree

FILE = TERMS / "synonyms.yaml"


class Entry(NamedTuple):
    """One row to be. Without a need: a word that says nothing, or (`thing` above 0) only what it names."""

    need: int | None
    language: str
    text: str
    thing: int


@transaction.atomic
def load() -> int:
    """Bring the phrases in line with the file and the needs; how many rows were added, changed or deleted.

    Called after `needs.load()` and whenever organizers change a need. A need of their own, which the file
    does not know, is meant by its name and by its other words.
    """
    wanted = json.dumps([entry._asdict() for entry in _entries()])
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, {"wanted": wanted})
        (changed,) = cursor.fetchone()
        if changed:
            # A text is read by the few that an index finds, which is used only where their number is known.
            cursor.execute("ANALYZE directory_phrase")
    return int(changed)


def said_for(node: Node) -> list[str]:
    """All that people say when they mean a need, in both languages."""
    things = _known().get(node.slug, [_own(node)])
    return [text for names in things for texts in names.values() for text in texts]


def _entries() -> Iterator[Entry]:
    """Each phrase once a need and language: the first thing that it names."""
    seen: set[tuple[int | None, str, str]] = set()
    for entry in _all():
        if entry[:3] not in seen:
            seen.add(entry[:3])
            yield entry


def _all() -> Iterator[Entry]:
    known = _known()
    yield from _things(None, known["filler"] + known["words"])
    for node in tree().active:
        yield from _things(node.id, known.get(node.slug, [_own(node)]))


def _things(need: int | None, things: list[dict[str, list[str]]]) -> Iterator[Entry]:
    for thing, names in enumerate(things):
        for language, phrases in names.items():
            yield from (Entry(need, language, phrase, thing) for phrase in phrases)


@cache
def _known() -> dict[str, list[dict[str, list[str]]]]:
    """The file, read once a process: what it holds for each slug, "filler" and "words"."""
    found: dict[str, list[dict[str, list[str]]]] = read_yaml(FILE.read_text(encoding="utf-8"))
    return found


def _own(node: Node) -> dict[str, Any]:
    """What a need is called that the file does not know."""
    words = {"en": [node.name_en, *node.also_en.split(",")], "es": [node.name_es, *node.also_es.split(",")]}
    return {
        language: [text.strip()[:60] for text in texts if text.strip()] for language, texts in words.items()
    }


# A phrase of stop words only would be found everywhere, and is left out.
_LOAD = """
WITH wanted AS (
  SELECT need AS need_id, language, text, thing, plainto_tsquery(config, text) AS query, (
      SELECT lexeme FROM unnest(to_tsvector(config, text)) ORDER BY length(lexeme) DESC, lexeme LIMIT 1
    ) AS key
  FROM jsonb_to_recordset(%(wanted)s::jsonb) AS entry (need bigint, language text, text text, thing int)
  CROSS JOIN LATERAL (SELECT ('mutualaid_' || language)::regconfig AS config) AS spoken
), gone AS (
  DELETE FROM directory_phrase held WHERE NOT EXISTS (
    SELECT FROM wanted WHERE wanted.key IS NOT NULL
      AND (coalesce(wanted.need_id, 0), wanted.language, wanted.text)
        = (coalesce(held.need_id, 0), held.language, held.text))
  RETURNING 1
), written AS (
  INSERT INTO directory_phrase AS held (need_id, language, text, thing, query, key)
  SELECT need_id, language, text, thing, query, key FROM wanted WHERE key IS NOT NULL
  ON CONFLICT (need_id, language, text) DO UPDATE
  SET (thing, query, key) = (EXCLUDED.thing, EXCLUDED.query, EXCLUDED.key)
  WHERE (held.thing, held.key, held.query) IS DISTINCT FROM (EXCLUDED.thing, EXCLUDED.key, EXCLUDED.query)
  RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
"""
