import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

from mutualaid.base import words
from mutualaid.base.models import Network, Word


@pytest.fixture
def vocabulary(db, monkeypatch):
    monkeypatch.setattr(words, "_sources", [])
    Network.objects.create(
        pk=1, name="Food bank and grocery boxes", area_name="Café with 2 free meals % of the day"
    )
    words.source(lambda: Network.objects.values_list(Concat("name", Value(" % ' "), "area_name")))
    assert words.rebuild() == Word.objects.count() > 0


def test_rebuild_holds_each_word_once_without_accents(vocabulary):
    assert set(Word.objects.values_list("word", flat=True)) == {
        *["food", "bank", "and", "grocery", "boxes", "cafe", "with", "free", "meals", "the", "day"]
    }
    words.rebuild()
    assert Word.objects.filter(word="food").count() == 1


def test_rebuild_writes_what_has_changed(vocabulary):
    def versions():
        with connection.cursor() as cursor:
            cursor.execute("SELECT word, texts, ctid::text, xmin::text FROM base_word")
            return {word: rest for word, *rest in cursor.fetchall()}

    before = versions()
    assert words.rebuild() == len(before)
    assert versions() == before

    Network.objects.update(name="Food box")
    words.rebuild()
    after = versions()
    assert after.keys() == before.keys() - {"bank", "and", "grocery", "boxes"} | {"box"}
    assert all(after[word] == before[word] for word in after.keys() - {"box"})
    words.source(lambda: Network.objects.values_list("name"))
    words.rebuild()
    assert (versions()["food"][0], versions()["meals"][0]) == (2, 1)


def test_rebuild_without_sources_empties(vocabulary, monkeypatch):
    monkeypatch.setattr(words, "_sources", [])
    assert words.rebuild() == 0
    assert not Word.objects.exists()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("fod bnak", "food bank"),
        ("maels adn banc", "meals and bank"),
        ("Grocerys", "grocery"),
        ('"foood" -bank', '"food" -bank'),
        ("groc", "grocery"),
        ("giro", None),
        ("café", None),
        ("food", None),
        ("xylophone", None),
        ("zzz bnak", "zzz bank"),
        ("", None),
        ("2 %", None),
        ("fod " * 500, None),
    ],
)
def test_corrected(vocabulary, asked, meant):
    if meant is None and len(asked) > words.LONGEST_QUERY:
        assert len(words.corrected(asked) or "") <= words.LONGEST_QUERY * 2
    else:
        assert words.corrected(asked) == meant


@pytest.mark.parametrize(
    ("a", "b", "slips"),
    [("bank", "bank", 0), ("bnak", "bank", 1), ("fod", "food", 1), ("abc", "xyz", 3), ("", "ab", 2)],
)
def test_slips_between(a, b, slips):
    assert words.slips_between(a, b) == words.slips_between(b, a) == slips


def test_corrected_is_one_statement(vocabulary, django_assert_num_queries):
    with django_assert_num_queries(1):
        words.corrected("fod banc")
