"""What somebody means who types a few words: needs, by the phrases that people use, and words to look for.

Nothing of it is stored. One statement a reading, of which `browse` makes a page: what fits best stands first.
"""

import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from mutualaid.base import search, words

from . import needs
from .filters import bits
from .needs import Node

# So many listings around a place are a crowd.
CROWD = 2000
# What a row that is gathered costs beside one that is passed in the order of distance.
GATHERING = 2.5


@dataclass(frozen=True)
class Meaning:
    """`needs`: what the words mean, the children rather than their parents. `query`: what to look for in
    texts, but for the words that say nothing, and `unwanted`: what must not be there ("-meat"); both as
    PostgreSQL writes it. `telling`: the words that say something, as they were typed. `set_right`: the text
    without its slips, where it may have some; `is_unheard`: and nothing is found by the text as it is.
    `near`: around which place it is looked for; `is_crowded`: whether many listings are there, and then
    `is_common`: whether very many have the words.
    """

    needs: list[Node]
    query: str
    unwanted: str
    telling: list[str]
    set_right: str | None = None
    is_unheard: bool = False
    near: search.Within | None = None
    is_crowded: bool = False
    is_common: bool = False

    @cached_property
    def conditions(self) -> list[search.Condition]:
        """From what fits best to what fits still, for `search.ByMatch`."""
        if not self.unwanted:
            return self._fitting
        return [search.Both(one, search.Matches(f"!({self.unwanted})")) for one in self._fitting]

    @property
    def _fitting(self) -> list[search.Condition]:
        """A listing whose name or needs say it; one for all that is meant; one for a part of it, the
        particular before the general; one that only mentions it.
        """
        says, named = search.Matches(self.query), search.Matches(self.query, weights="ab")
        if not self.needs:
            return [named, says]
        meant = [bits(node) for node in self.needs]
        parts = [[n for n in self.needs if n.parent], [n for n in self.needs if not n.parent]]
        return [
            search.Either(named, search.Both(says, search.Either(*meant))),
            *([search.Both(*meant)] if len(meant) > 1 else []),
            *(bits(*part) for part in parts if part),
            says,
        ]

    def gathered(self, key: int) -> search.Gathered | None:
        """The rows near the place that have the words, or in a crowd all rows that have them.

        None where it is less to go from one row to the next: in a crowd the nearest with common words are
        soon found.
        """
        if self.near is None or (self.is_crowded and self.is_common):
            return None
        says = search.Matches(self.query)
        return search.Gathered(key, says) if self.is_crowded else search.Gathered(key, says, self.near)


