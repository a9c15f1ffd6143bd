"""Who may see a post: the same answer from the board, from its page, from its photo and from a search."""

import pytest

from exchanges.models import Post, PostRow
from members import actions as members
from members.models import Block
from members.viewers import NEWCOMER, viewer_of
from mutualaid.base import network
from tests.factories.exchanges import ExchangeFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]

# audience -> who finds a post of somebody else on the board
SEES = {
    "everybody": {"newcomer", "pending", "suspended", "member", "organizer"},
    "members": {"member", "organizer"},
    "organizers": {"organizer"},
}
WHO = ["newcomer", "pending", "suspended", "member", "organizer"]


def somebody(who):
    if who == "newcomer":
        return None
    if who == "organizer":
        return OrganizerFactory()
    return PersonFactory(status="active" if who == "member" else who)


def viewer(person):
    return viewer_of(person.user) if person else NEWCOMER


def on_board(person):
    return PostRow.objects.visible_to(viewer(person)).count() == 1


def on_page(person):
    return Post.objects.visible_to(viewer(person)).count() == 1


@pytest.mark.parametrize("audience", SEES)
@pytest.mark.parametrize("who", WHO)
def test_audience(audience, who):
    PostFactory(audience=audience)
    person = somebody(who)
    assert (on_board(person), on_page(person)) == (who in SEES[audience],) * 2


@pytest.mark.parametrize("state", ["paused", "closed", "withdrawn"])
@pytest.mark.parametrize("who", WHO)
def test_what_is_not_open_is_seen_by_nobody_else(state, who):
    PostFactory(audience="everybody", status=state)
    person = somebody(who)
    assert not on_board(person)
    assert on_page(person) == (who == "organizer")


def test_hidden_post_is_seen_by_its_author_and_organizers_only():
    post = PostFactory(audience="everybody", hidden_at="2026-01-01T00:00Z", hidden_reason="other")
    assert [on_board(p) for p in (None, PersonFactory(), post.person, OrganizerFactory())] == [False] * 4
    assert [on_page(p) for p in (None, PersonFactory(), post.person, OrganizerFactory())] == [
        False,
        False,
        True,
        True,
    ]


def test_post_of_which_nothing_is_left_leaves_the_board():
    PostFactory(quantity=2, promised=1, done=1)
    assert not on_board(PersonFactory())


@pytest.mark.parametrize("status", ["pending", "suspended", "left"])
def test_post_of_somebody_who_is_not_active_is_seen_by_nobody(status):
    PostFactory(audience="everybody", person__status=status)
    assert [on_board(p) for p in (None, PersonFactory())] == [False, False]
    assert [on_page(p) for p in (None, PersonFactory())] == [False, False]


def test_posts_of_somebody_who_is_suspended_leave_the_board_and_come_back():
    post, organizer, member = PostFactory(), OrganizerFactory(), PersonFactory()
    members.suspend_person(by=organizer, subject=post.person, reason="safety")
    assert (on_board(member), on_page(member)) == (False, False)
    members.restore_person(by=organizer, subject=post.person)
    assert (on_board(member), on_page(member)) == (True, True)


@pytest.mark.parametrize("blocker", ["author", "viewer"])
@pytest.mark.parametrize("make", [PersonFactory, OrganizerFactory])
def test_blocked_neighbours_do_not_see_each_other(blocker, make):
    post, person = PostFactory(audience="everybody"), make()
    pair = (post.person, person) if blocker == "author" else (person, post.person)
    Block.objects.create(blocker=pair[0], blocked=pair[1])
    assert (on_board(person), on_page(person)) == (False, False)


def test_party_of_a_swap_still_opens_a_post_that_is_closed():
    exchange = ExchangeFactory(status="done", post=PostFactory(status="closed"))
    assert on_page(exchange.receiver)
    assert not on_page(PersonFactory())


def test_block_ends_what_the_two_had_and_frees_what_was_promised():
    exchange = ExchangeFactory(status="accepted")
    waiting = ExchangeFactory(proposer=exchange.receiver, post=PostFactory(person=exchange.giver))
    members.block(by=exchange.receiver, person=exchange.giver)
    exchange.refresh_from_db()
    waiting.refresh_from_db()
    exchange.occurrence.refresh_from_db()
    assert (exchange.status, waiting.status, exchange.occurrence.promised) == ("not_done", "withdrawn", 0)


