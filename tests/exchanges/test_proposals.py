"""The proposals that wait at a post: with a time, side by side, for its author to choose from."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges import actions, pages
from exchanges.models import Exchange, Handover
from members.models import Block
from members.viewers import viewer_of
from mutualaid.base import hanging
from mutualaid.base.actions import NotNow
from mutualaid.base.network import local_today
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_exchange_views import propose
from .test_post_views import errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
MET = "You have met before"
DAY = date(2031, 3, 14)


def waiting(post, person=None):
    viewer = viewer_of((person or post.person).user)
    [swaps] = hanging.together(pages.proposals.about(post, viewer))
    return pages.proposals.waiting(post, viewer, swaps)


# --- A day and a time -------------------------------------------------------------------------------


def test_a_day_and_a_time_are_proposed_with_it(client_of):
    ben, post = PersonFactory(), PostFactory()
    propose(client_of(ben), post, day="2031-03-14", from_time="18:30")
    assert list(Handover.objects.values_list("proposed_by", "day", "from_time", "status")) == [
        (ben.pk, DAY, time(18, 30), "proposed")
    ]


@pytest.mark.parametrize(("data", "there"), [({}, 0), ({"day": "2031-03-14"}, 1)])
def test_day_and_time_may_be_left_open(client_of, data, there):
    propose(client_of(PersonFactory()), PostFactory(), **data)
    assert (Exchange.objects.count(), Handover.objects.count()) == (1, there)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"from_time": "18:30"}, ["day"]),
        ({"day": "soon", "from_time": "18:30"}, ["day"]),
        ({"day": "2031-03-14", "from_time": "late"}, ["from_time"]),
    ],
)
def test_a_time_without_a_day_is_pointed_out_and_kept(client_of, data, said):
    page = propose(client_of(PersonFactory()), PostFactory(), note="For my kids", **data).content.decode()
    assert errors(page) == said
    assert "For my kids" in page
    assert Exchange.objects.count() == 0


def test_a_day_that_is_over_is_refused_in_plain_words(client_of):
    page = propose(client_of(PersonFactory()), PostFactory(), day="2020-01-01", note="Hello").content.decode()
    assert "That day is over" in page
    assert "Hello" in page
    assert (Exchange.objects.count(), Handover.objects.count()) == (0, 0)


@pytest.mark.parametrize(("day", "back"), [(None, -1), (3, 2)])
def test_a_loan_cannot_come_back_before_it_was_handed_over(day, back):
    today = local_today()
    with pytest.raises(NotNow, match="before it was handed over"):
        actions.propose(
            by=PersonFactory(),
            occurrence=PostFactory(mode="lend").occurrence,
            day=day and today + timedelta(days=day),
            return_on=today + timedelta(days=back),
        )


# --- Side by side -----------------------------------------------------------------------------------


def test_author_sees_who_waits_with_note_quantity_and_time(client_of):
    post = RequestFactory(quantity=10, unit="meals")
    first, second = ExchangeFactory(post=post, quantity=2), ExchangeFactory(post=post, quantity=5)
    MessageFactory(exchange=first, author=first.proposer, kind="note", text="I cook on Friday.")
    Handover.objects.create(exchange=second, proposed_by=second.proposer, day=DAY, from_time=time(18, 30))
    ExchangeFactory(post=post, status="declined", proposer=PersonFactory(name="Nobody Now"))
    items = waiting(post)
    assert [item["swap"] for item in items] == [first, second]
    assert [[note.text for note in item["notes"]] for item in items] == [["I cook on Friday."], []]
    assert [[fact[1] for fact in item["facts"]] for item in items] == [
        ["2 meals"],
        ["5 meals", "Fri 14 Mar, 18:30"],
    ]
    page = client_of(post.person).get(post.get_absolute_url()).content.decode()
    assert "2 neighbours say: count me in" in page
    assert [page.count(text) for text in (first.proposer.name, "I cook on Friday.", "5 meals")] == [2, 1, 1]


def test_author_says_yes_to_the_last_who_came(client_of):
    post = PostFactory(quantity=1)
    first, last = ExchangeFactory(post=post), ExchangeFactory(post=post)
    client_of(post.person).post(f"{last.get_absolute_url()}accept/")
    assert [Exchange.objects.get(pk=swap.pk).status for swap in (first, last)] == ["proposed", "accepted"]


def test_yes_to_more_than_is_left_is_refused_in_plain_words(client_of):
    post = PostFactory(quantity=10)
    ExchangeFactory(post=post, quantity=8, status="accepted")
    swap = ExchangeFactory(post=post, quantity=3)
    page = client_of(post.person).post(f"{swap.get_absolute_url()}accept/", {"word": "Gladly"})
    assert "Sorry, there is not that much left." in page.content.decode()
    assert "Gladly" in page.content.decode()
    assert Exchange.objects.get(pk=swap.pk).status == "proposed"


@pytest.mark.parametrize("who", ["stranger", "proposer", "organizer", "newcomer"])
def test_nobody_else_sees_who_waits(client_of, who):
    swap = ExchangeFactory(
        post=PostFactory(audience="everybody", quantity=5), proposer=PersonFactory(name="Zebedee")
    )
    MessageFactory(exchange=swap, author=swap.proposer, kind="note", text="I cook on Friday.")
    person = {
        "stranger": PersonFactory(),
        "proposer": swap.proposer,
        "organizer": OrganizerFactory(),
        "newcomer": None,
    }[who]
    page = client_of(person).get(swap.post.get_absolute_url()).content.decode()
    assert "count me in" not in page
    assert "I cook on Friday." not in page
    assert who == "proposer" or "Zebedee" not in page


def test_organizer_sees_who_waits_for_the_neighbour_by_phone_whom_they_entered(client_of):
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")
    swap = ExchangeFactory(post=RequestFactory(person=neighbour))
    ExchangeFactory(post=RequestFactory(person=neighbour), proposer=swap.proposer, status="done")
    page = client_of(organizer).get(swap.post.get_absolute_url()).content.decode()
    assert swap.proposer.name in page
    assert "They have met before" in page


def test_whoever_blocked_the_author_does_not_wait_there():
    swap = ExchangeFactory()
    Block.objects.create(blocker=swap.proposer, blocked=swap.author)
    assert waiting(swap.post) == []


def test_list_costs_the_same_for_one_and_for_three(client_of):
    def count(post):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(waiting(post)) == post.occurrence.exchanges.count()
        return len(queries)

    one, three = PostFactory(), PostFactory(quantity=9)
    for post, number in ((one, 1), (three, 3)):
        for _ in range(number):
            MessageFactory(exchange=ExchangeFactory(post=post), kind="note")
    assert count(one) == count(three)


# --- You have met before ----------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("times", [1, 3])
def test_met_before_is_said_of_a_done_swap_of_either_direction_and_never_how_often(client_of, turned, times):
    swap = ExchangeFactory()
    ana, ben = swap.author, swap.proposer
    for _ in range(times):
        ExchangeFactory(
            post=PostFactory(person=ben if turned else ana), proposer=ana if turned else ben, status="done"
        )
    pages = [
        client_of(ana).get(address).content.decode()
        for address in (swap.post.get_absolute_url(), swap.get_absolute_url())
    ]
    assert [page.count(MET) for page in pages] == [1, 1]


@pytest.mark.parametrize("status", ["proposed", "accepted", "declined", "withdrawn", "not_done"])
def test_met_before_is_not_said_of_what_did_not_happen(status):
    swap = ExchangeFactory()
    ExchangeFactory(post=PostFactory(person=swap.author), proposer=swap.proposer, status=status)
    ExchangeFactory(post=PostFactory(person=swap.author), status="done")
    assert [item["have_met"] for item in waiting(swap.post)] == [False]


def test_met_before_does_not_tell_whose_the_post_without_a_name_was(client_of):
    """Anabel helped somebody without a name, who was Benno. Now Benno answers her with his."""
    ana, ben = PersonFactory(), PersonFactory()
    nameless = RequestFactory(person=ben, is_anonymous=True)
    ExchangeFactory(post=nameless, proposer=ana, status="done")
    swap = ExchangeFactory(post=PostFactory(person=ana), proposer=ben)
    assert [item["have_met"] for item in waiting(swap.post)] == [False]
    assert MET not in client_of(ana).get(swap.get_absolute_url()).content.decode()


def test_met_before_is_not_told_to_whoever_proposed(client_of):
    swap = ExchangeFactory()
    ExchangeFactory(post=PostFactory(person=swap.author), proposer=swap.proposer, status="done")
    assert MET not in client_of(swap.proposer).get(swap.get_absolute_url()).content.decode()
