"""What a few words mean: needs and words to look for; and the order in which listings stand for it."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone, translation

from directory import browse, meaning, projection
from directory.asking import DirectoryFilter
from mutualaid.base import search, words
from tests.factories.directory import LocationFactory, ServiceAtLocationFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_moment(time_machine):
    """What can be ticked is made anew each minute: two pages are compared within one."""
    time_machine.move_to(timezone.now(), tick=False)


def meant(text):
    return {node.slug for node in meaning.read(text).needs}


def listing(name, *, lat=51.0, **kwargs):
    service = ServiceFactory(name=name, **kwargs)
    ServiceAtLocationFactory(service=service, location=LocationFactory(latitude=lat, longitude=4.0))
    projection.project([service.pk])


def asked(**query):
    address = QueryDict(mutable=True)
    address.update(query)
    return browse.browse(None, address)


def names(**query):
    return [item["name"] for item in asked(**query).items]


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("somewhere to sleep tonight", {"bed-tonight"}),
        ("DONDE DORMIR", {"bed-tonight"}),
        ("dog food", {"pets"}),
        ("hungry", {"food"}),
        ("a dentist and a lift", {"teeth-and-eyes", "lifts"}),
        ("please", set()),
        ("", set()),
        ("zzzz", set()),
    ],
)
def test_words_mean_needs(text, needs):
    assert meant(text) == needs


def test_readers_language_comes_first():
    assert "finding-work" not in meant("come")
    with translation.override("es"):
        assert meant("pan dulce") == {"groceries"}


def test_words_that_say_nothing_are_not_looked_for_unless_there_are_no_others():
    assert "free" not in meaning.read("free lawyer").query.split("|")[0]
    assert meaning.read("free lawyer please").telling == ["lawyer"]
    assert "help" in meaning.read("help").query


ODD = [
    "'",
    "\\",
    "a' | 'b:*",
    "(((",
    '"',
    "-",
    "-x",
    '-"',
    "& | !",
    "%s %(text)s",
    "x" * 5000,
    "ñ:A",
    "\u200b",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_words_are_no_error(text):
    assert asked(q=text).found.total == 0


def test_reading_is_one_statement(django_assert_num_queries):
    meant("warm up")  # what the process holds
    with django_assert_num_queries(1):
        meant("somewhere to sleep tonight")


@pytest.mark.parametrize(
    ("text", "is_unheard"),
    [
        ("xylophones", False),
        ("xylofones", True),
        # Of words that are known each is somewhere, and a need is meant by one of them.
        ("bread piano", False),
        ("xylofones and food", False),
    ],
)
def test_only_what_no_listing_says_is_not_even_looked_for(text, is_unheard):
    listing("Xylophones and bread")
    listing("Piano", needs=["pets"])
    words.rebuild()
    assert meaning.read(text, with_slips=True).is_unheard is is_unheard
    assert not meaning.read(text).is_unheard


def test_what_is_new_is_found_before_its_words_are_known():
    """The list of known words is made each night."""
    words.rebuild()
    listing("Xylophones")
    found = asked(q="xylophones").found
    assert (found.total, found.meant) == (1, "")


def test_counts_beside_the_filters_are_the_same_whether_it_was_looked_for_or_not(one_moment, monkeypatch):
    listing("Bread")
    words.rebuild()
    query = {"q": "xqzzvw", "kind": "group", "near": "51.0,4.0"}
    unheard = asked(**query)
    monkeypatch.setattr(DirectoryFilter, "is_unheard", lambda self: False)
    looked = asked(**query)
    assert (unheard.found, unheard.wider) == (looked.found, looked.wider)


NEAR = search.Within((51.0, 4.0), km=25)


def test_which_rows_are_gathered_depends_on_the_crowd_and_on_how_common_the_words_are(monkeypatch):
    for number in range(10):
        listing(f"Bread {'and xylophones' if number == 7 else number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE directory_listingrow")
    monkeypatch.setattr(meaning, "GATHERING", 1000)

    def gathered(text, near=NEAR):
        found = meaning.read(text, near=near).gathered(0)
        return found and found.where

    assert gathered("bread", near=None) is None
    assert gathered("bread") is gathered("xylophones") is NEAR
    monkeypatch.setattr(meaning, "CROWD", 10)
    assert gathered("bread") is gathered('"bread bread"') is None
    assert isinstance(gathered("xylophones"), search.Anything)
    assert isinstance(gathered("bread xylophones"), search.Anything)
    assert gathered("bread or xylophones") is None
    assert gathered("bread", near=search.Within((51.9, 4.0), km=25)).place == (51.9, 4.0)


@pytest.mark.parametrize("crowd", [3, 1000])
@pytest.mark.parametrize(
    "text", ["bread", "shelter", "somewhere to sleep", "bread -piano", "-piano", "hungry bread"]
)
@pytest.mark.parametrize("more", [{}, {"within": "5"}, {"open": "now"}, {"kind": "service", "need": "food"}])
def test_page_near_a_place_is_the_same_however_it_was_read(monkeypatch, one_moment, crowd, text, more):
    listing("Bread", needs=["food"], lat=51.001)
    listing("Bread and piano", lat=51.002)
    listing("Night shelter", needs=["bed-tonight"], lat=51.1)
    listing("Bread far away", lat=52.0)
    listing("Door", description="Bread, next to the shelter.", needs=["pets"])
    unplaced = ServiceFactory(name="Bread by phone")
    projection.project([unplaced.pk])
    monkeypatch.setattr(meaning, "CROWD", crowd)
    read = asked(q=text, near="51.0,4.0", **more)
    monkeypatch.setattr(meaning.Meaning, "gathered", lambda self, key: None)
    plain = asked(q=text, near="51.0,4.0", **more)
    assert (read.found, read.wider) == (plain.found, plain.wider)


def test_listing_is_found_by_what_it_is_for_without_a_word_of_it():
    listing("The Blue Door", needs=["bed-tonight"])
    listing("Red Door", needs=["pets"])
    assert names(q="nowhere to sleep") == ["The Blue Door"]


def test_what_its_name_or_need_says_comes_before_what_is_mentioned_and_then_the_nearest_comes_first():
    listing("Nearest", needs=["pets"], description="Next to the night shelter.")
    listing("Near", lat=51.01, needs=["bed-tonight"])
    listing("Farther", lat=51.02, needs=["bed-tonight"])
    listing("Night shelter", lat=51.1, needs=[])
    listing("Elsewhere", needs=["clothes"])
    assert names(q="shelter", near="51.0,4.0") == ["Near", "Farther", "Night shelter", "Nearest"]
    assert names(q="night shelter", near="51.0,4.0")[-1] == "Nearest"


def test_without_a_place_what_was_checked_last_comes_first():
    listing("Long ago", needs=["clothes"], last_verified_on="2024-01-01", verified_how="phone")
    listing("Never", needs=["clothes"])
    listing("Lately", needs=["clothes"], last_verified_on="2026-01-01", verified_how="phone")
    assert names(q="coats") == ["Lately", "Long ago", "Never"]


def test_without_words_the_nearest_comes_first():
    listing("B", lat=51.0)
    listing("A", lat=51.1)
    assert names(near="51.0,4.0") == ["B", "A"]


def test_general_need_stands_behind_the_particular_one():
    listing("A", needs=["groceries"])
    listing("B", needs=["pets"])
    assert names(q="doggo and food") == ["B", "A"]


def test_both_things_at_once_stand_before_one_of_them():
    listing("A", needs=["pets"])
    listing("B", needs=["bikes"])
    listing("C", needs=["bikes", "pets"])
    assert names(q="vet bicycle pump")[0] == "C"


def test_negated_word_is_not_found():
    listing("Soup", description="hot")
    listing("Soup and bread", description="hot")
    listing("Another kitchen", description="Bread for all.", needs=["hot-meals"])
    listing("A third one", needs=["hot-meals"])
    assert names(q="soup -bread") == ["A third one", "Soup"]
    assert names(q='soup -"rye bread"') == ["A third one", "Another kitchen", "Soup", "Soup and bread"]


def test_where_nothing_says_all_of_it_something_that_says_a_part_is_found_and_that_is_told():
    listing("Tango on Thursdays", description="With an orchestra.")
    page = asked(q="argentine tango orchestra")
    assert [item["name"] for item in page.items] == ["Tango on Thursdays"]
    assert page.found.meant == "argentine, tango, orchestra"


def test_beginning_of_a_word_is_finished():
    listing("Marimba nights")
    words.rebuild()
    page = asked(q="marim")
    assert [item["name"] for item in page.items] == ["Marimba nights"]
    assert page.found.meant == "marimba"


def test_filters_count_what_the_words_find():
    listing("Night shelter", needs=["bed-tonight"])
    listing("A kitchen", needs=["hot-meals"])
    page = asked(q="shelter", need="home")
    counts = {o.value: o.count for box in page.found.boxes if box.name == "need" for o in box.options}
    assert page.found.total == counts["home"] == 1
    assert counts["food"] == 0