# --- Pages ---------------------------------------------------------------------------------------------


def test_stranger_gets_the_same_404_as_for_a_post_that_never_was(client_of):
    post = PostFactory(audience="organizers")
    client = client_of(PersonFactory())
    there, never = (client.get(f"/exchanges/{public_id}/") for public_id in (post.public_id, "222222222222"))
    assert (there.status_code, never.status_code) == (404, 404)
    assert there.content.replace(post.public_id.encode(), b"222222222222") == never.content


def test_newcomers_page_of_a_post_tells_no_more_than_title_need_and_area(client_of):
    post = PostFactory(
        audience="everybody",
        title="Jars of soup",
        text="ask for Carmen",
        person__name="Carmen Secret",
        urgency=2,
        urgency_reason="because",
        languages=["de"],
        quantity=7131,
    )
    page = client_of().get(post.get_absolute_url()).content.decode()
    assert "Jars of soup" in page
    for secret in ("Carmen", "7131", "because", "Deutsch", "Urgent", post.person.public_id):
        assert secret not in page


@pytest.mark.parametrize("make", [PersonFactory, OrganizerFactory])
def test_post_without_a_name_says_whose_it_is_to_nobody(client_of, make):
    post = PostFactory(person__name="Carmen Secret", is_anonymous=True)
    page = client_of(make()).get(post.get_absolute_url()).content.decode()
    assert "A neighbour, without a name" in page
    assert "Carmen" not in page
    assert post.person.public_id not in page
    named = client_of(make()).get(PostFactory(person=post.person).get_absolute_url())
    assert "Carmen Secret" in named.content.decode()


@pytest.mark.parametrize("status", ["proposed", "accepted", "done"])
def test_swap_about_a_post_without_a_name_does_not_tell_it(client_of, status):
    post = PostFactory(person__name="Carmen Secret", is_anonymous=True)
    exchange = ExchangeFactory(post=post, status=status, proposer=PersonFactory(name="Benno"))
    client = client_of(exchange.receiver)
    for path in (exchange.get_absolute_url(), "/exchanges/swaps/", "/me/", post.get_absolute_url()):
        page = client.get(path).content.decode()
        assert "Carmen" not in page
        assert post.person.public_id not in page
    assert "Benno" in client_of(post.person).get(exchange.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["stranger", "organizer", "blocked"])
def test_swap_is_nobody_elses(client_of, who):
    exchange = ExchangeFactory(status="accepted")
    person = {"stranger": PersonFactory, "organizer": OrganizerFactory}.get(who, lambda: exchange.receiver)()
    if who == "blocked":
        Block.objects.create(blocker=exchange.giver, blocked=person)
    paths = ["", "accept/", "decline/", "withdraw/", "done/", "did-not-happen/", "say/", "thank/"]
    client = client_of(person)
    assert client.get(exchange.get_absolute_url()).status_code == 404
    for path in paths[1:]:
        assert client.post(exchange.get_absolute_url() + path, {"text": "x"}).status_code == 404


def test_newcomers_see_nothing_where_organizers_did_not_open_the_board(alder):
    PostFactory(audience="everybody")
    alder.board_is_public = False
    alder.save()
    network.forget()
    assert [on_board(None), on_page(None), on_board(somebody("pending"))] == [False] * 3
    assert [on_board(PersonFactory()), on_page(PersonFactory())] == [True, True]


def test_block_of_somebody_without_a_name_does_not_tell_it(client_of):
    post, member = PostFactory(person__name="Carmen Secret", is_anonymous=True), PersonFactory()
    client = client_of(member)
    assert "Carmen" not in client.get(f"{post.get_absolute_url()}block/").content.decode()
    page = client.post(f"{post.get_absolute_url()}block/", follow=True).content.decode()
    assert "Somebody who posted without a name" in page
    assert "Carmen" not in page
    assert post.person.public_id not in page
    assert not on_page(member)
    client.post(f"/members/unblock/{Block.objects.get().pk}/")
    assert on_page(member)
