"""What is lent: handed over, kept longer, wanted back, given back; and the reminders."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from procrastinate.contrib.django import app

from exchanges import actions, tasks
from exchanges.models import Exchange, Occurrence, Post
from members import actions as members
from members.models import Notice
from mutualaid.base import network
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import Network
from mutualaid.base.network import local_today
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_answers import post_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
DAY = timedelta(days=1)
ZONE = ZoneInfo("Europe/Brussels")


def loan(make=PostFactory, status="lent", **fields):
    fields.setdefault("return_on", local_today() + 7 * DAY)
    return ExchangeFactory(post=make(mode="lend"), status=status, **fields)


def counters():
    return Occurrence.objects.values_list("promised", "done").get()


def told():
    return list(Notice.objects.order_by("pk").values_list("person", "kind"))


# --- Out and back -------------------------------------------------------------------------------------


def test_thing_that_is_lent_is_free_again_when_it_comes_back(client_of):
    post = PostFactory(mode="lend")
    swap = ExchangeFactory(post=post, status="accepted", return_on=local_today() + DAY)
    post_to(client_of(swap.receiver), swap, "hand-over")
    post.row.refresh_from_db()
    assert (Exchange.objects.get().status, counters(), post.row.published) == ("lent", (1, 0), False)
    post_to(client_of(swap.giver), swap, "done")
    post.row.refresh_from_db()
    assert (Exchange.objects.get().status, counters(), post.row.published) == ("done", (0, 0), True)
    assert Post.objects.get().status == "open"


def test_loan_that_was_asked_for_is_settled_when_it_came_back(client_of):
    swap = loan(RequestFactory)
    post_to(client_of(swap.receiver), swap, "done")
    assert (Post.objects.get().status, counters()) == ("closed", (0, 1))


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_each_side_has_words_of_its_own(client_of, side):
    words = {
        "accepted": {"giver": "I have handed it over", "receiver": "I have it now"},
        "lent": {"giver": "It is back", "receiver": "I have given it back"},
    }
    for status, of in words.items():
        swap = loan(status=status)
        page = client_of(getattr(swap, side)).get(swap.get_absolute_url()).content.decode()
        assert f"</svg>{of[side]}</button>" in page
        assert ("Ask to keep it longer" in page) == (side == "receiver")
        assert ("Choose another day of return" in page) == (side == "giver")


def test_what_is_given_has_no_day_of_return(client_of):
    swap = ExchangeFactory(status="accepted")
    page = client_of(swap.receiver).get(swap.get_absolute_url()).content.decode()
    assert "Did it happen?" in page
    assert [word for word in ("Did it change hands", "keep it longer", "comes back") if word in page] == []
    for action, values in ASKING.items():
        with pytest.raises(NotNow):
            getattr(actions, action)(by=who_may(action, swap), exchange=swap, **values())
    assert Exchange.objects.get().return_on is None


def test_what_is_lent_out_stands_among_what_was_agreed(client_of):
    swap = loan()
    page = client_of(swap.receiver).get("/exchanges/swaps/").content.decode()
    assert "Agreed: talk it over" in page
    assert "<h2>Over</h2>" not in page


def test_block_while_it_is_lent_out_leaves_it_gone():
    swap = loan()
    members.block(by=swap.giver, person=swap.receiver)
    assert (Exchange.objects.get().status, counters()) == ("not_done", (0, 1))
    assert told() == []


# --- Longer, or not ---------------------------------------------------------------------------------

ASKING = {
    "ask_to_keep": lambda: {"until": local_today() + 9 * DAY},
    "let_keep": dict,
    "want_back": dict,
    "set_return": lambda: {"until": local_today() + 9 * DAY},
}


def who_may(action, swap):
    return swap.receiver if action == "ask_to_keep" else swap.giver


def test_asking_to_keep_it_is_answered_with_yes(client_of):
    swap = loan()
    later = local_today() + 9 * DAY
    post_to(client_of(swap.receiver), swap, "keep", until=later.isoformat())
    lender = client_of(swap.giver)
    assert (
        f"{swap.receiver.name} asks to keep it until" in lender.get(swap.get_absolute_url()).content.decode()
    )
    assert Exchange.objects.get().return_on == swap.return_on
    post_to(lender, swap, "keep/yes")
    assert Exchange.objects.values_list("return_on", "asked_return_on").get() == (later, None)
    assert told() == [(swap.giver.pk, "exchange_ask_to_keep"), (swap.receiver.pk, "exchange_let_keep")]


def test_asking_to_keep_it_is_answered_with_no(client_of):
    swap = loan(asked_return_on=local_today() + 9 * DAY, reminded_of=local_today() + 6 * DAY)
    post_to(client_of(swap.giver), swap, "keep/no")
    found = Exchange.objects.get()
    assert (found.return_on, found.asked_return_on) == (swap.return_on, None)
    assert found.reminded_of == local_today() + 6 * DAY
    assert told() == [(swap.receiver.pk, "exchange_want_back")]


@pytest.mark.parametrize("days", [0, 7])
def test_only_a_later_day_can_be_asked_for(client_of, days):
    swap = loan()
    day = (local_today() + days * DAY).isoformat()
    page = post_to(client_of(swap.receiver), swap, "keep", until=day).content.decode()
    assert "Choose a day after the one that you agreed on." in page
    assert day in page
    assert Exchange.objects.get().asked_return_on is None


def test_day_that_is_none_is_pointed_out(client_of):
    swap = loan()
    for person, path in ((swap.receiver, "keep"), (swap.giver, "return-day")):
        page = post_to(client_of(person), swap, path, until="soon").content.decode()
        assert 'aria-invalid="true"' in page
        assert "soon" in page
    assert told() == []


def test_lender_chooses_another_day_without_being_asked(client_of):
    swap = loan(asked_return_on=local_today() + 9 * DAY, reminded_of=local_today())
    sooner = local_today() + 2 * DAY
    post_to(client_of(swap.giver), swap, "return-day", until=sooner.isoformat())
    found = Exchange.objects.get()
    assert (found.return_on, found.asked_return_on, found.reminded_of) == (sooner, None, None)
    page = post_to(client_of(swap.giver), swap, "return-day", until="2020-01-01").content.decode()
    assert "That day is over" in page
    assert Exchange.objects.get().return_on == sooner


@pytest.mark.parametrize("action", ["let_keep", "want_back"])
def test_what_was_not_asked_is_not_answered(action):
    swap = loan()
    with pytest.raises(NotNow):
        getattr(actions, action)(by=swap.giver, exchange=swap)
    assert told() == []


@pytest.mark.parametrize("action", ASKING)
@pytest.mark.parametrize("status", ["proposed", "declined", "withdrawn", "done", "not_done"])
def test_nothing_is_asked_before_it_is_agreed_and_after_it_is_over(action, status):
    swap = loan(status=status, asked_return_on=local_today() + 8 * DAY)
    with pytest.raises(NotNow):
        getattr(actions, action)(by=who_may(action, swap), exchange=swap, **ASKING[action]())
    assert Exchange.objects.get().return_on == swap.return_on


@pytest.mark.parametrize("action", ASKING)
@pytest.mark.parametrize("who", ["other", "stranger", "organizer"])
def test_nobody_else_asks_or_answers(action, who):
    swap = loan(asked_return_on=local_today() + 8 * DAY)
    right = who_may(action, swap)
    by = {"other": swap.other(right), "stranger": PersonFactory(), "organizer": OrganizerFactory()}[who]
    with pytest.raises(NotAllowed):
        getattr(actions, action)(by=by, exchange=swap, **ASKING[action]())
    assert Exchange.objects.get().return_on == swap.return_on


# --- Reminders ----------------------------------------------------------------------------------------


@pytest.fixture
def brussels(alder):
    Network.objects.update(zone=ZONE.key)
    network.forget()


def hourly(start, days):
    """Every hour of these days, as the clock of the world goes: `(when it is there, how many were told)`."""
    moment = datetime.combine(start, datetime.min.time(), tzinfo=ZONE).astimezone(UTC)
    for _hour in range(days * 24):
        if told := actions.remind_returns(now=moment):
            yield moment.astimezone(ZONE).strftime("%m-%d %H:%M"), told
        moment += timedelta(hours=1)


@pytest.mark.parametrize("night", [date(2027, 3, 28), date(2026, 10, 25)])
@pytest.mark.usefixtures("brussels")
def test_both_are_reminded_at_ten_the_day_before_and_the_day_after_over_a_night_when_the_clock_changes(night):
    swap = loan(return_on=night + DAY)
    days = [night, night + 2 * DAY]
    assert list(hourly(night - 3 * DAY, 9)) == [(f"{day:%m-%d} 10:00", 1) for day in days]
    assert told() == [
        (swap.giver.pk, "exchange_due"),
        (swap.receiver.pk, "exchange_due"),
        (swap.giver.pk, "exchange_late"),
        (swap.receiver.pk, "exchange_late"),
    ]


@pytest.mark.usefixtures("brussels")
def test_worker_that_was_away_tells_late_but_once():
    loan(return_on=date(2027, 3, 30))
    noon = datetime(2027, 3, 30, 12, tzinfo=ZONE)
    days = [actions.remind_returns(now=noon + days * DAY) for days in (0, 0, 3, 3, 4)]
    assert days == [1, 0, 1, 0, 0]
    assert [kind for _person, kind in told()] == ["exchange_due"] * 2 + ["exchange_late"] * 2


@pytest.mark.usefixtures("brussels")
def test_longer_is_reminded_of_anew():
    swap = loan(return_on=date(2027, 3, 30))
    at = datetime(2027, 3, 31, 12, tzinfo=ZONE)
    assert actions.remind_returns(now=at) == 1
    with time_machine.travel(at, tick=False):
        actions.set_return(by=swap.giver, exchange=swap, until=date(2027, 4, 2))
    assert [day for day, _count in hourly(date(2027, 3, 31), 5)] == ["04-01 10:00", "04-03 10:00"]


@pytest.mark.parametrize(
    ("status", "count"), [("accepted", 1), ("lent", 1), ("proposed", 0), ("done", 0), ("not_done", 0)]
)
def test_only_what_is_agreed_or_out_is_reminded_of(status, count):
    loan(status=status, return_on=date(2031, 3, 15))
    assert actions.remind_returns(now=datetime(2031, 3, 14, 12, tzinfo=UTC)) == count


def test_loan_of_a_neighbour_by_phone_reminds_the_organizer_who_entered_them():
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")
    swap = ExchangeFactory(
        post=PostFactory(mode="lend", person=neighbour), status="lent", return_on=date(2031, 3, 15)
    )
    actions.remind_returns(now=datetime(2031, 3, 14, 12, tzinfo=UTC))
    assert {person for person, _kind in told()} == {organizer.pk, swap.receiver.pk}


def test_reminding_is_a_job_of_each_hour_and_can_be_run_twice():
    loan(return_on=date(2031, 3, 15))
    assert "exchanges.remind_returns" in {
        task.task.name for task in app.periodic_registry.periodic_tasks.values()
    }
    with time_machine.travel(datetime(2031, 3, 14, 12, tzinfo=UTC), tick=False):
        tasks.remind_returns(timestamp=0)
        tasks.remind_returns(timestamp=0)
    assert len(told()) == 2


def test_reminding_costs_one_look_where_nothing_is_due(django_assert_num_queries):
    loan(return_on=date(2031, 3, 20))
    network.current_network()
    with django_assert_num_queries(1):
        actions.remind_returns(now=datetime(2031, 3, 14, 12, tzinfo=UTC))
