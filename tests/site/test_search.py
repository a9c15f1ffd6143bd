"""What is new on the first page, and the one search."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import projection
from exchanges.models import Post
from tests.factories.directory import GuideFactory, ServiceFactory
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def test_home_shows_newcomers_what_is_open_to_everybody_only(client):
    PostFactory(title="Soup for all", audience=Post.Audience.EVERYBODY)
    PostFactory(title="Soup for members", audience=Post.Audience.MEMBERS)
    page = client.get("/").content.decode()
    assert "Soup for all" in page
    assert "Soup for members" not in page


def test_home_without_posts_has_no_empty_board(client):
    assert "The whole board" not in client.get("/").content.decode()


def test_search_shows_what_neighbours_posted(client):
    PostFactory(title="Jars of soup", audience=Post.Audience.EVERYBODY)
    RequestFactory(title="A ladder", audience=Post.Audience.EVERYBODY)
    page = client.get("/search/", {"q": "soup"}).content.decode()
    assert "Jars of soup" in page
    assert "A ladder" not in page


def test_search_does_not_find_what_is_for_members(client):
    PostFactory(title="Jars of soup", audience=Post.Audience.MEMBERS)
    assert "Jars of soup" not in client.get("/search/", {"q": "soup"}).content.decode()


def test_search_that_finds_nothing_leads_to_asking(client):
    page = client.get("/search/", {"q": "a <ladder>"}).content.decode()
    assert "Nothing found for “a &lt;ladder&gt;”" in page
    assert "/exchanges/new/?kind=request&amp;title=a+%3Cladder%3E" in page


def test_search_finds_places_and_guides_each_under_its_heading(client):
    service = ServiceFactory(name="Soup kitchen", needs=["hot-meals"])
    GuideFactory(text__title="Cook soup for a block")
    projection.project([service.pk])
    projection.project_guides()
    page = client.get("/search/", {"q": "soup"}).content.decode()
    places, guides = (
        re.search(rf'<section aria-labelledby="{name}">.*?</section>', page, re.S).group()
        for name in ("places", "guides")
    )
    assert ("Soup kitchen" in places, "Cook soup" in places) == (True, False)
    assert ("Soup kitchen" in guides, "Cook soup" in guides) == (False, True)


@pytest.mark.parametrize("q", ["", " ", "\x00", "x" * 5000, "'; --", "&|!", "عربي"])
def test_search_for_odd_words_is_no_error(client, q):
    assert client.get("/search/", {"q": q}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/search/?q=soup"])
def test_page_asks_the_database_the_same_at_one_and_at_thirty(client, path, django_assert_num_queries):
    author = PersonFactory()
    PostFactory(title="Jars of soup", person=author, audience=Post.Audience.EVERYBODY)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    PostFactory.create_batch(29, title="Jars of soup", person=author, audience=Post.Audience.EVERYBODY)
    with django_assert_num_queries(len(one)):
        client.get(path)
