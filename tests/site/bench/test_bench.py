"""The command: which databases it makes, and what it refuses."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mutualaid.site.bench import databases
from mutualaid.site.bench.databases import Database


def test_databases_are_named_by_what_they_hold():
    assert Database(10_000).name == "bench_towns_10000"
    assert Database(500, "metro").name == "bench_metro_500"


@pytest.mark.parametrize("name", ["mutualaid", "mutualaid_bench_towns_10", "postgres", ""])
def test_no_database_of_another_name_is_made_or_dropped(name):
    for change in (databases._create, databases._drop):
        with pytest.raises(ValueError, match="not a database for measuring"):
            change(name)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["--rounds", "1"], "at least two rounds"),
        (["--layout", "village"], "village"),
        (["--rows", "many"], "rows"),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_is_made(asked, why, monkeypatch):
    monkeypatch.setattr(Database, "fill", lambda *args: pytest.fail("made"))
    with pytest.raises(CommandError, match=why):
        call_command("bench", *asked, stdout=StringIO())
