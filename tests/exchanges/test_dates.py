"""One date of a recurring post: left out, put back, changed; and what each day brings."""

from datetime import date, time, timedelta

import pytest
import time_machine

from exchanges import actions, tasks, turning
from exchanges.models import Exchange, Occurrence, Post, PostRow
from members.models import Notice
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    PostFactory,
    RecurringFactory,
    RequestFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 8)  # Tuesdays
NINE, NOON, TWO = time(9), time(12), time(14)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-25 10:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def post():
    return RecurringFactory(each_quantity=3)


def on(post, day):
    return post.occurrences.get(rule_day=day)


def status(exchange):
    return Exchange.objects.values_list("status", flat=True).get(pk=exchange.pk)


def told():
    """Who heard what, in order."""
    return list(Notice.objects.order_by("pk").values_list("person", "kind"))


def change(post, occurrence, by=None, **values):
    values = {"day": SECOND, "from_time": NINE, "until_time": NOON, "quantity": 3, **values}
    return actions.change_occurrence(by=by or post.person, occurrence=occurrence, **values)


ACTIONS = {
    "skip": lambda by, time: actions.skip_occurrence(by=by, occurrence=time),
    "restore": lambda by, time: actions.restore_occurrence(by=by, occurrence=time),
    "change": lambda by, time: actions.change_occurrence(by=by, occurrence=time, day=SECOND),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_nobody_else_touches_a_date(name, post):
    time = on(post, FIRST)
    for stranger in (PersonFactory(), OrganizerFactory(), ExchangeFactory(occurrence=time).proposer):
        with pytest.raises(NotAllowed):
            ACTIONS[name](stranger, time)
    assert Occurrence.objects.filter(is_skipped=False, is_changed=False).count() == 8


@pytest.mark.parametrize("name", ACTIONS)
def test_organizer_touches_the_dates_of_a_neighbour_by_phone(name):
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")
    time = on(RecurringFactory(person=neighbour), FIRST)
    assert ACTIONS[name](organizer, time)


@pytest.mark.parametrize("name", ACTIONS)
def test_date_that_is_over_and_date_of_a_closed_post_stay_as_they_are(name, post, now):
    closed = RecurringFactory(status="closed")
    with pytest.raises(NotNow):
        ACTIONS[name](closed.person, on(closed, FIRST))
    time = on(post, FIRST)
    now.move_to("2026-12-02 10:00")
    with pytest.raises(NotNow):
        ACTIONS[name](post.person, time)


@pytest.mark.parametrize("name", ACTIONS)
def test_only_time_of_a_post_is_no_date_of_a_rule(name):
    once = PostFactory(from_day=FIRST, until_day=FIRST)
    with pytest.raises(NotNow):
        ACTIONS[name](once.person, once.occurrence)


# --- Left out and put back ------------------------------------------------------------------------


def test_skipped_date_is_no_longer_the_next_one(post):
    actions.skip_occurrence(by=post.person, occurrence=on(post, FIRST))
    assert Post.objects.get().occurrence.rule_day == SECOND
    assert PostRow.objects.get().from_day == SECOND
    actions.restore_occurrence(by=post.person, occurrence=on(post, FIRST))
    assert PostRow.objects.get().from_day == FIRST
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "occurrence.skip",
        "occurrence.restore",
    ]


def test_skipped_date_declines_what_waits_and_keeps_what_was_agreed(post):
    waits = ExchangeFactory(occurrence=on(post, FIRST))
    agreed = ExchangeFactory(occurrence=on(post, FIRST), status="accepted")
    another = ExchangeFactory(occurrence=on(post, SECOND))
    actions.skip_occurrence(by=post.person, occurrence=on(post, FIRST))
    assert [status(one) for one in (waits, agreed, another)] == ["declined", "accepted", "proposed"]
    assert told() == [(waits.proposer.pk, "exchange_decline"), (agreed.proposer.pk, "exchange_date_skip")]
    assert on(post, FIRST).promised == 1
    actions.restore_occurrence(by=post.person, occurrence=on(post, FIRST))
    assert told()[2:] == [(agreed.proposer.pk, "exchange_date_change")]


def test_skipped_date_takes_back_what_its_author_proposed_with_it(post):
    request = RequestFactory()
    mine = ExchangeFactory(post=request, proposer=post.person, met=on(post, FIRST))
    actions.skip_occurrence(by=post.person, occurrence=on(post, FIRST))
    assert (status(mine), told()) == ("withdrawn", [(request.person.pk, "exchange_withdraw")])