def read(text: str, *, near: search.Within | None = None, with_slips: bool = False) -> Meaning:
    """What is meant by a text as people type it ("help paying rent", "abogado -migración"), near a place."""
    text = text[: words.LONGEST_QUERY]
    params: dict[str, Any] = {"text": _UNWANTED.sub(" ", text), "not": " or ".join(_UNWANTED.findall(text))}
    params |= {"language": get_language() or "en", "asked": words.asked(text)}
    params |= {"crowd": CROWD, "most": search.CAP / GATHERING}
    params |= dict(zip(("x", "y", "radius"), near.circle if near else (None,) * 3, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_READ_WITH_SLIPS if with_slips else _READ, params)
        ids, query, unwanted, telling, is_crowded, is_common, *slips = cursor.fetchone()
    meant = [node for node in needs.tree().active if node.id in ids]
    parents = {node.parent.slug for node in meant if node.parent}
    said = [node for node in meant if node.slug not in parents]
    place = {"near": near, "is_crowded": is_crowded, "is_common": is_common}
    found = Meaning(said, query or "", unwanted or "", telling, **place)
    if not slips:
        return found
    alike, is_unsaid = slips
    right = words.set_right(text, json.loads(alike))
    return replace(found, set_right=right, is_unheard=is_unsaid and not meant)


class Meanings(dict[str, Meaning]):
    """What the texts of a page mean, each read once: the first, which somebody typed, with its slips."""

    def __init__(self, near: search.Within | None = None) -> None:
        super().__init__()
        self.near = near

    def __missing__(self, text: str) -> Meaning:
        self[text] = read(text, near=self.near, with_slips=not self)
        return self[text]


_UNWANTED = re.compile(r'(?<!\S)-("[^"]+"|\w\S*)')


# The phrases that stand in the text: in the language that drops more of its words as too common, or else in
# the reader's own. "Dog food" is about dogs and not about food. Words that say nothing are left out of what
# is looked for, unless there are none but them. A word is common if it is less to come across a thousand rows
# that have it than to gather all that do, by PostgreSQL's statistics; a query is, if common words are enough.
_READ = """
WITH spoken AS MATERIALIZED (
  SELECT language, config, language = left(%(language)s, 2) AS is_own, to_tsvector(config, %(text)s) AS words
  FROM unnest(ARRAY['en', 'es']) AS language
  CROSS JOIN LATERAL (SELECT ('mutualaid_' || language)::regconfig AS config) AS own
), named AS MATERIALIZED (
  SELECT DISTINCT phrase.need_id, phrase.query, spoken.is_own, to_tsvector(config, phrase.text) AS words
  FROM spoken
  CROSS JOIN LATERAL unnest(tsvector_to_array(spoken.words)) AS lexeme
  JOIN directory_phrase phrase
    ON phrase.key = lexeme AND phrase.language = spoken.language AND spoken.words @@ phrase.query
  WHERE phrase.need_id IS NOT NULL AND length(spoken.words) = (SELECT min(length(words)) FROM spoken)
), filler AS MATERIALIZED (
  SELECT language, query FROM directory_phrase WHERE need_id IS NULL AND thing = 0
), asked AS (
  SELECT CASE WHEN numnode(telling) = 0 THEN whole ELSE telling END AS query
  FROM spoken
  CROSS JOIN LATERAL websearch_to_tsquery(config, %(text)s) AS whole
  CROSS JOIN LATERAL ts_rewrite(whole, format('SELECT query, ''''::tsquery FROM directory_phrase '
    'WHERE need_id IS NULL AND thing = 0 AND language = %%L', language)) AS telling
  UNION ALL SELECT websearch_to_tsquery('mutualaid_simple', %(text)s)
), typed AS (
  SELECT word, place
  FROM regexp_split_to_table(lower(%(text)s), '[^[:alpha:]]+') WITH ORDINALITY AS one (word, place)
  WHERE length(word) > 2 AND NOT EXISTS (
    SELECT FROM spoken CROSS JOIN LATERAL plainto_tsquery(config, word) AS query
    WHERE numnode(query) = 0 OR (language, query) IN (SELECT language, query FROM filler))
), unwanted AS (
  SELECT websearch_to_tsquery(('mutualaid_' || name)::regconfig, %(not)s) AS query
  FROM unnest(ARRAY['en', 'es', 'simple']) AS name
), looked_for AS MATERIALIZED (
  SELECT string_agg('(' || query::text || ')', ' | ') AS words FROM asked WHERE numnode(query) > 0
), crowd AS MATERIALIZED (
  SELECT count(*) = %(crowd)s AS is_there
  FROM (
    SELECT FROM directory_listingrow WHERE published
    AND pt <@ circle(point(%(x)s::float8, %(y)s::float8), %(radius)s::float8) LIMIT %(crowd)s) AS near
)
SELECT
  ARRAY(
    SELECT DISTINCT need_id FROM named
    WHERE (is_own OR NOT EXISTS (SELECT FROM named WHERE is_own)) AND NOT EXISTS (
      SELECT FROM named longer
      WHERE length(longer.words) > length(named.words) AND longer.words @@ named.query)),
  (SELECT words FROM looked_for),
  (SELECT string_agg('(' || query::text || ')', ' | ') FROM unwanted WHERE numnode(query) > 0),
  ARRAY(SELECT word FROM typed ORDER BY place),
  (SELECT is_there FROM crowd),
  (SELECT is_there FROM crowd) AND coalesce((
    SELECT array_to_tsvector(array_agg(word)) @@
      regexp_replace((SELECT words FROM looked_for), '<[-0-9]+>', '&', 'g')::tsquery
    FROM pg_stats
    JOIN pg_class ON pg_class.oid = 'directory_listingrow'::regclass
    CROSS JOIN LATERAL unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known (word, share)
    WHERE schemaname = ANY(current_schemas(false)) AND tablename = relname AND attname = 'words'
    AND word IS NOT NULL AND share * share * reltuples > %(most)s), false)
"""
# A word that no text has is looked up among those that are like it; and whether any listing says the whole.
_READ_WITH_SLIPS = f"""{_READ},
  (SELECT coalesce(json_agg(json_build_array(asked, plain, alike)), '[]')::text FROM ({words.ALIKE}) AS slip),
  CASE WHEN EXISTS (
    SELECT FROM unnest(%(asked)s::text[]) AS one
    WHERE NOT EXISTS (SELECT FROM base_word WHERE word = unaccent(one)))
  THEN (
    SELECT count(*) = 0 FROM directory_listingrow WHERE published AND words @@ (
      SELECT words::tsquery FROM looked_for))
  ELSE false END
"""  # noqa: S608
