"""A gathering's day: the reminder before, the question after, and what is counted; under a moved clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from exchanges import actions, retention
from exchanges.models import Coming, Message, Occurrence, Post, Reading
from members.models import Notice
from mutualaid.base import network
from mutualaid.base.actions import NotNow
from mutualaid.base.network import local_today
from tests.factories.exchanges import ComingFactory, GatheringFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over

from .test_gathering_actions import edit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
DAY = timedelta(days=1)


def told(kind):
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("person", flat=True))


def at(day, hour=12):
    """That hour of that day where the network is, as UTC."""
    return datetime(
        day.year, day.month, day.day, hour, tzinfo=ZoneInfo(network.current_network().zone)
    ).astimezone(UTC)


def long_ago():
    return timezone.now() - 5 * DAY


# --- The day before ----------------------------------------------------------------------------------------


def test_all_who_come_are_reminded_once_and_nobody_else():
    post = GatheringFactory(quantity=1)
    everybody = {status: ComingFactory(post=post, status=status) for status in Coming.Status.values}
    eve = at(post.occurrence.from_day - DAY)
    assert [actions.remind_gatherings(now=eve), actions.remind_gatherings(now=eve)] == [1, 0]
    assert told("gathering_remind") == [everybody["coming"].person.pk]


@pytest.mark.parametrize(
    ("days", "hour"), [(0, 12), (2, 12), (1, 8)], ids=["that day", "too early", "at dawn"]
)
def test_nobody_is_reminded_at_another_time(days, hour):
    post = GatheringFactory()
    ComingFactory(post=post, changed_at=long_ago())
    assert actions.remind_gatherings(now=at(post.occurrence.from_day - days * DAY, hour)) == 0


def test_day_is_that_of_the_network(alder):
    alder.zone = "Pacific/Auckland"
    alder.save()
    network.forget()
    post = GatheringFactory()
    ComingFactory(post=post, changed_at=long_ago())
    eve = at(post.occurrence.from_day - DAY, 9)
    assert eve.date() == post.occurrence.from_day - 2 * DAY
    assert actions.remind_gatherings(now=eve) == 1


def test_whoever_came_in_on_the_day_before_knows():
    post = GatheringFactory(day=local_today() + DAY)
    ComingFactory(post=post)
    assert actions.remind_gatherings(now=at(local_today(), 23)) == 0


def test_on_another_day_they_are_reminded_of_that_one():
    post = GatheringFactory()
    ComingFactory(post=post, changed_at=long_ago())
    actions.remind_gatherings(now=at(post.occurrence.from_day - DAY))
    edit(post, from_day=post.occurrence.from_day + 7 * DAY, until_day=None)
    assert actions.remind_gatherings(now=at(post.occurrence.from_day - DAY)) == 1


@pytest.mark.parametrize("change", ["withdraw", "hide", "skip"])
def test_nobody_is_reminded_of_what_is_called_off(change):
    post = GatheringFactory()
    ComingFactory(post=post)
    if change == "withdraw":
        actions.withdraw_post(by=post.person, post=post)
    elif change == "hide":
        actions.hide_post(by=OrganizerFactory(), post=post, reason="other")
    else:
        Occurrence.objects.update(is_skipped=True)
    assert actions.remind_gatherings(now=at(post.occurrence.from_day - DAY)) == 0


def test_put_away_it_takes_place_all_the_same():
    post = GatheringFactory(status="paused")
    ComingFactory(post=post)
    assert actions.remind_gatherings(now=at(post.occurrence.from_day - DAY)) == 1


def test_reminder_says_not_what_to_bring_and_the_page_does(client_of):
    post = GatheringFactory(bring="A secret spade\n\n  Gloves ", title="A secret wall")
    guest = ComingFactory(post=post)
    actions.remind_gatherings(now=at(post.occurrence.from_day - DAY))
    [mail] = hand_over()
    assert "secret" not in mail.subject + mail.text + mail.html
    page = client_of(guest.person).get(Notice.objects.get().url).content.decode()
    assert "<li>A secret spade</li><li>Gloves</li>" in page


# --- The day after -----------------------------------------------------------------------------------------


def test_on_the_day_after_all_who_came_and_the_author_are_asked_once():
    post = GatheringFactory(day=local_today() - DAY, quantity=2)
    guests = [ComingFactory(post=post, people=1).person.pk for _ in range(2)]
    ComingFactory(post=post, status="waiting")
    assert [actions.ask_gatherings(now=timezone.now()) for _ in range(2)] == [2, 0]
    assert told("gathering_over") == [*guests, post.person.pk]


def test_asked_even_when_its_post_has_had_its_time_and_not_when_called_off():
    for status in ("expired", "withdrawn"):
        ComingFactory(post=GatheringFactory(day=local_today() - DAY, status=status))
    assert actions.ask_gatherings(now=timezone.now()) == 1


def test_took_place_counts_all_who_came_and_settles_the_post():
    post = GatheringFactory(day=local_today())
    guest = ComingFactory(post=post, people=3)
    actions.gathering_done(by=post.person, occurrence=post.occurrence)
    time = Occurrence.objects.get()
    assert (time.promised, time.done, Post.objects.get().status) == (0, 3, "closed")
    assert list(Notice.objects.values_list("person", "kind")) == [(guest.person.pk, "gathering_over")]
    assert actions.ask_gatherings(now=timezone.now() + DAY) == 0
    with pytest.raises(NotNow):
        actions.gathering_done(by=post.person, occurrence=post.occurrence)


def test_took_place_one_day_and_comes_again_on_the_next():
    post = GatheringFactory(rule="FREQ=WEEKLY", rule_start=local_today(), day=local_today())
    again = Occurrence.objects.create(
        post=post, from_day=local_today() + 7 * DAY, until_day=local_today() + 7 * DAY, quantity=6
    )
    ComingFactory(occurrence=again)
    ComingFactory(post=post)
    actions.gathering_done(by=post.person, occurrence=post.occurrences.first())
    assert Post.objects.get().status == "open"
    assert list(Occurrence.objects.order_by("pk").values_list("promised", "done")) == [(0, 1), (1, 0)]
    assert told("gathering_cancel") == []


def test_each_time_has_a_list_of_its_own():
    post = GatheringFactory(rule="FREQ=WEEKLY", rule_start=local_today(), quantity=1)
    later = local_today() + 14 * DAY
    again = Occurrence.objects.create(post=post, from_day=later, until_day=later, quantity=1)
    ana, ben = PersonFactory(), PersonFactory()
    first = post.occurrences.first()
    places = [
        actions.join_gathering(by=by, occurrence=time).status
        for by, time in [(ana, first), (ben, first), (ben, again)]
    ]
    assert places == ["coming", "waiting", "coming"]
    assert Post.objects.get().occurrence == first


def test_did_not_take_place_counts_nobody():
    post = GatheringFactory(day=local_today() - DAY)
    ComingFactory(post=post, people=3)
    actions.gathering_did_not_happen(by=post.person, occurrence=post.occurrence)
    time = Occurrence.objects.get()
    assert (time.promised, time.done, Post.objects.get().status) == (0, 0, "closed")


@pytest.mark.parametrize("action", [actions.gathering_done, actions.gathering_did_not_happen])
def test_nothing_is_said_of_it_before_its_day_nor_when_it_was_called_off(action):
    early, off = GatheringFactory(), GatheringFactory(day=local_today(), status="withdrawn")
    for post in (early, off):
        ComingFactory(post=post)
        with pytest.raises(NotNow):
            action(by=post.person, occurrence=post.occurrence)


def test_after_a_week_without_an_answer_it_is_not_counted():
    week = GatheringFactory(day=local_today() - 8 * DAY)
    young = GatheringFactory(day=local_today() - 7 * DAY)
    for post in (week, young):
        ComingFactory(post=post)
    assert [actions.close_gatherings(now=timezone.now()) for _ in range(2)] == [1, 0]
    assert [(time.promised, time.done) for time in Occurrence.objects.order_by("pk")] == [(0, 0), (1, 0)]


# --- How long it is kept -----------------------------------------------------------------------------------


def test_who_came_goes_after_30_days_and_what_they_wrote_after_90():
    for days in (29, 31, 89, 91):
        post = GatheringFactory(day=local_today() - days * DAY)
        coming = ComingFactory(post=post)
        thread = coming.occurrence.thread
        Message.objects.create(thread=thread, author=coming.person, text=f"{days}", language="en")
        Reading.objects.create(thread=thread, person=coming.person)
    assert retention.purge_comings(timezone.now()) == 3
    assert retention.purge_messages(timezone.now()) == 1
    assert retention.purge_readings(timezone.now()) == 1
    assert [message.text for message in Message.objects.order_by("pk")] == ["29", "31", "89"]


def test_what_to_bring_goes_with_the_words_of_the_post():
    GatheringFactory(bring="Gloves", status="closed", closed_at=timezone.now() - 31 * DAY)
    retention.purge_texts(timezone.now())
    assert Post.objects.get().bring == ""