def test_skipped_date_promises_nothing(post):
    time = on(post, FIRST)
    actions.skip_occurrence(by=post.person, occurrence=time)
    with pytest.raises(NotNow):
        actions.propose(by=PersonFactory(), occurrence=time)
    late = ExchangeFactory(occurrence=on(post, FIRST))
    with pytest.raises(NotNow):
        actions.accept(by=post.person, exchange=late)
    assert on(post, FIRST).promised == 0


def test_skip_and_restore_twice_is_once(post):
    ExchangeFactory(occurrence=on(post, FIRST), status="accepted")
    for action in (actions.skip_occurrence, actions.skip_occurrence):
        action(by=post.person, occurrence=on(post, FIRST))
    for action in (actions.restore_occurrence, actions.restore_occurrence):
        action(by=post.person, occurrence=on(post, FIRST))
    assert [kind for _person, kind in told()] == ["exchange_date_skip", "exchange_date_change"]


# --- At another time ------------------------------------------------------------------------------


def test_changed_date_is_another_day_and_the_others_stay(post):
    changed = change(post, on(post, FIRST), day=date(2026, 12, 3), from_time=TWO, until_time=None, quantity=1)
    assert (changed.from_day, changed.until_day, changed.rule_day) == (
        date(2026, 12, 3),
        date(2026, 12, 3),
        FIRST,
    )
    assert (changed.from_time, changed.until_time, changed.quantity, changed.is_changed) == (
        TWO,
        None,
        1,
        True,
    )
    row = PostRow.objects.get()
    assert (row.from_day, row.from_time, row.is_changed) == (date(2026, 12, 3), TWO, True)
    assert Occurrence.objects.filter(is_changed=False, from_time=NINE).count() == 7


def test_changed_back_date_is_like_the_others(post):
    change(post, on(post, FIRST), day=date(2026, 12, 3))
    assert not change(post, on(post, FIRST), day=FIRST).is_changed


def test_changed_date_is_told_to_all_who_have_a_swap_about_it(post):
    swaps = [
        ExchangeFactory(occurrence=on(post, FIRST), status=one)
        for one in ("proposed", "accepted", "declined")
    ]
    change(post, on(post, FIRST))
    assert told() == [(swap.proposer.pk, "exchange_date_change") for swap in swaps[:2]]
    assert [status(swap) for swap in swaps] == ["proposed", "accepted", "declined"]


def test_changed_date_is_neither_over_nor_less_than_promised(post):
    ExchangeFactory(occurrence=on(post, FIRST), quantity=2, status="accepted")
    with pytest.raises(NotNow, match="over"):
        change(post, on(post, FIRST), day=date(2026, 11, 24))
    with pytest.raises(NotNow, match="2 are promised"):
        change(post, on(post, FIRST), quantity=1)
    assert not on(post, FIRST).is_changed
    assert change(post, on(post, FIRST), quantity=2).quantity == 2


# --- At a gathering -------------------------------------------------------------------------------


def test_date_of_a_gathering_that_is_left_out_put_back_or_moved_is_told_to_all_who_come():
    post = RecurringFactory(is_gathering=True, mode="together", each_quantity=1)
    comes, waits = (ComingFactory(occurrence=on(post, FIRST), status=one) for one in ("coming", "waiting"))
    actions.skip_occurrence(by=post.person, occurrence=on(post, FIRST))
    actions.restore_occurrence(by=post.person, occurrence=on(post, FIRST))
    change(post, on(post, FIRST), quantity=2)
    people = [comes.person.pk, waits.person.pk]
    assert told() == [
        *[(person, "gathering_cancel") for person in people],
        *[(person, "gathering_resume") for person in people],
        *[(person, "gathering_change") for person in people],
        (waits.person.pk, "gathering_place"),
    ]
    assert on(post, FIRST).promised == 2


# --- What a day brings ----------------------------------------------------------------------------


def turn():
    return actions.turn_recurring(ids=list(Post.objects.values_list("pk", flat=True)))


def test_a_day_brings_the_times_that_come_near_once(post, now):
    PostFactory(from_day=FIRST, until_day=FIRST)
    paused = RecurringFactory(status="paused", rule="FREQ=MONTHLY;BYMONTHDAY=1")
    RecurringFactory(status="closed")
    now.move_to("2026-12-30 10:00")
    assert turn() == 2
    assert turn() == 0
    last = [one.occurrences.latest("rule_day").rule_day for one in (post, paused)]
    assert last == [date(2027, 2, 23), date(2027, 2, 1)]
    assert Occurrence.objects.latest("pk").quantity == 1
    assert on(post, date(2027, 2, 23)).quantity == 3
    assert PostRow.objects.get(post=post).from_day == date(2027, 1, 5)


