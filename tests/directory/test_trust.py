"""What a listing says of itself is sure: who looked when, and what neighbours say."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from directory import actions, forgetting, projection, wording
from directory.models import Check, ListingRow, Use
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.directory import ScheduleFactory, ServiceFactory
from tests.factories.members import OrganizerFactory, PersonFactory

NOW = dt.datetime(2026, 3, 4, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def pantry(db):
    service = ServiceFactory(name="Pantry", needs=["groceries"])
    ScheduleFactory(service=service)
    projection.project([service.pk])
    return service


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((None,), "Not checked yet: call first"),
        ((dt.date(2026, 2, 20), "phone"), "Called 12 days ago"),
        ((dt.date(2026, 3, 3), "visit"), "Visited yesterday"),
        ((dt.date(2026, 3, 4), "themselves"), "They told us today"),
        ((dt.date(2026, 2, 20), "phone", None, 2), "Called 12 days ago · 2 neighbours confirmed"),
        ((dt.date(2026, 2, 20), "phone", dt.date(2026, 3, 1), 1),
         "Called 12 days ago · hours checked 3 days ago · 1 neighbour confirmed"),
        ((dt.date(2026, 2, 20), "phone", dt.date(2026, 2, 20), 0), "Called 12 days ago"),
        ((None, "", dt.date(2026, 3, 1), 0), "Hours checked 3 days ago"),
    ],
)  # fmt: skip
def test_trust_in_words(told, expected):
    last, *rest = told
    assert wording.trust(last, dt.date(2026, 3, 4), *rest) == expected


@time_machine.travel(NOW, tick=False)
def test_hours_that_were_checked_make_it_open_again(pantry, client):
    organizer = OrganizerFactory()
    assert ListingRow.objects.get().open == []

    actions.verify_listing(by=organizer, subject=pantry, parts=[Check.Part.HOURS])

    row = ListingRow.objects.get()
    assert row.open != []
    assert (row.last_verified_on, row.hours_verified_on) == (None, dt.date(2026, 3, 4))
    assert row.fresh_until == dt.date(2026, 3, 4) + dt.timedelta(days=90)
    page = client.get(reverse("directory:listing_detail", args=[pantry.slug])).content.decode()
    assert "Opening hours: checked today by organizers" in page
    assert "Not checked yet: call first" in page


@time_machine.travel(NOW, tick=False)
def test_address_that_was_checked_opens_nothing(pantry):
    actions.verify_listing(by=OrganizerFactory(), subject=pantry, parts=[Check.Part.ADDRESS], how="visit")
    assert ListingRow.objects.get().open == []
    assert Check.objects.get().how == "visit"


@time_machine.travel(NOW, tick=False)
def test_last_check_of_a_part_is_kept_for_each_who_looked(pantry):
    organizer = OrganizerFactory()
    with time_machine.travel(NOW - dt.timedelta(days=10), tick=False):
        actions.verify_listing(by=organizer, subject=pantry)
    actions.verify_listing(by=organizer, subject=pantry)
    actions.verify_listing(by=organizer, subject=pantry, how="themselves")
    assert set(Check.objects.values_list("by", "on")) == {
        ("organizers", dt.date(2026, 3, 4)),
        ("themselves", dt.date(2026, 3, 4)),
    }


def test_only_organizers_check(pantry):
    for action in (actions.verify_listing, actions.say_no_answer):
        with pytest.raises(NotAllowed):
            action(by=PersonFactory(), subject=pantry)
    with pytest.raises(NotNow):
        actions.verify_listing(by=OrganizerFactory(), subject=pantry, parts=["colour"])
    assert not Check.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_neighbours_confirm_once_a_day_each_and_open_nothing(pantry, client):
    address = reverse("directory:listing_confirm", args=[pantry.slug])
    for network in ("203.0.113.5", "203.0.113.5", "203.0.113.6"):
        assert client.post(address, REMOTE_ADDR=network).status_code == 302

    row = ListingRow.objects.get()
    assert (row.confirmed, row.fresh_until, row.open) == (2, None, [])
    page = client.get(reverse("directory:listing_detail", args=[pantry.slug])).content.decode()
    assert "2 neighbours say that it is still right" in page


def test_what_neighbours_said_before_somebody_called_counts_no_more(pantry):
    with time_machine.travel(NOW - dt.timedelta(days=1), tick=False):
        actions.confirm_listing(subject=pantry, network="a")
    with time_machine.travel(NOW, tick=False):
        actions.verify_listing(by=OrganizerFactory(), subject=pantry)
        assert ListingRow.objects.get().confirmed == 0
        actions.confirm_listing(subject=pantry, network="b")
        assert ListingRow.objects.get().confirmed == 1


def test_hidden_listing_is_confirmed_by_nobody(pantry, client):
    actions.hide_listing(by=OrganizerFactory(), subject=pantry, reason="wrong")
    for name in ("listing_confirm", "listing_used", "listing_correct"):
        address = reverse(f"directory:{name}", args=[pantry.slug])
        assert client.post(address, headers={"sec-fetch-site": "same-origin"}).status_code == 404
    assert not Check.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_uses_are_counted_of_nobody(pantry, client):
    address = reverse("directory:listing_used", args=[pantry.slug])
    here = {"headers": {"sec-fetch-site": "same-origin"}}
    client.post(address, REMOTE_ADDR="203.0.113.5", **here)
    client.post(address, REMOTE_ADDR="203.0.113.5", **here)
    client.post(address, REMOTE_ADDR="203.0.113.6", **here)
    client.post(address, REMOTE_ADDR="203.0.113.7", headers={"sec-fetch-site": "cross-site"})
    client.post(address, REMOTE_ADDR="203.0.113.8")

    used = Use.objects.get()
    assert (used.month, used.times) == (dt.date(2026, 3, 1), 2)
    assert client.get(address).status_code == 405
    assert not client.cookies


def test_words_of_neighbours_and_numbers_are_forgotten_after_a_year(pantry):
    old, new = timezone.now().date() - dt.timedelta(days=400), timezone.now().date()
    for on in (old, new):
        Check.objects.create(service=pantry, part="all", by="neighbour", on=on)
        Use.objects.create(service=pantry, month=on.replace(day=1), times=3)
    Check.objects.create(service=pantry, part="all", by="organizers", on=old)

    assert forgetting.checks(timezone.now()) == 1
    assert forgetting.uses(timezone.now()) == 1
    assert set(Check.objects.values_list("by", "on")) == {("neighbour", new), ("organizers", old)}
