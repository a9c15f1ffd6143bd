"""The page on which one chooses what reaches one, and the link that stops mails."""

import re
from datetime import time

import pytest
from django.core import mail as django_mail

from members import notices
from members.models import Delivery, NoticeSwitch, Person
from members.notices import mails
from mutualaid.base import links, mail
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("some_kinds")]
PAGE = "/members/settings/notices/"
ALL_ON = {"group_swaps": ["mail"], "group_messages": ["mail"], "mail_pace": "at_once"}


@pytest.fixture
def me(client, a_network):
    person = PersonFactory()
    client.force_login(person.user)
    return person


def ticked(page):
    return re.findall(r'name="group_(\w+)" value="(\w+)"[^>]*checked', page.text)


def test_mail_is_on_at_first(client, me):
    assert ticked(client.get(PAGE)) == [("swaps", "mail"), ("messages", "mail")]


def test_organizers_see_their_group_too(client, a_network):
    client.force_login(OrganizerFactory().user)
    assert ("organizers", "mail") in ticked(client.get(PAGE))


def test_a_group_switched_off_is_not_mailed(client, me):
    client.post(PAGE, {**ALL_ON, "group_swaps": []})
    assert ticked(client.get(PAGE)) == [("messages", "mail")]
    assert list(NoticeSwitch.objects.values_list("person", "group", "channel", "is_on")) == [
        (me.pk, "swaps", "mail", False)
    ]
    notices.notify(me, "test.answer")
    notices.notify(me, "test.wrote")
    assert [row.subject for row in hand_over()] == ["Somebody wrote to you"]


def test_switched_off_meanwhile_is_not_mailed(client, me):
    notices.notify(me, "test.answer")
    client.post(PAGE, {**ALL_ON, "group_swaps": []})
    assert hand_over() == []


def test_switched_on_again_nothing_is_kept(client, me):
    client.post(PAGE, {**ALL_ON, "group_swaps": []})
    client.post(PAGE, ALL_ON)
    assert NoticeSwitch.objects.count() == 0


def test_pace_quiet_hours_and_limit_are_kept_and_shown(client, me):
    answer = client.post(
        PAGE,
        {
            **ALL_ON,
            "mail_pace": "weekly",
            "quiet_from": "21:30",
            "quiet_until": "07:00",
            "monthly_limit": "4",
        },
    )
    assert answer.url == PAGE
    me.refresh_from_db()
    assert (me.mail_pace, me.quiet_from, me.quiet_until, me.monthly_limit) == (
        "weekly",
        time(21, 30),
        time(7),
        4,
    )
    page = client.get(PAGE).text
    assert all(f'value="{value}"' in page for value in ("21:30", "07:00", "4"))
    assert AuditEntry.objects.filter(action="person.notices", actor_id=me.pk).count() == 1


def test_no_limit_and_none_at_all_are_two_things(client, me):
    client.post(PAGE, {**ALL_ON, "monthly_limit": "0"})
    assert Person.objects.get(pk=me.pk).monthly_limit == 0
    client.post(PAGE, ALL_ON)
    assert Person.objects.get(pk=me.pk).monthly_limit is None


def test_a_new_pace_holds_for_what_waits_already(client, me):
    notices.notify(me, "test.answer")
    client.post(PAGE, {**ALL_ON, "mail_pace": "daily"})
    assert hand_over() == []
    assert Delivery.objects.get().due_at.astimezone().minute == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quiet_from": "21:00"}, "or neither"),
        ({"quiet_until": "21:00"}, "or neither"),
        ({"quiet_from": "21:00", "quiet_until": "21:00"}, "These are the same"),
        ({"quiet_from": "25:00", "quiet_until": "7:00"}, "Enter a valid time"),
        ({"monthly_limit": "-1"}, "greater than or equal to 0"),
        ({"monthly_limit": "100000"}, "less than or equal to 99"),
        ({"mail_pace": "never"}, "never is not one"),
        ({"group_swaps": ["pigeon"]}, "pigeon is not one"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_lost(client, me, wrong, said):
    page = client.post(PAGE, {**ALL_ON, **wrong, "group_messages": []})
    assert said in page.text
    assert ("messages", "mail") not in ticked(page)
    assert NoticeSwitch.objects.count() == 0


def test_one_changes_only_ones_own(client, me):
    other = PersonFactory()
    NoticeSwitch.objects.create(person=other, group="swaps", channel="mail", is_on=False)
    client.post(PAGE, {**ALL_ON, "group_messages": [], "mail_pace": "daily"})
    other.refresh_from_db()
    assert other.mail_pace == "at_once"
    assert list(NoticeSwitch.objects.filter(person=other).values_list("group", flat=True)) == ["swaps"]


# --- One click -------------------------------------------------------------------------------------------


@pytest.fixture
def stop(client):
    """Somebody, and the address from the header of a mail to them. The browser knows nobody."""
    person = PersonFactory(name="Olivia")
    notices.notify(person, "test.answer")
    notices.notify(person, "test.thanks")
    for row in hand_over():
        mail.deliver(row.pk)
    header = django_mail.outbox[-1].message()["List-Unsubscribe"]
    return person, header.strip("<>").removeprefix("http://localhost:8000")


def switched_off(person):
    rows = NoticeSwitch.objects.filter(person=person, is_on=False)
    return list(rows.values_list("group", "channel"))


def test_looking_at_it_changes_nothing(client, stop):
    person, address = stop
    page = client.get(address)
    assert "Your swaps" in page.text
    assert "Stop these mails" in page.text
    assert switched_off(person) == []


def test_the_page_names_nobody(client, stop):
    _person, address = stop
    assert "Olivia" not in client.get(address).text


def test_a_mail_programs_click_switches_it_off_without_a_cookie(stop):
    from django.test import Client

    person, address = stop
    strict = Client(enforce_csrf_checks=True)
    answers = [strict.post(address, {"List-Unsubscribe": "One-Click"}) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert not strict.cookies
    assert switched_off(person) == [("swaps", "mail")]
    assert "choose what reaches you" in answers[0].text


def test_others_are_still_mailed(client, stop):
    person, address = stop
    client.post(address)
    notices.notify(person, "test.answer")
    notices.notify(person, "test.wrote")
    assert [row.subject for row in hand_over()] == ["Somebody wrote to you"]


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_wrong_link_is_no_page(client, stop, verb):
    person, address = stop
    forged = [
        address[:-3] + "/",
        "/members/unsubscribe/nothing/",
        f"/members/unsubscribe/{links.make('another.purpose', person.public_id, 'swaps')}/",
        f"/members/unsubscribe/{links.make(mails.UNSUBSCRIBE, 'nobody', 'swaps')}/",
    ]
    assert [getattr(client, verb)(path).status_code for path in forged] == [404] * 4
    assert switched_off(person) == []


def test_a_group_that_is_gone_is_no_failure(client, stop):
    person, _address = stop
    answer = client.post(f"/members/unsubscribe/{mails.token(person, ['gone', 'messages'])}/")
    assert answer.status_code == 200
    assert switched_off(person) == [("messages", "mail")]