def test_a_day_does_not_bring_back_what_was_left_out_or_moved(post, now):
    actions.skip_occurrence(by=post.person, occurrence=on(post, date(2027, 1, 5)))
    change(post, on(post, date(2027, 1, 12)), day=date(2027, 1, 13))
    now.move_to("2026-12-30 10:00")
    turn()
    assert post.occurrences.filter(rule_day=date(2027, 1, 5)).get().is_skipped
    assert [str(one.from_day) for one in post.occurrences.filter(rule_day=date(2027, 1, 12))] == [
        "2027-01-13"
    ]


def test_a_day_ends_what_nobody_answered(post, now):
    late, agreed = (
        ExchangeFactory(occurrence=on(post, FIRST), status=one) for one in ("proposed", "accepted")
    )
    early = ExchangeFactory(occurrence=on(post, SECOND))
    now.move_to("2026-12-02 10:00")
    turn()
    assert [status(one) for one in (late, agreed, early)] == ["declined", "accepted", "proposed"]


def test_a_day_ends_a_post_whose_rule_has_ended(now):
    ends = RecurringFactory(rule="FREQ=WEEKLY;BYDAY=TU;COUNT=2")
    now.move_to("2026-12-08 10:00")
    turn()
    assert Post.objects.get(pk=ends.pk).status == "open"
    now.move_to("2026-12-09 10:00")
    turn()
    assert Post.objects.get(pk=ends.pk).status == "expired"


@pytest.fixture
def ended(now):
    """A job takes down what has no date to come: returns the post and all that was told."""

    def end(**values):
        post = RecurringFactory(rule="FREQ=WEEKLY;BYDAY=TU;COUNT=1", title="Tea in Alder Hall", **values)
        now.move_to("2026-12-02 10:00")
        turn()
        turn()
        return post, told()

    return end


def test_author_hears_that_the_last_date_is_over_and_may_post_it_anew(ended, client_of):
    post, heard = ended(person=PersonFactory(languages=["es"], name="Anabel"))
    assert heard == [(post.person_id, "post_run_out")]
    [mail] = hand_over()
    assert mail.subject == "Algo ha cumplido su tiempo"
    assert "Alder Hall" not in mail.subject + mail.text + mail.html
    assert "Ya pasó la última fecha" in mail.text
    path = f"/exchanges/new/?copy={post.public_id}"
    assert path in mail.text
    assert path in mail.html
    assert "/still/" not in mail.text
    assert "Tea in Alder Hall" in client_of(post.person).get(path).text


def test_organizer_hears_it_for_a_neighbour_by_phone(ended, client_of):
    organizer = OrganizerFactory()
    rosa = PersonFactory(user=None, entered_by=organizer, consent_at="2026-11-01T00:00Z")
    post, heard = ended(person=rosa)
    assert heard == [(organizer.pk, "post_expire_by_phone")]
    path = f"/exchanges/new/?copy={post.public_id}&amp;for={rosa.public_id}"
    assert path in client_of(organizer).get(post.get_absolute_url()).text


@pytest.mark.parametrize(
    "values",
    [{"hidden_at": "2026-11-25T00:00Z", "hidden_reason": "other"}, {"person__status": "suspended"}],
)
def test_nobody_hears_it_who_is_not_here_or_whose_post_is_hidden(ended, values):
    assert ended(**values)[1] == []


@pytest.mark.parametrize("posts", [1, 3])
def test_a_day_of_many_posts_asks_as_little_as_of_one(django_assert_num_queries, now, posts):
    ids = [RecurringFactory().pk for _ in range(posts)]
    now.move_to("2026-12-02 10:00")
    with django_assert_num_queries(8):
        assert actions.turn_recurring(ids=ids) == posts


def test_each_night_all_that_recur_are_seen_to(now, monkeypatch):
    monkeypatch.setattr(turning, "AT_ONCE", 2)
    posts = [RecurringFactory() for _ in range(3)]
    PostFactory()
    now.move_to("2027-01-06 10:00")
    tasks.turn_recurring(timestamp=0)
    tasks.turn_recurring(timestamp=0)
    assert [post.occurrences.latest("rule_day").rule_day for post in posts] == [date(2027, 3, 2)] * 3


def test_times_are_made_only_while_they_are_near(post, now):
    for number in range(3):
        now.move_to(f"2026-12-0{number + 1} 10:00")
        turn()
    ahead = post.occurrences.latest("rule_day").rule_day - date(2026, 12, 3)
    assert ahead <= timedelta(weeks=8)
