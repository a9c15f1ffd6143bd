"""A small conversation, as that of somebody who asks to join with the organizers: who reads and writes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members import actions as members
from members.models import Notice, Person, Report, Talk, TalkMessage, TalkReading
from members.talk import actions, kinds, pages, registered, retention
from members.viewers import viewer_of
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory
from tests.outbox import hand_over
from tests.proved import prove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_network")]


@pytest.fixture
def pia():
    """Waits to be let in."""
    return PersonFactory(name="Pilar", status=Person.Status.PENDING)


@pytest.fixture
def olu():
    return OrganizerFactory(name="Oluwa")


@pytest.fixture
def talk(pia):
    return actions.open_talk(kind=Talk.Kind.APPLICATION, person=pia)


def found_by(person):
    return list(Talk.objects.visible_to(viewer_of(person.user)))


def words_for(person, talk):
    items = pages.context(talk, viewer_of(person.user))["talk"]["flow"]
    return [(item["name"], str(item["html"])) for item in items if item["kind"] == "said"]


def with_second_factor(client, person):
    client.force_login(person.user)
    prove(client)
    return client


def address(name, talk):
    return reverse(f"members:{name}", args=[talk.public_id])


# --- Who takes part -----------------------------------------------------------------------------------


def test_the_one_it_is_about_and_organizers_find_it(talk, pia, olu):
    assert found_by(pia) == [talk]
    assert found_by(olu) == [talk]
    assert found_by(PersonFactory()) == []
    assert list(Talk.objects.visible_to(viewer_of(None))) == []


@pytest.mark.parametrize("blocker", ["pia", "olu"])
def test_an_organizer_apart_from_them_does_not_find_it(talk, pia, olu, blocker):
    by, person = (pia, olu) if blocker == "pia" else (olu, pia)
    members.block(by=by, person=person)
    assert found_by(olu) == []
    assert found_by(pia) == [talk]


def test_a_paused_organizer_does_not_find_it(talk, olu):
    Person.objects.filter(pk=olu.pk).update(status=Person.Status.SUSPENDED)
    assert found_by(olu) == []


def test_a_kind_that_nobody_registered_is_seen_by_nobody(olu, monkeypatch):
    monkeypatch.setattr(kinds, "_rules", {})
    pod = PodFactory(members=[olu])
    Talk.objects.create(kind=Talk.Kind.POD, pod=pod)
    assert found_by(olu) == []


def test_one_is_opened_once(talk, pia):
    assert actions.open_talk(kind=Talk.Kind.APPLICATION, person=pia) == talk


# --- Writing ------------------------------------------------------------------------------------------


def test_words_reach_the_others_and_no_notice_says_them(talk, pia, olu):
    message = actions.say(by=pia, talk=talk, text="I live near the park")
    assert (message.author, message.text, message.is_announcement) == (pia, "I live near the park", False)
    assert list(Notice.objects.values_list("person", "kind", "url")) == [
        (olu.pk, "talk.message", f"/members/talk/{talk.public_id}/")
    ]
    [mail] = hand_over()
    assert mail.to == olu.user.email
    assert "park" not in mail.subject + mail.text
    assert "Pilar" not in mail.subject + mail.text
    assert AuditEntry.objects.filter(action="talk.say", subject_id=talk.public_id).count() == 1


def test_words_are_not_in_the_database_in_clear(talk, pia):
    actions.say(by=pia, talk=talk, text="I live near the park")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM members_talkmessage")
        assert b"park" not in bytes(cursor.fetchone()[0])


def test_a_stranger_cannot_write(talk):
    with pytest.raises(NotAllowed):
        actions.say(by=PersonFactory(), talk=talk, text="Hello")
    assert TalkMessage.objects.count() == 0


def test_nobody_announces_where_the_rules_do_not_let_them(talk, olu):
    with pytest.raises(NotAllowed):
        actions.say(by=olu, talk=talk, text="Hello", is_announcement=True)


def test_a_closed_one_takes_no_words(talk, pia, monkeypatch):
    closed = kinds.Rules(
        registered.APPLICATION.visible,
        registered.APPLICATION.people,
        registered.APPLICATION.title,
        why_closed=lambda talk: "It is over.",
    )
    monkeypatch.setattr(kinds, "_rules", {Talk.Kind.APPLICATION: closed})
    with pytest.raises(NotNow, match="It is over"):
        actions.say(by=pia, talk=talk, text="Hello")


def test_too_much_in_an_hour_is_said(talk, pia, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "message", limits.Limit(1, limits.HOUR))
    actions.say(by=pia, talk=talk, text="One")
    with pytest.raises(limits.TooMany):
        actions.say(by=pia, talk=talk, text="Two")


def test_whoever_muted_it_hears_of_announcements_only(talk, pia, olu, monkeypatch):
    rules = {**registered.APPLICATION.__dict__, "may_announce": lambda by, talk: True}
    monkeypatch.setattr(kinds, "_rules", {Talk.Kind.APPLICATION: kinds.Rules(**rules)})
    actions.mute(by=olu, talk=talk, is_muted=True)
    actions.say(by=pia, talk=talk, text="One")
    assert Notice.objects.count() == 0
    actions.say(by=pia, talk=talk, text="Two", is_announcement=True)
    assert list(Notice.objects.values_list("person", "kind")) == [(olu.pk, "talk.announcement")]
    actions.mute(by=olu, talk=talk, is_muted=False)
    actions.say(by=pia, talk=talk, text="Three")
    assert Notice.objects.filter(kind="talk.message").count() == 1


# --- Reading ------------------------------------------------------------------------------------------


def test_organizers_have_no_name_for_others(talk, pia, olu):
    actions.say(by=olu, talk=talk, text="Welcome")
    assert words_for(pia, talk) == [("An organizer", "Welcome")]
    assert words_for(olu, talk) == [("Oluwa", "Welcome")]


def test_two_organizers_apart_do_not_read_each_other(talk, pia, olu):
    other = OrganizerFactory(name="Wren")
    members.block(by=other, person=olu)
    actions.say(by=olu, talk=talk, text="Mine")
    assert words_for(other, talk) == []
    assert words_for(pia, talk) == [("An organizer", "Mine")]
    assert not Notice.objects.filter(person=other).exists()


def test_whoever_left_takes_their_words_along(talk, pia, olu):
    actions.say(by=olu, talk=talk, text="Mine")
    Person.objects.filter(pk=olu.pk).update(status=Person.Status.LEFT)
    assert words_for(pia, talk) == [("Former member", "")]
    actions.erase(olu)
    assert list(TalkMessage.objects.values_list("author", "text")) == [(None, "")]
    olu.delete()
    assert words_for(pia, talk) == [("Former member", "")]


def test_hidden_words_are_shown_to_nobody(talk, pia, olu):
    message = actions.say(by=pia, talk=talk, text="Bad words")
    actions.hide_message(by=olu, subject=message)
    assert words_for(pia, talk) == words_for(olu, talk) == [("Pilar", "")]
    actions.restore_message(by=olu, subject=message)
    assert words_for(olu, talk) == [("Pilar", "Bad words")]


def test_nobody_but_an_organizer_hides_and_not_their_own(talk, pia, olu):
    message = actions.say(by=olu, talk=talk, text="Mine")
    for by in (pia, olu):
        with pytest.raises(NotAllowed):
            actions.hide_message(by=by, subject=message)


def test_reading_ends_what_told_of_it(talk, pia, olu):
    message = actions.say(by=pia, talk=talk, text="Hello")
    actions.read(by=olu, talk=talk, until=message.created_at + timedelta(days=1))
    assert Notice.objects.filter(read_at=None).count() == 0
    assert TalkReading.objects.get(person=olu).read_at <= timezone.now()
    with pytest.raises(NotAllowed):
        actions.read(by=PersonFactory(), talk=talk, until=timezone.now())


@pytest.mark.parametrize("number", [1, 3])
def test_its_statements_do_not_grow(talk, pia, olu, number):
    for count in range(number):
        actions.say(by=OrganizerFactory(), talk=talk, text=f"{count}")
    viewer = viewer_of(pia.user)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        pages.context(talk, viewer)
    assert len(asked) == 2


def test_what_was_said_earlier_has_a_page(talk, pia, monkeypatch):
    monkeypatch.setattr(pages, "MOST", 2)
    said = [actions.say(by=pia, talk=talk, text=f"{count}") for count in range(3)]
    shown = pages.context(talk, viewer_of(pia.user))["talk"]
    assert shown["earlier"].endswith(f"?before={said[1].public_id}")
    earlier = pages.context(talk, viewer_of(pia.user), before=said[1].public_id)["talk"]
    assert [item["html"] for item in earlier["flow"] if item["kind"] == "said"] == ["0"]
    assert earlier["earlier"] == ""


# --- Pages --------------------------------------------------------------------------------------------


def test_a_pending_person_writes_and_reads_on_its_page(client, talk, pia, olu):
    client.force_login(pia.user)
    assert client.post(address("talk_say", talk), {"text": " "}).status_code == 200
    response = client.post(address("talk_say", talk), {"text": "Hello <b>you</b>"})
    assert response.url == f"/members/talk/{talk.public_id}/#last"
    actions.say(by=olu, talk=talk, text="Who knows you here?")
    page = client.get(address("talk", talk)).text
    assert "Hello &lt;b&gt;you&lt;/b&gt;" in page
    assert "Oluwa" not in page
    assert "An organizer" in page


def test_what_was_typed_is_kept_where_it_was_too_much(client, talk, pia, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "message", limits.Limit(1, limits.HOUR))
    client.force_login(pia.user)
    client.post(address("talk_say", talk), {"text": "One"})
    page = client.post(address("talk_say", talk), {"text": "Two"}).text
    assert "That was a lot in a short time." in page
    assert ">\nTwo</textarea>" in page


def test_with_htmx_it_answers_with_itself(client, talk, pia):
    client.force_login(pia.user)
    response = client.post(address("talk_say", talk), {"text": "One"}, headers={"HX-Request": "true"})
    assert 'id="talk"' in response.text
    assert "<html" not in response.text


def test_muting_by_its_button(client, talk, pia):
    client.force_login(pia.user)
    client.post(address("talk_mute", talk), {"is_muted": "1"})
    assert TalkReading.objects.get().is_muted
    assert "Tell me again" in client.get(address("talk", talk)).text
    client.post(address("talk_mute", talk), {})
    assert not TalkReading.objects.get().is_muted


def test_reading_by_its_button(client, talk, pia, olu):
    message = actions.say(by=olu, talk=talk, text="Hello")
    client.force_login(pia.user)
    client.post(address("talk_read", talk), {"until": message.created_at.isoformat()})
    assert TalkReading.objects.get(person=pia).read_at == message.created_at
    assert client.post(address("talk_read", talk), {"until": "nonsense"}).status_code == 404


@pytest.mark.parametrize("name", ["talk", "talk_say", "talk_read", "talk_mute"])
def test_a_stranger_gets_what_nothing_gets(client, talk, name):
    client.force_login(PersonFactory().user)
    verb = client.get if name == "talk" else client.post
    assert verb(address(name, talk)).status_code == 404
    talk.public_id = "zzzzzzzzzzzz"
    assert verb(address(name, talk)).status_code == 404


def test_an_organizer_needs_the_second_factor(client, talk, olu, pia):
    actions.say(by=pia, talk=talk, text="Only for you")
    client.force_login(olu.user)
    response = client.get(address("talk", talk))
    assert response.status_code == 302
    assert client.post(address("talk_say", talk), {"text": "Hello"}).status_code == 302
    assert TalkMessage.objects.count() == 1
    page = with_second_factor(client, olu).get(address("talk", talk)).text
    assert "Only for you" in page
    assert "Pilar and the organizers" in page


# --- Reports ------------------------------------------------------------------------------------------


def test_a_report_hands_over_the_message_and_five_before_it(talk, pia, olu):
    said = [actions.say(by=pia if n % 2 else olu, talk=talk, text=f"words {n}") for n in range(8)]
    report = members.report(
        by=olu,
        viewer=viewer_of(olu.user),
        kind="talk",
        subject_id=said[7].public_id,
        category="hurtful",
        words="",
    )
    assert report.person == pia
    assert report.excerpt == "A: words 2\nB: words 3\nA: words 4\nB: words 5\nA: words 6\nB: words 7"


def test_a_stranger_reports_nothing(talk, pia):
    message = actions.say(by=pia, talk=talk, text="Hello")
    stranger = PersonFactory()
    assert registered.find(viewer_of(stranger.user), message.public_id) is None
    assert registered.find(viewer_of(pia.user), message.public_id) is None
    assert Report.objects.count() == 0


# --- The clock ----------------------------------------------------------------------------------------


def test_words_are_gone_after_180_days_however_much_is_said_later(talk, pia, olu):
    old = actions.say(by=pia, talk=talk, text="Old")
    TalkMessage.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=179))
    actions.say(by=pia, talk=talk, text="New")
    assert retention.purge_words(timezone.now()) == 0
    assert retention.purge_words(timezone.now() + timedelta(days=2)) == 1
    assert [message.text for message in TalkMessage.objects.all()] == ["New"]


def test_places_go_with_the_words_and_who_muted_it_stays_so(talk, pia, olu):
    actions.say(by=pia, talk=talk, text="Hello")
    actions.mute(by=olu, talk=talk, is_muted=True)
    later = timezone.now() + timedelta(days=181)
    assert retention.purge_places(later) == 1
    assert list(TalkReading.objects.values_list("person", "is_muted")) == [(olu.pk, True)]
