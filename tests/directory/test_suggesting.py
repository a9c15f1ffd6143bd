"""Suggestions while somebody types: which, in how many statements, and nothing that is not public."""

import re

import pytest

from directory import projection
from mutualaid.base import words
from tests.factories.directory import GuideFactory, LocationFactory, ServiceAtLocationFactory, ServiceFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/directory/suggestions/"


def listing(name, slug, places=1, **kwargs):
    service = ServiceFactory(name=name, slug=slug, **kwargs)
    for _place in range(places):
        ServiceAtLocationFactory(service=service, location=LocationFactory())
    projection.project([service.pk])
    return service


def suggested(client, q, **headers):
    """`(address, title, sort)` of each option."""
    page = client.get(ADDRESS, {"q": q}, headers=headers).content.decode()
    options = re.findall(
        r'<li role="option"[^>]* data-href="([^"]+)">.*?<span[^>]*>(.*?)</span>\s*<small>(.*?)</small>',
        page,
        re.S,
    )
    assert len(options) == page.count("<li")
    return options


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("groc", "Groceries"),
        ("GROCERIES", "Groceries"),
        ("pamp", "Baby things"),
        ("pañal", "Baby things"),
        ("panal", "Baby things"),
        ("help paying rent", "Help with rent"),
        ("somewhere to sleep tonight", "A bed tonight"),
        ("food sta", "Help with food benefits"),
    ],
)
def test_need_is_suggested_by_its_name_by_what_people_call_it_and_by_what_is_meant(client, q, title):
    assert title in [one[1] for one in suggested(client, q)]


def test_need_whose_name_begins_so_comes_first(client):
    href, title, sort = suggested(client, "cloth")[0]
    assert (href, title, sort) == ("/directory/?need=clothes", "Clothes and shoes", "Need")


def test_place_that_was_asked_for_stays(client):
    page = client.get(ADDRESS, {"q": "groceries", "near": "Alderton & Co"}).content.decode()
    assert 'data-href="/directory/?need=groceries&amp;near=Alderton+%26+Co"' in page


def test_listing_is_suggested_by_any_word_of_its_name_once_and_the_one_that_begins_so_first(client):
    listing("The Xylo Room", "the-xylo-room")
    listing("Xylophone school", "xylophone-school", places=3, needs=["fun-together"])
    assert suggested(client, "xylo") == [
        ("/directory/xylophone-school/", "Xylophone school", "Company and visits"),
        ("/directory/the-xylo-room/", "The Xylo Room", "Place"),
    ]
    assert [one[1] for one in suggested(client, "the xy")] == ["The Xylo Room"]


def test_guide_is_suggested(client):
    guide = GuideFactory(text__title="Xylophones for all", slug="xylophones", kind="guide")
    projection.project_guides([guide.pk])
    assert suggested(client, "xylo") == [("/directory/guides/xylophones/", "Xylophones for all", "Guide")]


def test_what_is_hidden_is_not_suggested(client):
    service = listing("Xylophone school", "xylophone-school")
    type(service).objects.update(publication="hidden", hidden_reason="closed")
    projection.project([service.pk])
    assert suggested(client, "xylo") == []


def test_words_of_the_text_are_no_names(client):
    listing("The Blue Door", "the-blue-door", description="Xylophones.")
    assert suggested(client, "xylo") == []


def test_beginning_of_very_many_names_suggests_needs_alone(client, monkeypatch):
    monkeypatch.setattr("directory.suggesting.MOST_TEXTS", 1)
    listing("Grocer one", "one")
    listing("Grocer two", "two")
    words.rebuild()
    assert [one[2] for one in suggested(client, "grocer")] == ["Need"]


@pytest.mark.parametrize(
    "q", ["", " ", "g", "\x00", "'", "' | 'x", "a:*", "%", "_ _", "\\", "x" * 5000, "نان"]
)
def test_odd_or_short_words_suggest_nothing(client, q):
    assert suggested(client, q) == []


def test_names_are_escaped(client):
    listing("Xylo <b>&", "xylo")
    assert suggested(client, "xylo")[0][1] == "Xylo &lt;b&gt;&amp;"


def test_in_spanish(client):
    assert ("/directory/?need=clothes", "Ropa y zapatos", "Necesidad") in suggested(
        client, "ropa", **{"Accept-Language": "es"}
    )


def test_nothing_is_kept(client):
    answer = client.get(ADDRESS, {"q": "rent"})
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert not answer.cookies


def test_two_statements_however_many_there_are(client, django_assert_num_queries):
    listing("Bread 0", "bread-0")
    suggested(client, "bread")  # what the process holds
    with django_assert_num_queries(2):
        suggested(client, "bread")
    for number in range(1, 30):
        listing(f"Bread {number}", f"bread-{number}")
    with django_assert_num_queries(2):
        assert len(suggested(client, "bread")) <= 8


def test_wrong_verb_is_refused(client):
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize("path", ["/", "/search/", "/directory/"])
def test_field_says_where_suggestions_are(client, path):
    page = client.get(path).content.decode()
    assert page.count(f'data-suggest="{ADDRESS}"') == page.count('id="suggestions"') == 1
