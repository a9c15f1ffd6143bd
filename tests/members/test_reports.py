from datetime import UTC, datetime

import pytest
from django.urls import reverse

from members import actions, moderation
from members.models import Notice, Report
from members.viewers import viewer_of
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory
from tests.outbox import hand_over

pytestmark = pytest.mark.django_db
WORDS = {"category": "hurtful", "words": "They shouted."}


def make(by, person, **changes):
    values = {"kind": "person", "subject_id": person.public_id, **WORDS, **changes}
    return actions.report(by=by, viewer=viewer_of(by.user), **values)


def address(person_id, name="person"):
    return reverse("members:report", args=[name, person_id])


def test_report_by_page_tells_organizers_but_not_the_reported(client, a_network):
    me, bad, organizer = PersonFactory(name="Reporter R"), PersonFactory(), OrganizerFactory()
    client.force_login(me.user)
    assert client.get(address(bad.public_id)).status_code == 200
    assert "Thank you" in client.post(address(bad.public_id), WORDS).text
    report = Report.objects.get()
    assert (report.reporter, report.person, report.category, report.words) == (
        me,
        bad,
        "hurtful",
        "They shouted.",
    )
    assert list(Notice.objects.values_list("person", "kind")) == [(organizer.pk, "report.waits")]
    made = AuditEntry.objects.get(action="report.make")
    assert made.actor_id is None
    [mail] = hand_over()
    assert mail.to == organizer.user.email
    assert "Reporter R" not in mail.text + mail.subject


def test_a_reported_organizer_is_not_told():
    bad = OrganizerFactory()
    make(PersonFactory(), bad)
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("blocker", ["me", "them"])
def test_report_works_after_a_block(blocker):
    me, bad = PersonFactory(), PersonFactory()
    actions.block(**({"by": me, "person": bad} if blocker == "me" else {"by": bad, "person": me}))
    assert make(me, bad) is not None


def test_reporting_nothing_answers_as_reporting_something(client, a_network):
    bad = PersonFactory()
    client.force_login(PersonFactory().user)
    pages = [client.post(address(id), WORDS).text.replace(id, "") for id in (bad.public_id, "222222222222")]
    assert pages[0].split("<main")[1] == pages[1].split("<main")[1]
    assert Report.objects.count() == 1


def test_unknown_kind_is_no_page(client, a_network):
    client.force_login(PersonFactory().user)
    assert client.get(address("222222222222", "nothing")).status_code == 404


def test_without_a_category_it_says_so_and_keeps_the_words(client, a_network):
    client.force_login(PersonFactory().user)
    response = client.post(address(PersonFactory().public_id), {"words": "They shouted."})
    assert "They shouted." in response.text
    assert Report.objects.count() == 0


def test_the_same_report_twice_is_one():
    me, bad = PersonFactory(), PersonFactory()
    assert make(me, bad) is not None
    assert make(me, bad) is None
    assert Report.objects.count() == 1


def test_twenty_a_day_but_safety_is_never_limited():
    me = PersonFactory()
    for other in PersonFactory.create_batch(20):
        make(me, other)
    with pytest.raises(limits.TooMany):
        make(me, PersonFactory())
    assert make(me, PersonFactory(), category="safety") is not None


def test_words_are_encrypted_at_rest():
    from django.db import connection

    make(PersonFactory(), PersonFactory())
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(words, 'escape') FROM members_report")
        assert "shouted" not in cursor.fetchone()[0]


def test_resolving_leaves_its_trace_and_happens_once():
    by, report = OrganizerFactory(), make(PersonFactory(), PersonFactory())
    actions.resolve_report(by=by, subject=report, decision="kept", reason="nothing")
    report.refresh_from_db()
    assert (report.status, report.decision, report.decided_by) == ("done", "kept", by)
    assert (
        AuditEntry.objects.filter(action="report.decide").values_list("reason", flat=True).get() == "nothing"
    )
    with pytest.raises(NotNow):
        actions.resolve_report(by=by, subject=report, decision="kept", reason="nothing")


def test_of_a_person_the_line_is_hidden_never_they_themself(client, a_network):
    bad, other = PersonFactory(name="Badger", about="Ask me for it"), PersonFactory()
    report = make(PersonFactory(), bad)
    actions.resolve_report(by=OrganizerFactory(), subject=report, decision="hidden", reason="safety")
    client.force_login(other.user)
    page = client.get(bad.get_absolute_url()).text
    assert ("Badger" in page, "Ask me for it" in page) == (True, False)
    client.force_login(bad.user)
    page = client.get(bad.get_absolute_url()).text
    assert "Ask me for it" in page
    assert "Others do not see your line" in page


def test_a_pod_is_hidden_and_what_one_left_comes_back(a_network):
    pod, me = PodFactory(), PersonFactory(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    report = make(me, pod, kind="pod", category="safety")
    pod.refresh_from_db()
    assert (report.excerpt, pod.is_hidden) == (pod.name, True)
    actions.resolve_report(by=OrganizerFactory(), subject=report, decision="kept", reason="nothing")
    pod.refresh_from_db()
    assert not pod.is_hidden


def test_nobody_decides_in_their_own_case_and_members_never():
    bad = OrganizerFactory()
    report = make(PersonFactory(), bad)
    for by in (bad, PersonFactory()):
        with pytest.raises(NotAllowed):
            actions.resolve_report(by=by, subject=report, decision="kept", reason="nothing")


def test_hiding_calls_the_registered_action(monkeypatch):
    from members.models import Person

    hidden = []
    monkeypatch.setattr(moderation, "_kinds", {})
    moderation.register(
        Person,
        name="person",
        url=Person.get_absolute_url,
        hide=lambda **call: hidden.append(call),
        is_hidden=lambda subject: False,
        excerpt=lambda subject, reporter: subject.about,
    )
    bad, by = PersonFactory(about="Buy now"), OrganizerFactory()
    report = make(PersonFactory(), bad)
    assert report.excerpt == "Buy now"
    actions.resolve_report(by=by, subject=report, decision="hidden", reason="agreement")
    assert hidden == [{"by": by, "subject": bad, "reason": "agreement"}]
