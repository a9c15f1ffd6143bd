"""Whose report takes a thing out of sight until an organizer looked: here of people's lines."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from members import actions
from members.models import Delivery, Person, PodMembership, Report
from members.viewers import viewer_of
from mutualaid.base.models import AuditEntry
from tests.factories.directory import ServiceFactory
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory
from tests.outbox import hand_over

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=15)


def old(**values):
    return PersonFactory(created_at=timezone.now() - LONG_AGO, **values)


def report(by, person, category="hurtful", kind="person", key=None):
    return actions.report(
        by=by,
        viewer=viewer_of(by.user),
        kind=kind,
        subject_id=key or person.public_id,
        category=category,
        words="",
    )


def is_hidden(person):
    person.refresh_from_db()
    return person.line_hidden_at is not None


def test_for_safety_one_who_has_been_here_is_enough():
    bad = PersonFactory()
    report(old(), bad, "safety")
    assert is_hidden(bad)
    assert bad.status == "active"
    entry = AuditEntry.objects.get(action="person.hide_line")
    assert (entry.actor_id, entry.reason) == (None, "safety")


def test_somebody_new_hides_nothing_alone_nor_do_a_hundred_like_them():
    bad = PersonFactory()
    for _number in range(5):
        report(PersonFactory(), bad, "safety")
    assert not is_hidden(bad)


def test_somebody_new_counts_where_the_two_are_in_one_pod():
    bad, me = PersonFactory(), PersonFactory()
    PodFactory(members=[bad, me])
    report(me, bad, "safety")
    assert is_hidden(bad)


def test_ordinary_reports_hide_after_three_people():
    bad = PersonFactory()
    report(old(), bad)
    report(PersonFactory(), bad)
    again = old()
    report(again, bad)
    assert report(again, bad) is None
    assert not is_hidden(bad)
    report(old(), bad)
    assert is_hidden(bad)
    assert Report.objects.filter(hid_at__isnull=False).count() == 1


def test_alone_one_takes_three_things_out_of_sight_in_a_month(monkeypatch):
    me, bad = old(), [PersonFactory() for _number in range(4)]
    for person in bad:
        report(me, person, "safety")
    assert [is_hidden(person) for person in bad] == [True, True, True, False]
    Report.objects.update(hid_at=timezone.now() - timedelta(days=31))
    later = PersonFactory()
    report(me, later, "safety")
    assert is_hidden(later)


def test_left_as_it_is_it_comes_back_and_nobody_hides_it_alone_again():
    bad, me, other, by = PersonFactory(), old(), old(), OrganizerFactory()
    case, second = report(me, bad, "safety"), report(other, bad, "safety")
    actions.resolve_report(by=by, subject=case, decision="kept", reason="nothing")
    assert not is_hidden(bad)
    second.refresh_from_db()
    assert (second.status, second.decision, second.decided_by) == ("done", "kept", by)
    for person in (me, other, old(), old()):
        report(person, bad, "safety")
    assert not is_hidden(bad)
    report(old(), bad)
    assert is_hidden(bad)


def test_what_an_organizer_hid_stays_so_when_a_later_report_is_left():
    bad, by = PersonFactory(), OrganizerFactory()
    actions.resolve_report(by=by, subject=report(old(), bad), decision="hidden", reason="agreement")
    later = report(old(), bad, "safety")
    actions.resolve_report(by=by, subject=later, decision="kept", reason="nothing")
    assert is_hidden(bad)


def test_a_listing_goes_and_comes_back(client):
    soup = ServiceFactory(name="Soup", slug="soup")
    case = report(old(), None, "safety", kind="listing", key="soup")
    assert (case.person, case.excerpt.split("\n")[0]) == (None, "Soup")
    assert client.get("/directory/soup/").status_code == 404
    soup.refresh_from_db()
    assert soup.hidden_reason == "reported"
    actions.resolve_report(by=OrganizerFactory(), subject=case, decision="kept", reason="nothing")
    assert client.get("/directory/soup/").status_code == 200


def test_a_listing_that_is_hidden_by_hand_says_why():
    soup = ServiceFactory(slug="soup")
    case = report(PersonFactory(), None, kind="listing", key="soup")
    actions.resolve_report(by=OrganizerFactory(), subject=case, decision="hidden", reason="safety")
    soup.refresh_from_db()
    assert soup.hidden_reason == "unsafe"


@pytest.mark.parametrize("who", ["newcomer", "member"])
def test_the_listings_page_has_the_button_for_members(client, a_network, who):
    ServiceFactory(slug="soup")
    if who == "member":
        client.force_login(PersonFactory().user)
    assert ("/members/report/listing/soup/" in client.get("/directory/soup/").text) == (who == "member")


def test_a_hidden_listing_cannot_be_found_by_reporting(client, a_network):
    ServiceFactory(slug="soup", publication="hidden", hidden_reason="closed")
    assert report(PersonFactory(), None, kind="listing", key="soup") is None


def test_a_safety_report_wakes_organizers_and_others_wait(a_network):
    """At night in their quiet hours, with a mail that just went out: only what cannot wait is sent."""
    zone = ZoneInfo("UTC")
    now = timezone.now()
    quiet = {
        "quiet_from": (now - timedelta(hours=2)).time(),
        "quiet_until": (now + timedelta(hours=2)).time(),
    }
    organizer = OrganizerFactory(mail_pace=Person.Pace.WEEKLY, **quiet)
    report(PersonFactory(), PersonFactory())
    assert hand_over() == []
    report(PersonFactory(), PersonFactory(), "safety")
    [mail] = hand_over()
    assert (mail.to, mail.subject) == (organizer.user.email, "Somebody needs an organizer now")
    assert mail.quiet_from is None
    waiting = Delivery.objects.get(done_at=None)
    assert waiting.due_at > datetime.now(zone) + timedelta(hours=1)


def test_after_a_block_the_way_to_the_organizers_stays(client, a_network):
    me, bad = PersonFactory(), PersonFactory()
    actions.block(by=me, person=bad)
    client.force_login(me.user)
    assert f"/members/report/person/{bad.public_id}/" in client.get("/members/blocks/").text


def test_pods_are_reported_by_members(client, a_network):
    pod = PodFactory()
    client.force_login(PersonFactory().user)
    client.post(f"/members/report/pod/{pod.public_id}/", {"category": "other", "words": ""})
    assert Report.objects.get().kind == "pod"
    assert not PodMembership.objects.exists()
