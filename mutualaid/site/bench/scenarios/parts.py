"""What pages are made of, alone: what the database itself takes, and what the template itself takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from types import ModuleType
from typing import Any
from unittest import mock

import jinja2
from django.db import connection

from directory.models import ListingRow
from exchanges import matching
from exchanges.models import Post
from mutualaid.base import masks, search, words
from mutualaid.base.models import Word
from mutualaid.site.seeding import ORIGIN

from .browser import WARM_UP, Run, Scenario


def nearest() -> list[dict[str, Any]]:
    """The twenty nearest listings with the whole list counted: the statement with nothing beside it."""
    a, b = masks.pair([0])
    result = search.page(
        ListingRow.objects.filter(search.Within(ORIGIN, 5), published=True),
        order=search.Nearest(ORIGIN),
        groups=[search.Group("need", {1: search.Bits(needs_a=a, needs_b=b)})],
        columns=["name", "latitude", "longitude"],
    )
    return result.items


def match() -> Run:
    """What fits one post after another, none of them twice in a row. Of each kind, with a place and without,
    it is another statement, so that all are warmed up before they take turns.
    """
    some = list(Post.objects.filter(row__published=True).order_by("random", "pk")[:7])
    for _time in range(WARM_UP):
        for post in some:
            matching.fitting(post)
    posts = cycle(some)
    return lambda: [one.post_id for one in matching.fitting(next(posts))]


def typo() -> Run:
    """Two words of the vocabulary with a slip in each, put right."""
    long = Word.objects.filter(word__regex="^[a-z]{6,12}$").order_by("-texts", "word")
    known = set(Word.objects.values_list("word", flat=True))
    slips = [slip for word in long.values_list("word", flat=True)[:40] if (slip := _slip(word)) not in known]
    pairs = cycle(list(zip(slips[::2], slips[1::2], strict=False)))
    return lambda: words.corrected(" ".join(next(pairs)))


def _slip(word: str) -> str:
    """Two letters in the middle swapped."""
    middle = len(word) // 2
    return f"{word[: middle - 1]}{word[middle]}{word[middle - 1]}{word[middle + 1 :]}"


def with_cards(number: int, of: ModuleType, page: Scenario) -> Scenario:
    """The same page with as many cards on it; `of`: where it is said how many there are."""

    def run() -> object:
        with mock.patch.object(of, "PER_PAGE", number):
            return page.run()

    return replace(page, name=f"{page.name}, {number} cards", run=run)


def statement_of(page: Scenario, marked: str = "hits AS MATERIALIZED") -> Run:
    """The one statement of a list page, alone: what the database itself takes.

    `marked`: what another of its statements is known by.
    """
    seen: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if marked in sql:
            seen.append((sql, params))
        return execute(sql, params, many, context)

    def run() -> object:
        if not seen:
            with connection.execute_wrapper(listen):
                page.run()
        sql, params = seen[0]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()

    return run


def template_of(page: Scenario) -> Run:
    """The template of a page with all that it was given, rendered once more: what no page can be below.

    What a context works out at the first asking is worked out then.
    """
    held: list[tuple[jinja2.Template, dict[str, Any]]] = []

    def run() -> bytes:
        if not held:
            with _listening() as seen:
                page.run()
            held.append(max(seen, key=lambda one: one[2])[:2])
        template, context = held[0]
        return template.render(context).encode()

    return run


@contextmanager
def _listening() -> Iterator[list[tuple[jinja2.Template, dict[str, Any], int]]]:
    """Within it, every template that is rendered, what it is given, and how much comes out."""
    seen: list[tuple[jinja2.Template, dict[str, Any], int]] = []
    usual = jinja2.Template.render

    def render(template: jinja2.Template, *args: Any, **kwargs: Any) -> str:
        html = usual(template, *args, **kwargs)
        seen.append((template, dict(*args, **kwargs), len(html)))
        return html

    with mock.patch.object(jinja2.Template, "render", render):
        yield seen
