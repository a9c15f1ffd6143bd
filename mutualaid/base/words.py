"""Free text: search vectors, and corrections from a vocabulary of our own.

The vocabulary (`base_word`) is built from listings and the taxonomy only, never from what people post. An app
registers a queryset of its public texts in its `ready()`:

    words.source(lambda: Listing.objects.published().values_list(Concat("name", Value(" "), "description")))

and `rebuild()` writes the table again, set-based; imports and a daily job call it.
"""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import connection, transaction
from django.db.models import Func, QuerySet, Value

# The text search configurations of migration 0001: one a language, and one that takes words as they are.
CONFIGS = ("mutualaid_en", "mutualaid_es", "mutualaid_simple")
LONGEST_QUERY = 200

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
    """Build the vocabulary again from all sources, while the site serves. Returns how many words it has."""
    texts = [_vectors(make()) for make in _sources]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_word")
        if not texts:
            return 0
        cursor.execute(_REBUILD, [" UNION ALL ".join(texts), MOST_WORDS])
        return cursor.rowcount


def corrected(text: str) -> str | None:
    """What may have been meant ("fod banc" -> "food bank"); None if every word is known or none is like it.

    One statement. Ask only when nothing was found, and look again with the answer.
    """
    text = text[:LONGEST_QUERY]
    asked = sorted(set(re.findall(r"[^\W\d_]{3,}", text.lower())))
    if not asked:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_CORRECT, [asked])
        better = dict(cursor.fetchall())
    if not better:
        return None
    return re.sub(r"[^\W\d_]{3,}", lambda found: better.get(found[0].lower(), found[0]), text)


def _vectors(texts: QuerySet[Any]) -> str:
    """SQL of the words of each text, its parameters written in: `ts_stat` takes a statement as a string."""
    sql = connection.ops.compose_sql(*texts.order_by().query.sql_with_params())
    return f"SELECT to_tsvector('mutualaid_simple', t) FROM ({sql}) AS source (t)"  # noqa: S608


MOST_WORDS = 50_000
_REBUILD = """
    INSERT INTO base_word (word, texts)
    SELECT word, ndoc FROM ts_stat(%s)
    WHERE word ~ '^[[:alpha:]]{3,30}$'
    ORDER BY ndoc DESC, word LIMIT %s
"""
_CORRECT = """
    SELECT asked, near.word
    FROM unnest(%s::text[]) AS asked
    CROSS JOIN unaccent(asked) AS plain
    CROSS JOIN LATERAL (
        SELECT word FROM base_word WHERE word %% plain
        ORDER BY similarity(word, plain) DESC, texts DESC, word LIMIT 1
    ) AS near
    WHERE near.word <> plain
"""
