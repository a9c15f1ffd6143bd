"""On which day what is due, over the life of a post about which nobody says anything."""

from collections import defaultdict
from datetime import date

import pytest
from django.utils import timezone

from exchanges.models import Post
from exchanges.still import rules
from members.models import Notice, Person
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
ASK, SOON, END = "post_still_so", "post_still_so_soon", "post_expire"
LONG = range(1, 200)


SILENCE = [
    ({}, [(30, ASK), (53, SOON), (60, END)]),
    ({"status": "paused"}, [(30, ASK), (53, SOON), (60, END)]),
    ({"is_standing": True}, [(30, ASK), (173, SOON), (180, END)]),
    ({"rule": "FREQ=WEEKLY;BYDAY=MO", "rule_start": "2027-02-01"}, [(30, ASK), (173, SOON), (180, END)]),
    ({"until_day": "2027-02-11"}, [(11, SOON), (18, END)]),
    # A day that passes while the first question waits is asked about as well.
    ({"until_day": "2027-03-08"}, [(30, ASK), (36, SOON), (43, END)]),
    ({"from_day": "2027-02-11"}, [(30, ASK), (53, SOON), (60, END)]),
    ({"until_day": "2028-01-01"}, [(30, ASK), (53, SOON), (60, END)]),
    ({"is_gathering": True, "mode": "together", "until_day": "2027-02-11"}, []),
    ({"is_gathering": True, "mode": "together", "until_day": "2027-06-01"}, []),
    ({"status": "closed"}, []),
]


def test_months_of_silence(told_to):
    """To each author as if theirs were the only post, though a day's job has all of them before it."""
    expected = {PostFactory(**fields).person_id: told for fields, told in SILENCE}
    told = defaultdict(list)
    for person, day, kind in told_to(*LONG):
        told[person].append((day, kind))
    assert told == {author: mine for author, mine in expected.items() if mine}


def test_one_who_says_so_is_asked_a_month_later(live, clock):
    post = PostFactory()
    assert live(*range(1, 41)) == [(30, ASK)]
    post.refresh_from_db()
    rules_said(post)
    assert live(*range(41, 101)) == [(70, ASK), (93, SOON), (100, END)]


def rules_said(post):
    from exchanges import actions
    from exchanges.still.links import Answer

    actions.answer_still_so(by=post.person, post=post, answer=Answer.YES)


@pytest.mark.parametrize("gap", [range(1, 90), range(31, 90), range(54, 90)])
def test_nothing_ends_in_the_week_after_its_author_was_asked_however_long_nobody_worked(live, gap):
    PostFactory()
    days = [day for day in range(1, 120) if day not in gap]
    told = live(*days)
    asked = max(day for day, kind in told if kind in {ASK, SOON})
    assert told[-1] == (max(90, asked + 7), END)


def test_a_job_that_runs_all_day_asks_once(live):
    PostFactory()
    assert live(30, 30, 30, 30.1, 30.2) == [(30, ASK)]


@pytest.mark.parametrize("status", ["suspended", "left", "pending"])
def test_nobody_who_is_not_here_is_asked_and_their_post_has_its_time_all_the_same(live, status):
    post = PostFactory()
    Person.objects.filter(pk=post.person_id).update(status=status)
    assert live(*range(1, 70)) == []
    post.refresh_from_db()
    assert (post.status, rules.local_day(post.closed_at)) == ("expired", date(2027, 4, 2))


def test_what_an_organizer_hid_is_not_asked_about(live):
    PostFactory(hidden_at=timezone.now(), hidden_reason="other")
    assert live(*range(1, 61)) == []
    assert Post.objects.get().status == "expired"


def test_organizer_is_asked_on_the_site_for_a_neighbour_by_phone(live):
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now())
    PostFactory(person=neighbour, entered_by=organizer)
    assert live(*LONG) == [
        (30, "post_ask_by_phone"),
        (53, "post_ask_by_phone"),
        (60, "post_expire_by_phone"),
    ]
    assert set(Notice.objects.values_list("person", flat=True)) == {organizer.pk}


def test_nobody_is_asked_for_a_neighbour_whose_organizer_is_gone(live):
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now())
    PostFactory(person=neighbour, entered_by=organizer)
    organizer.user.is_staff = False
    organizer.user.save()
    assert live(*LONG) == []
    assert Post.objects.get().status == "expired"


def test_end_declines_who_waits_kindly_and_keeps_what_was_agreed(live):
    post = RequestFactory(quantity=3)
    waiting, agreed = ExchangeFactory(post=post), ExchangeFactory(post=post, status="accepted")
    assert live(30, 60) == [(30, ASK), (60, SOON)]
    assert live(67) == [(67, "exchange_decline"), (67, END)]
    waiting.refresh_from_db()
    agreed.refresh_from_db()
    assert (waiting.status, agreed.status) == ("declined", "accepted")


@pytest.mark.parametrize("hour", ["00:30", "02:30", "23:30"])
@pytest.mark.parametrize(("posted", "asked"), [("2027-02-26", "2027-03-28"), ("2027-10-01", "2027-10-31")])
def test_nights_of_23_and_of_25_hours_are_days_like_others(clock, posted, asked, hour):
    clock(day=f"{posted}T{hour}")
    post = PostFactory()
    days = [rules.due(post, date.fromisoformat(asked) + step * rules.DAY) for step in (-1, 0)]
    assert days == [None, rules.Step.ASK]
