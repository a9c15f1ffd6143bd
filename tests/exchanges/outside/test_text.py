"""The board as text for a group chat."""

import pytest
from django.utils.html import escape

from exchanges import outside
from exchanges.models import Post
from members.models import Block
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
PAGE = "/exchanges/as-text/"


@pytest.fixture
def member(client_of, alder):
    return client_of(PersonFactory())


def plain(client, query=""):
    response = client.get(f"{PAGE}?format=txt&{query}")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.text


def test_text_has_title_need_area_and_link_and_nothing_else(member, board):
    _shown, secrets = board
    text = plain(member)
    lift, jam = (Post.objects.get(title=title).get_absolute_url() for title in board[0])
    heading, *parts = text.split("\n\n")
    assert heading.startswith("Alder Mutual Aid, ")
    assert parts == [
        "What neighbours need:",
        f"- A lift & a hand (Getting around, south-west of Alder)\nhttp://localhost:8000{lift}",
        "What neighbours share:",
        f"- Plum jam (Groceries, south-west of Alder)\nhttp://localhost:8000{jam}\n",
    ]
    assert [secret for secret in secrets if secret in text] == []


def test_page_has_the_text_to_select_and_says_what_is_left_out(member, board):
    page = member.get(PAGE).text
    assert escape("- A lift & a hand (Getting around") in page
    assert "<textarea" in page
    assert "readonly" in page
    assert "Left out are names" in page
    assert [secret for secret in board[1] if secret in page] == []


def test_an_organizer_copies_no_more_than_others(client_of, member, board):
    assert plain(client_of(OrganizerFactory())) == plain(member)


@pytest.mark.parametrize("by_me", [True, False])
def test_blocked_pairs_do_not_meet_here_either(client_of, board, by_me):
    author = Post.objects.get(title="Plum jam").person
    me = PersonFactory()
    Block.objects.create(blocker=me if by_me else author, blocked=author if by_me else me)
    assert "Plum jam" not in plain(client_of(me))


def test_nothing_where_the_organizers_closed_the_board(member, board):
    Network.objects.update(board_is_public=False)
    network.forget()
    assert "Plum" not in plain(member)
    assert "Your organizers show the board to members only" in member.get(PAGE).text


def test_nothing_is_said_where_there_is_nothing(member):
    page = member.get(PAGE).text
    assert "No post that is open to everybody" in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    ("query", "lift", "jam"),
    [
        ("kind=request", True, False),
        ("kind=offer", False, True),
        ("need=rides", True, False),
        ("need=food&kind=request", False, False),
        ("kind=", True, True),
    ],
)
def test_filters_of_the_board(member, board, query, lift, jam):
    text = plain(member, query)
    assert ("A lift" in text, "Plum jam" in text) == (lift, jam)


def test_links_choose_a_kind_and_keep_the_rest(member, board):
    page = member.get(f"{PAGE}?need=food&kind=offer").text
    assert 'href="?need=food&amp;kind=request"' in page
    assert 'href="?need=food&amp;kind=offer" aria-current="true"' in page
    assert 'href="?need=food"' in page
    assert "Food" in page


def test_board_links_to_it_for_members_only(client, member, board):
    assert f'href="{PAGE}?kind=offer"' in member.get("/exchanges/?kind=offer").text
    assert PAGE not in client.get("/exchanges/").text


def test_a_title_stays_on_its_line(member):
    PostFactory(audience="everybody", title="Jam\n- Free money (http://x.example)")
    assert "\n- Free money" not in plain(member)


def test_a_long_board_says_that_there_is_more(member, monkeypatch):
    monkeypatch.setattr(outside, "MOST", 2)
    for _ in range(3):
        RequestFactory(audience="everybody")
    assert plain(member).count("\n- ") == 2
    assert "These are the newest 2." in member.get(PAGE).text


def test_it_is_kept_by_no_cache(member, board):
    assert member.get(f"{PAGE}?format=txt")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_statements_for_one_as_for_three(django_assert_num_queries, member, count):
    for _ in range(count):
        RequestFactory(audience="everybody")
    with django_assert_num_queries(5):
        assert plain(member).count("\n- ") == count
