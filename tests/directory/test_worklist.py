"""Whom to call next, and what came of it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from directory import actions, projection, worklist
from directory.models import Check, Use
from tests.factories.directory import (
    AddressFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.members import OrganizerFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


def ago(days):
    return TODAY - dt.timedelta(days=days)


def listing(name, checked=None, uses=0, needs=("legal-advice",), **more):
    told = {"last_verified_on": ago(checked), "verified_how": "phone"} if checked is not None else {}
    service = ServiceFactory(name=name, needs=list(needs), **told, **more)
    if uses:
        Use.objects.create(service=service, month=TODAY.replace(day=1), times=uses)
    return service


def names():
    return [call.service.name for call in worklist.calls(NOW)[0]]


def test_most_used_and_most_stale_first():
    listing("fresh", checked=10)
    listing("due", checked=200)
    listing("due and used", checked=200, uses=31)
    listing("long due", checked=400)
    listing("never")
    listing("food is due sooner", checked=100, needs=["groceries"])
    listing("own interval", checked=20, verify_every_days=14)
    assert names() == [
        "due and used", "never", "long due", "own interval", "due", "food is due sooner"
    ]  # fmt: skip
    assert worklist.calls(NOW, most=2)[1] == 6
    assert worklist.due_count(NOW) == 6


def test_hours_that_were_checked_are_enough():
    service = listing("due", checked=200)
    service.hours_verified_on = ago(10)
    service.save()
    assert names() == []


def test_what_is_hidden_or_has_stopped_is_not_called():
    listing("hidden", publication="hidden", hidden_reason="wrong")
    listing("gone", status="defunct")
    assert names() == []


def test_use_of_last_year_counts_no_more():
    old = listing("used long ago", checked=200)
    Use.objects.create(service=old, month=dt.date(2025, 6, 1), times=500)
    listing("used now", checked=200, uses=1)
    assert names() == ["used now", "used long ago"]


def test_correction_that_waits_brings_it_up():
    fresh = listing("fresh", checked=1)
    actions.ask_change(subject=fresh, changes={}, note="The door is locked")
    found = worklist.calls(NOW)[0]
    assert [(call.service.name, call.waiting) for call in found] == [("fresh", 1)]


def test_nobody_answered_comes_back_after_some_days():
    service = listing("quiet")
    with time_machine.travel(NOW, tick=False):
        actions.say_no_answer(by=OrganizerFactory(), subject=service)
    assert names() == []
    assert [c.service.name for c in worklist.calls(NOW + dt.timedelta(days=3))[0]] == ["quiet"]


def test_script_says_what_the_directory_says():
    service = listing("Pantry", eligibility_description="Everybody")
    ServiceAtLocationFactory(service=service, location=AddressFactory(address_1="7 Quince Lane").location)
    ScheduleFactory(service=service)
    PhoneFactory(service=service)
    ask = {part: says for part, _question, says in worklist.calls(NOW)[0][0].ask}
    assert "9:00–17:00" in ask["hours"]
    assert "555-0119" in ask["phone"]
    assert ask["address"] == "7 Quince Lane, Alderton AL1"
    assert ask["eligibility"] == "Everybody"


def test_secret_place_is_not_asked_for():
    service = listing("Shelter", is_confidential=True)
    ServiceAtLocationFactory(service=service, location=AddressFactory(address_1="7 Quince Lane").location)
    assert "Quince" not in str(worklist.calls(NOW)[0][0].ask)


def test_as_many_statements_for_many_as_for_one(django_assert_num_queries):
    def lists(count):
        for number in range(count):
            service = listing(f"Pantry {number}")
            PhoneFactory(service=service)
            ServiceAtLocationFactory(service=service, location=AddressFactory().location)

    lists(1)
    worklist.calls(NOW)
    with django_assert_num_queries(2):
        worklist.calls(NOW)
    lists(3)
    with django_assert_num_queries(2):
        worklist.calls(NOW)


# --- The page ---------------------------------------------------------------------------------------


@pytest.fixture
def pantry():
    service = listing("Pantry")
    PhoneFactory(service=service)
    projection.project([service.pk])
    return service


def done(client, service, **told):
    return client.post(reverse("site:call_done", args=[service.pk]), told)


def test_page_has_the_number_and_the_script(client, olu, pantry):
    page = client.get(reverse("site:call_list")).content.decode()
    assert 'href="tel:5550119"' in page
    assert "When are you open?" in page
    assert "Not checked yet: call first" in page


def test_all_of_it_is_right_in_one_click(client, olu, pantry):
    done(client, pantry, outcome="all")
    pantry.refresh_from_db()
    assert pantry.verified_how == "phone"
    assert not worklist.due_count(dt.datetime.now(dt.UTC))


def test_some_of_it_is_right(client, olu, pantry):
    done(client, pantry, outcome="some", part=["hours", "phone"])
    assert set(Check.objects.values_list("part", flat=True)) == {"hours", "phone"}
    pantry.refresh_from_db()
    assert pantry.last_verified_on is None


def test_some_of_it_without_saying_what_is_asked_again(client, olu, pantry):
    answer = client.post(reverse("site:call_done", args=[pantry.pk]), {"outcome": "some"}, follow=True)
    assert "Choose what is right." in answer.content.decode()
    assert not Check.objects.exists()


def test_nobody_answered_and_gone(client, olu, pantry):
    done(client, pantry, outcome="no answer")
    pantry.refresh_from_db()
    assert pantry.no_answer_on is not None
    done(client, pantry, outcome="gone")
    pantry.refresh_from_db()
    assert pantry.hidden_reason == "closed"


def test_organizers_first_page_says_how_many(client, olu, pantry):
    actions.ask_change(subject=pantry, changes={}, note="x")
    page = client.get(reverse("admin:index")).content.decode()
    assert "Corrections and suggestions: <strong>1</strong>" in page
    assert "Calls to make: <strong>1</strong>" in page
