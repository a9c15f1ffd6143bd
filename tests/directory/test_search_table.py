"""What people type finds what they look for: a table of queries over an invented directory.

Right is a query whose listing, or one with its need, is among the first three. The words come from the
taxonomy and the phrases that ship with the project; the listings name hardly any of them.
"""

from pathlib import Path

import pytest
import yaml
from django.http import QueryDict

from directory import browse, projection
from members.viewers import Viewer
from mutualaid.base import words
from tests.factories.directory import ServiceFactory

pytestmark = pytest.mark.django_db
TABLE = yaml.safe_load((Path(__file__).parent / "search_table.yaml").read_text(encoding="utf-8"))
FIRST = 3
NEEDED = 0.9


@pytest.fixture
def listings():
    """The whole directory of the table; gives the needs of each listing by its name."""
    made = [
        ServiceFactory(
            name=entry["name"],
            description=entry["about"],
            needs=entry["needs"],
            language=entry.get("language", "en"),
        )
        for entry in TABLE["listings"]
    ]
    projection.project([one.pk for one in made])
    words.rebuild()
    return {entry["name"]: set(entry["needs"]) for entry in TABLE["listings"]}


def first_names(q):
    address = QueryDict(mutable=True)
    address["q"] = q
    return [item["name"] for item in browse.browse(Viewer(), address).items[:FIRST]]


def wrong(listings, queries):
    """`{query: what it found instead}`."""
    missed = {}
    for query in queries:
        found = first_names(query["q"])
        wanted = set(query.get("find", ()))
        if not any(name == query.get("name") or wanted & listings[name] for name in found):
            missed[query["q"]] = found
    return missed


def report(title, missed, total):
    share = 1 - len(missed) / total
    print(f"\n{title}: {share:.0%} of {total} queries")  # noqa: T201
    for q, found in missed.items():
        print(f"  {q!r} found {found}")  # noqa: T201
    return share


def test_table_is_large_and_mixed():
    assert len(TABLE["queries"]) >= 80
    assert len(TABLE["held_out"]) >= 30
    asked = [query["q"] for part in ("queries", "held_out") for query in TABLE[part]]
    assert len(asked) == len(set(asked))


def test_what_somebody_looks_for_is_in_the_first_three(listings):
    missed = wrong(listings, TABLE["queries"])
    assert report("Search table", missed, len(TABLE["queries"])) >= NEEDED, missed


def test_words_that_nobody_had_in_mind_find_most_of_it_too(listings):
    missed = wrong(listings, TABLE["held_out"])
    assert report("Held out", missed, len(TABLE["held_out"])) >= 0.5, missed
