"""Free text: search vectors, and corrections from a vocabulary of our own.

The vocabulary (`base_word`) is built from listings and the taxonomy only, never from what people post. An app
registers a queryset of its public texts in its `ready()`:

    words.source(lambda: Listing.objects.published().values_list(Concat("name", Value(" "), "description")))

and `rebuild()` writes the table again, set-based; imports and a daily job call it.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import Func, QuerySet, Value

# The text search configurations of migration 0001: one a language, and one that takes words as they are.
CONFIGS = ("mutualaid_en", "mutualaid_es", "mutualaid_simple")
LONGEST_QUERY = 200
MOST_ASKED = 12
MOST_WORDS = 50_000
SHORTEST_BEGINNING = 4
_WORD = re.compile(r"[^\W\d_]{3,}")

_sources: list[Callable[[], QuerySet[Any]]] = []


def vector(language: Any, a: Any, b: Any = "", c: Any = "") -> Func:
    """A search vector of three texts of falling weight (title, needs, the rest), in a row's own language.

    Expressions, names of columns, or for `b` and `c` nothing. In SQL: `mutualaid_words(language, a, b, c)`.
    """
    texts = [Value(text) if text == "" else text for text in (b, c)]
    return Func(language, a, *texts, function="mutualaid_words", output_field=SearchVectorField())


def source(texts: Callable[[], QuerySet[Any]]) -> None:
    """Add public texts to the vocabulary: a function that gives a `values_list` of one text."""
    _sources.append(texts)


def rebuild() -> int:
    """Build the vocabulary again from all sources, while the site serves: what has changed is written.

    Returns how many words it has.
    """
    texts = [_vectors(make()) for make in _sources]
    with connection.cursor() as cursor:
        if not texts:
            cursor.execute("DELETE FROM base_word")
            return 0
        cursor.execute(_REBUILD, [" UNION ALL ".join(texts), MOST_WORDS])
        return int(cursor.fetchone()[0])


def corrected(text: str) -> str | None:
    """What may have been meant ("fod bnak" -> "food bank"); None if every word is known or none is like it.

    One statement. Ask only when nothing was found, and look again with the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, {"asked": asked(text)})
        return set_right(text, cursor.fetchall())


def asked(text: str) -> list[str]:
    """The words of a text that may have a slip, for `ALIKE`."""
    return sorted({found.lower() for found in _WORD.findall(text[:LONGEST_QUERY])})[:MOST_ASKED]


def set_right(text: str, found: Iterable[tuple[str, str, list[str]]]) -> str | None:
    """The text with the likeliest words; None where that changes nothing. `found`: the rows of `ALIKE`."""
    better = {word: _likeliest(plain, alike) for word, plain, alike in found}
    if not any(better.values()):
        return None
    return _WORD.sub(lambda found: better.get(found[0].lower()) or found[0], text[:LONGEST_QUERY])


def _likeliest(plain: str, alike: list[str]) -> str | None:
    """What it is the beginning of, else the one with the fewest slips, else what it begins with one slip.

    Of several, the one that the most texts use, which comes first. Nothing that is alike is the word itself.
    """
    if len(plain) >= SHORTEST_BEGINNING:
        begun = next((word for word in alike if word.startswith(plain)), None)
        if begun:
            return begun
    size, with_two = len(plain), None
    most = 1 if size < 5 else 2
    # A word that is so much longer or shorter has more slips than that.
    for word in (word for word in alike if abs(len(word) - size) <= most):
        slips = slips_between(plain, word)
        if slips == 1:
            return word
        if slips <= most:
            with_two = with_two or word
    if with_two or size < SHORTEST_BEGINNING:
        return with_two
    longer = [word for word in alike if len(word) > size + 1]
    return next((word for word in longer if slips_between(plain, word[: size + 1]) == 1), None)


def slips_between(a: str, b: str) -> int:
    """How many letters were left out, added, mistaken or swapped with the next between two words."""
    before, last = list[int](), list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            slips = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                slips = min(slips, before[j - 2] + 1)
            row.append(slips)
        before, last = last, row
    return last[-1]


def _vectors(texts: QuerySet[Any]) -> str:
    """SQL of the words of each text, its parameters written in: `ts_stat` takes a statement as a string."""
    sql = connection.ops.compose_sql(*texts.order_by().query.sql_with_params())  # type: ignore[attr-defined]
    return f"SELECT to_tsvector('mutualaid_simple', t) FROM ({sql}) AS source (t)"  # noqa: S608


_REBUILD = """
    WITH new AS MATERIALIZED (
        SELECT word, ndoc AS texts FROM ts_stat(%s)
        WHERE word ~ '^[[:alpha:]]{3,30}$'
        ORDER BY ndoc DESC, word LIMIT %s
    ), gone AS (
        DELETE FROM base_word WHERE word NOT IN (SELECT word FROM new)
    ), written AS (
        INSERT INTO base_word (word, texts)
        SELECT word, texts FROM new EXCEPT SELECT word, texts FROM base_word
        ON CONFLICT (word) DO UPDATE SET texts = EXCLUDED.texts
    )
    SELECT count(*) FROM new
"""
# For each word that is not known, known ones that begin alike, that it begins, or that share its letters.
ALIKE = """
    SELECT asked, plain, ARRAY(
        SELECT word FROM (
            (SELECT word, texts FROM base_word
             WHERE word >= left(plain, 1) AND word < chr(ascii(plain) + 1)
             AND length(word) BETWEEN length(plain) - 1 AND length(plain) + 1
             ORDER BY texts DESC, word LIMIT 300)
            UNION
            (SELECT word, texts FROM base_word
             WHERE word > plain AND word < plain || chr(1114111) ORDER BY texts DESC, word LIMIT 3)
            UNION
            (SELECT word, texts FROM base_word
             WHERE word >= left(plain, 2) AND word < left(plain, 2) || chr(1114111)
             AND length(word) > length(plain) + 1
             ORDER BY texts DESC, word LIMIT 300)
            UNION
            (SELECT word, texts FROM base_word WHERE word %% plain
             ORDER BY similarity(word, plain) DESC, texts DESC LIMIT 20)
        ) AS alike ORDER BY texts DESC, word
    ) AS alike
    FROM unnest(%(asked)s::text[]) AS asked CROSS JOIN unaccent(asked) AS plain
    WHERE NOT EXISTS (SELECT FROM base_word WHERE word = plain)
"""
