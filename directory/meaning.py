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
from mutualaid.base.grid import EARTH_M

from . import gazetteer, needs
from .filters import bits
from .models import Place
from .needs import Node

# What is near where nobody says how far: what somebody can reach, though not on foot.
MOST_KM = 25
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
    `any_of`: the same of any of the telling words, if there are several. `near`: around which place it is
    looked for, and `place`: that one, where it was only named; `is_crowded`: whether many listings are there,
    and then `is_common`: whether very many have the words.
    """

    needs: list[Node]
    query: str
    unwanted: str
    telling: list[str]
    set_right: str | None = None
    is_unheard: bool = False
    any_of: "Meaning | None" = None
    near: search.Within | None = None
    place: Place | None = None
    is_crowded: bool = False
    is_common: bool = False

    @property
    def any_text(self) -> str:
        """Any of the telling words, as somebody would ask for that."""
        return " or ".join(self.telling)

    @cached_property
    def conditions(self) -> list[search.Condition]:
        """From what fits best to what fits still, for `search.ByMatch`."""
        if not self.unwanted:
            return self._fitting
        return [search.Both(one, search.Matches(f"!({self.unwanted})")) for one in self._fitting]

    @property
    def any_fitting(self) -> search.Condition:
        """All that passes any of these: a need says it, or the words."""
        says: search.Condition = search.Matches(self.query)
        if self.needs:
            says = search.Either(bits(*self.needs), says)
        return search.Both(says, search.Matches(f"!({self.unwanted})")) if self.unwanted else says

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


def read(
    text: str, *, near: search.Within | None = None, named: str = "", with_slips: bool = False
) -> Meaning:
    """What is meant by a text as people type it ("help paying rent", "abogado -migración"), near a place.

    `named`: how that place is called, where nobody knows yet where it is.
    """
    text = text[: words.LONGEST_QUERY]
    params: dict[str, Any] = {"text": _UNWANTED.sub(" ", text), "not": " or ".join(_UNWANTED.findall(text))}
    params |= {"language": get_language() or "en", "asked": words.asked(text)}
    params |= {"crowd": CROWD, "most": search.CAP / GATHERING}
    params |= gazetteer.asked(named, limit=1) if named else {"circle": near and near.circle}
    with connection.cursor() as cursor:
        cursor.execute(_READ[bool(named), with_slips], params)
        ids, query, unwanted, telling, any_query, is_crowded, common, around, *slips = cursor.fetchone()
    meant = [node for node in needs.tree().active if node.id in ids]
    parents = {node.parent.slug for node in meant if node.parent}
    found = Meaning(
        [node for node in meant if node.slug not in parents], query or "", unwanted or "", telling
    )
    place = Place(**json.loads(around)) if around else None
    near = search.Within((place.latitude, place.longitude), MOST_KM) if place else near
    found = replace(found, near=near, place=place, is_crowded=is_crowded, is_common=common[0])
    if any_query:
        found = replace(found, any_of=replace(found, query=any_query, is_common=common[1]))
    if not slips:
        return found
    alike, is_unsaid = slips
    right = words.set_right(text, json.loads(alike))
    return replace(found, set_right=right, is_unheard=is_unsaid and not meant)


class Meanings(dict[str, Meaning]):
    """What the texts of a page mean, each read once: the first, which somebody typed, with its slips.

    `named`: how the place is called that the first is looked for around; then `near` is known, too.
    """

    def __init__(self, near: search.Within | None = None, named: str = "") -> None:
        super().__init__()
        self.near, self.named = near, named

    def __missing__(self, text: str) -> Meaning:
        self[text] = found = read(text, near=self.near, named=self.named, with_slips=not self)
        self.near, self.named = found.near, ""
        if found.any_of:
            self.setdefault(found.any_text, found.any_of)
        return found


_UNWANTED = re.compile(r'(?<!\S)-("[^"]+"|\w\S*)')


# The phrases that stand in the text: in the language that drops more of its words as too common, or else in
# the reader's own. "Dog food" is about dogs and not about food. Words that say nothing are left out of what
# is looked for, unless there are none but them. A word is common if it is less to come across a thousand rows
# that have it than to gather all that do, by PostgreSQL's statistics; a query is, if common words are enough.
_WORDS = """
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
), any_of AS MATERIALIZED (
  SELECT string_agg('(' || query::text || ')', ' | ') AS words
  FROM (SELECT string_agg(word, ' or ') AS text FROM typed HAVING count(*) > 1) AS any_word
  CROSS JOIN unnest(ARRAY['en', 'es', 'simple']) AS name
  CROSS JOIN LATERAL websearch_to_tsquery(('mutualaid_' || name)::regconfig, text) AS query
  WHERE numnode(query) > 0
), common AS MATERIALIZED (
  SELECT array_to_tsvector(array_agg(word)) AS words
  FROM pg_stats
  JOIN pg_class ON pg_class.oid = 'directory_listingrow'::regclass
  CROSS JOIN LATERAL unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known (word, share)
  WHERE schemaname = ANY(current_schemas(false)) AND tablename = relname AND attname = 'words'
  AND word IS NOT NULL AND share * share * reltuples > %(most)s
), place AS MATERIALIZED ({place}
), crowd AS MATERIALIZED (
  SELECT count(*) = %(crowd)s AS is_there
  FROM (
    SELECT FROM place JOIN directory_listingrow ON published AND pt <@ circle LIMIT %(crowd)s
  ) AS near
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
  (SELECT words FROM any_of),
  (SELECT is_there FROM crowd),
  ARRAY(
    SELECT CASE WHEN (SELECT is_there FROM crowd) THEN coalesce((SELECT words FROM common)
      @@ regexp_replace(query, '<[-0-9]+>', '&', 'g')::tsquery, false) ELSE false END
    FROM unnest(ARRAY[(SELECT words FROM looked_for), (SELECT words FROM any_of)]) AS query),
  (SELECT found FROM place)
"""
# A place of which nothing is known but its name, on the map of `rows.PlacedRow.pt`.
_NAMED = f"""
  SELECT json_build_object(
      'name', name, 'context', context, 'latitude', latitude, 'longitude', longitude)::text AS found,
    circle(
      point(radians(longitude) * {EARTH_M}, asinh(tan(radians(latitude))) * {EARTH_M}),
      {MOST_KM * 1000} / cos(radians(latitude))) AS circle
  FROM ({gazetteer.FIND}) AS known LIMIT 1"""  # noqa: S608
_KNOWN = "SELECT NULL::text AS found, %(circle)s::circle AS circle"
# A word that no text has is looked up among those that are like it; and whether any listing says the whole.
_SLIPS = f""",
  (SELECT coalesce(json_agg(json_build_array(asked, plain, alike)), '[]')::text FROM ({words.ALIKE}) AS slip),
  CASE WHEN EXISTS (
    SELECT FROM unnest(%(asked)s::text[]) AS one
    WHERE NOT EXISTS (SELECT FROM base_word WHERE word = unaccent(one)))
  THEN (
    SELECT count(*) = 0 FROM directory_listingrow WHERE published AND words @@ (
      SELECT words::tsquery FROM looked_for))
  ELSE false END
"""  # noqa: S608
_READ = {
    (is_named, with_slips): _WORDS.replace("{place}", _NAMED if is_named else _KNOWN)
    + (_SLIPS if with_slips else "")
    for is_named in (False, True)
    for with_slips in (False, True)
}
