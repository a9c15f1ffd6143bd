"""One's own page: all that waits, and everything can be done from there."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone

from exchanges import actions
from exchanges.models import Handover, Post, SavedSearch, Thread
from members import actions as members
from tests.exchanges.test_ring_actions import pairs_among
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    GatheringFactory,
    MessageFactory,
    PostFactory,
    RequestFactory,
)
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
ME = "/me/"


@pytest.fixture
def ana(client):
    person = PersonFactory(name="Anabel")
    client.force_login(person.user)
    return person


def page(client):
    return client.get(ME).content.decode()


def section(client, name):
    """The part of the page under this id, "" where it is not there."""
    text = page(client)
    if f'id="{name}"' not in text:
        return ""
    return text.split(f'id="{name}"')[1].split('<section class="stack"')[0]


def test_an_empty_page_says_what_to_do_next(client, ana):
    text = page(client)
    assert "Nothing just now" in text
    assert "What could you use a hand with?" in text


def test_an_answer_that_waits_is_given_from_here(client, ana):
    post = PostFactory(person=ana, title="Jars of soup")
    exchange = ExchangeFactory(post=post, proposer=PersonFactory(name="Benno"))
    waits = section(client, "waits")
    assert "Jars of soup" in waits
    assert "Benno says: count me in" in waits
    client.post(f"{exchange.get_absolute_url()}accept/")
    exchange.refresh_from_db()
    assert exchange.status == "accepted"


def test_among_several_one_chooses_on_the_page_of_the_post(client, ana):
    post = RequestFactory(person=ana, title="Ten jars", quantity=10)
    for name in ("Benno", "Chidi"):
        ExchangeFactory(post=post, proposer=PersonFactory(name=name))
    waits = section(client, "waits")
    assert waits.count("Ten jars") == 1
    assert "2 neighbours say: count me in" in waits
    assert f'href="{post.get_absolute_url()}#proposals"' in waits
    assert "Yes, gladly" not in waits
    assert 'id="proposals"' in client.get(post.get_absolute_url()).text


def test_lists_with_a_page_of_their_own_end_after_one_screen(client, ana):
    for number in range(8):
        RequestFactory(person=ana, title=f"Request {number}")
    posts = section(client, "posts")
    assert posts.count("Request ") == 6
    assert 'href="/exchanges/mine/"' in posts


def agreed(ana, **fields):
    return ExchangeFactory(post=PostFactory(person=ana), proposer=PersonFactory(name="Benno"), **fields)


def test_who_wrote_last_is_owed_an_answer_by_the_other(client, ana):
    exchange = agreed(ana, status="accepted")
    actions.say(by=exchange.proposer, thread=exchange.thread, text="A secret place")
    waits = section(client, "waits")
    assert "Benno wrote to you last" in waits
    assert "A secret place" not in page(client)
    actions.say(by=ana, thread=exchange.thread, text="Yes")
    assert "Benno wrote to you last" not in page(client)


def test_what_they_have_not_read_is_marked_until_they_have(client, ana):
    swap = agreed(ana, status="accepted")
    gathering = GatheringFactory(title="Six hands")
    for person in (ana, PersonFactory(name="Chidi")):
        ComingFactory(post=gathering, person=person)
    among_all = Thread.objects.get_or_create(occurrence=gathering.occurrence)[0]
    assert "new messages" not in page(client)
    for thread, by in ((swap.thread, swap.proposer), (among_all, gathering.person)):
        actions.say(by=by, thread=thread, text="Yes")
    assert [section(client, part).count("new messages") for part in ("agreed", "gatherings")] == [1, 1]
    assert client.get("/exchanges/swaps/").text.count("new messages") == 1
    for thread in (swap.thread, among_all):
        actions.read(by=ana, thread=thread, until=timezone.now())
    assert "new messages" not in page(client)


def test_a_time_that_is_proposed_is_agreed_from_here_by_the_other_one_only(client, ana):
    exchange = agreed(ana, status="accepted")
    time_of = Handover.objects.create(
        exchange=exchange,
        proposed_by=exchange.proposer,
        day=timezone.localdate() + timedelta(days=3),
        from_time=time(18),
    )
    assert "Benno proposes:" in section(client, "waits")
    client.post(f"{exchange.get_absolute_url()}time/agree/", {"handover": time_of.pk})
    time_of.refresh_from_db()
    assert time_of.status == "agreed"
    assert "you meet" in section(client, "soon")
    Handover.objects.update(status="proposed", proposed_by=ana)
    assert "proposes:" not in page(client)


def test_a_loan_that_is_asked_for_longer_and_one_that_is_late(client, ana):
    today = timezone.localdate()
    later = today + timedelta(days=9)
    longer = agreed(ana, status="lent", return_on=today + timedelta(days=2), asked_return_on=later)
    assert "Benno asks to keep it until" in section(client, "waits")
    client.post(f"{longer.get_absolute_url()}keep/yes/")
    longer.refresh_from_db()
    assert longer.return_on == later
    agreed(ana, status="lent", return_on=today)
    assert "Is it back?" in section(client, "waits")


def test_a_ring_waits_and_then_i_wait_for_the_others(client, ana):
    ring = actions.propose_ring(
        pairs=pairs_among(ana, PersonFactory(name="Benno"), PersonFactory(name="Chidi"))
    )
    assert "with Benno, Chidi" in section(client, "waits")
    actions.answer_ring(by=ana, ring=ring, person=ana, yes=True)
    assert "with Benno, Chidi" not in section(client, "waits")
    assert "with Benno, Chidi" in section(client, "wait")


def test_still_so_is_answered_from_here(client, ana):
    post = PostFactory(person=ana, title="Old soup")
    Post.objects.update(asked_at=timezone.now(), confirmed_at=timezone.now() - timedelta(days=31))
    assert "Old soup" in section(client, "waits")
    client.post(f"{post.get_absolute_url()}still/", {"answer": "yes"})
    post.refresh_from_db()
    assert post.asked_at is None


def test_what_i_asked_what_is_agreed_my_posts_and_searches(client, ana):
    mine = RequestFactory(person=ana, title="A lift on Friday")
    asked = ExchangeFactory(post=PostFactory(title="Jars of jam"), proposer=ana)
    going = ExchangeFactory(post=PostFactory(title="Plum tree"), proposer=ana, status="accepted")
    SavedSearch.objects.create(person=ana, over="board", address="q=x", name="My rides")
    assert asked.post.title in section(client, "wait")
    assert going.post.title in section(client, "agreed")
    assert mine.title in section(client, "posts")
    assert "My rides" in section(client, "searches")
    client.post(f"{mine.get_absolute_url()}close/")
    assert "A lift on Friday" not in section(client, "posts")


def test_what_is_soon_is_in_order_and_not_farther_than_two_weeks(client, ana):
    today = timezone.localdate()
    for days in (20, 3, 1):
        day = today + timedelta(days=days)
        PostFactory(person=ana, title=f"In {days} days", from_day=day, until_day=day)
    soon = section(client, "soon")
    assert soon.count("your post") == 2
    assert soon.index("In 1 days") < soon.index("Tomorrow") < soon.index("In 3 days")
    assert "In 20 days" not in soon


def test_nothing_of_somebody_who_is_blocked(client, ana):
    exchange = agreed(ana, status="accepted")
    actions.say(by=exchange.proposer, thread=exchange.thread, text="Hello")
    members.block(by=exchange.proposer, person=ana)
    assert "Benno" not in page(client)


def test_a_nameless_author_stays_nameless(client, ana):
    post = PostFactory(person=PersonFactory(name="Hidden Person"), is_anonymous=True)
    exchange = ExchangeFactory(post=post, proposer=ana, status="accepted")
    MessageFactory(exchange=exchange, author=post.person)
    exchange.thread.last_at, exchange.thread.last_by = timezone.now(), post.person
    exchange.thread.save()
    text = page(client)
    assert "Hidden Person" not in text
    assert "A neighbour wrote to you last" in text


def fill(ana):
    """One of everything."""
    ExchangeFactory(post=PostFactory(person=ana))
    exchange = agreed(ana, status="accepted")
    actions.say(by=exchange.proposer, thread=exchange.thread, text="Hello")
    ExchangeFactory(post=PostFactory(), proposer=ana)
    agreed(ana, status="lent", return_on=timezone.localdate())
    PostFactory(person=ana, from_day=timezone.localdate(), until_day=timezone.localdate())
    SavedSearch.objects.create(person=ana, over="board", address="q=x", name="Rides")


def test_the_page_takes_the_same_queries_at_one_and_at_three_of_everything(client, ana):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _round in range(3):
        fill(ana)
        client.get(ME)
        with CaptureQueriesContext(connection) as captured:
            client.get(ME)
        counts.append(len(captured))
    assert counts[0] == counts[2]
    assert counts[0] <= 6


def test_all_forms_of_a_page_have_one_token(client, ana):
    PostFactory.create_batch(2, person=ana)
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page(client))
    assert len(tokens) > 1
    assert len(set(tokens)) == 1
