"""The feed is a newcomer's board, for whoever asks."""

from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from directory.models import Need
from exchanges import outside, pages
from exchanges.board import board as board_of
from exchanges.models import Post
from members.models import Block
from members.viewers import NEWCOMER
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
FEED = "/exchanges/feed/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(response):
    return ElementTree.fromstring(response.content).findall("a:entry", ATOM)


def titles(response):
    return {entry.findtext("a:title", None, ATOM).split(": ")[1] for entry in entries(response)}


def test_feed_is_what_a_newcomer_sees_and_nothing_else(client, board):
    shown, secrets = board
    response = client.get(FEED)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert titles(response) == set(shown)
    assert [secret for secret in secrets if secret in response.text] == []
    page = client.get("/exchanges/").text
    assert all(title.replace("&", "&amp;") in page for title in shown)


def test_an_entry_has_title_need_area_link_and_day(client, board):
    post = Post.objects.get(title="A lift & a hand")
    [entry] = entries(client.get(f"{FEED}?need=rides"))
    said = {part.tag.split("}")[1]: part.text or part.get("href") for part in entry}
    assert set(said) == {"title", "link", "updated", "id", "summary"}
    assert said["title"] == "Request: A lift & a hand"
    assert said["link"] == said["id"] == f"http://localhost:8000{post.get_absolute_url()}"
    assert said["updated"] == f"{timezone.now().date().isoformat()}T00:00:00+00:00"
    assert said["summary"] == "Getting around, south-west of Alder"


def test_feed_and_text_say_what_the_board_says_to_a_newcomer(client, client_of, alder):
    """Word for word, of a post that has everything; the board shows three needs at most."""
    slugs = [need.slug for need in Need.objects.exclude(parent=None)[:4]]
    post = RequestFactory(
        audience="everybody",
        needs=slugs,
        urgency=2,
        quantity=5,
        unit="bags",
        from_day="2036-05-01",
        until_day="2036-05-01",
        from_time="09:00",
        languages=["es"],
        handover=["drop_off"],
    )
    [item] = board_of(NEWCOMER, QueryDict()).items
    note = pages.card(item, NEWCOMER)
    words = ", ".join([*note.chips, *(fact[1] for fact in note.facts)])
    page = client.get("/exchanges/").text
    assert len(slugs) == 4
    assert [part in page for part in [*note.chips, note.facts[0][1]]] == [True] * 4
    [entry] = entries(client.get(FEED))
    assert entry.findtext("a:summary", None, ATOM) == words
    text = client_of(PersonFactory()).get("/exchanges/as-text/?format=txt").text
    assert f"- {post.title} ({words})\n" in text


@pytest.mark.parametrize("who", ["newcomer", "member", "organizer", "author", "blocked", "pending"])
def test_everybody_gets_the_same_and_no_cookie(client_of, client, board, who):
    author = Post.objects.get(title="Plum jam").person
    person = {
        "newcomer": lambda: None,
        "member": PersonFactory,
        "organizer": OrganizerFactory,
        "author": lambda: author,
        "blocked": PersonFactory,
        "pending": lambda: PersonFactory(status="pending"),
    }[who]()
    if who == "blocked":
        Block.objects.create(blocker=author, blocked=person)
    browser = client_of(person)
    browser.cookies["django_language"] = "es"
    before = dict(browser.cookies)
    response = browser.get(FEED, headers={"Accept-Language": "es"})
    assert response.content == client.get(FEED).content
    assert dict(browser.cookies) == before
    assert "Cookie" not in response["Vary"]


def test_nothing_where_the_organizers_closed_the_board(client_of, client, board):
    Network.objects.update(board_is_public=False)
    network.forget()
    for browser in (client, client_of(PersonFactory()), client_of(OrganizerFactory())):
        assert entries(browser.get(FEED)) == []
        assert FEED not in browser.get("/exchanges/").text


def test_the_board_links_to_it_with_its_filters(client, board):
    page = client.get("/exchanges/?kind=offer&page=1").text
    assert f'<link rel="alternate" type="application/atom+xml" href="{FEED}"' in page
    assert f'href="{FEED}?kind=offer"' in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=request", {"A lift & a hand"}),
        ("kind=offer", {"Plum jam"}),
        ("need=rides", {"A lift & a hand"}),
        ("need=food", {"Plum jam"}),
        ("q=plum", {"Plum jam"}),
        ("q=blue+door", set()),
        ("kind=nonsense&page=9&within=same&urgency=2", {"A lift & a hand", "Plum jam"}),
    ],
)
def test_filters_of_the_board(client, board, query, expected):
    assert titles(client.get(f"{FEED}?{query}")) == expected


def test_a_cache_keeps_it_and_asks_whether_it_changed(client, board):
    first = client.get(FEED)
    assert first["Cache-Control"] == "public, max-age=300"
    again = {"If-None-Match": first["ETag"]}
    assert client.get(FEED, headers=again).status_code == 304
    PostFactory(title="New jam", audience="everybody")
    changed = client.get(FEED, headers=again)
    assert (changed.status_code, "New jam" in changed.text) == (200, True)


def test_what_was_taken_back_is_gone_even_for_one_who_asks_by_date(client, board):
    assert "Last-Modified" not in client.get(FEED)
    Post.objects.get(title="Plum jam").row.delete()
    response = client.get(FEED, headers={"If-Modified-Since": "Thu, 01 Jan 2037 00:00:00 GMT"})
    assert (response.status_code, titles(response)) == (200, {"A lift & a hand"})


def test_an_empty_feed_stays_the_same(client, alder):
    assert client.get(FEED).content == client.get(FEED).content
    assert client.get(FEED)["ETag"] == client.get(FEED)["ETag"]


def test_words_are_in_the_networks_language(client, board):
    Network.objects.update(languages=["es", "en"])
    network.forget()
    response = client.get(FEED, headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "es"
    with translation.override("es"):
        assert f"<title>{gettext('Request')}: " in response.text


@pytest.mark.parametrize("count", [1, 3])
def test_one_statement_however_many(django_assert_num_queries, client, alder, count):
    for _ in range(count):
        PostFactory(audience="everybody")
    client.get(FEED)
    network.current_network()
    with django_assert_num_queries(1):
        assert len(entries(client.get(FEED))) == count


def test_at_most_the_newest(client, alder, monkeypatch):
    monkeypatch.setattr(outside, "MOST", 2)
    for number in range(3):
        PostFactory(audience="everybody", title=f"jam {number}", created_at=f"2026-01-0{number + 1}T12:00Z")
    assert titles(client.get(FEED)) == {"jam 1", "jam 2"}


def test_only_reading(client, alder):
    assert reverse("exchanges:feed") == FEED
    assert client.post(FEED).status_code == 405
    assert client.head(FEED).status_code == 200
