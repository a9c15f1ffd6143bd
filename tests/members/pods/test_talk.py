"""What those in a pod say to each other: for them, while they are in it."""

import pytest

from members.actions import block, suspend_person
from members.models import Talk
from members.pods import actions
from members.pods.actions.common import open_pod_talk
from members.talk import actions as talks
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(pod):
    return open_pod_talk(pod)


def reads(person):
    return Talk.objects.visible_to(viewer_of(person.user)).exists()


def test_a_new_pod_has_a_talk_and_whoever_is_let_in_reads_it(ana, olu):
    pod = actions.start_pod(by=ana, name="Mill Lane")
    ben = PersonFactory()
    actions.put_in_pod(by=olu, subject=ben, pod=pod)
    assert (reads(ana), reads(ben), reads(PersonFactory()), reads(OrganizerFactory())) == (
        *(True, True, False, False),
    )


def test_reading_stops_the_moment_one_leaves(client_of, talk, pod, ana, cleo):
    talks.say(by=ana, talk=talk, text="The pump is by the lime tree")
    client = client_of(cleo)
    assert "lime tree" in client.get(talk.get_absolute_url()).text
    actions.leave_pod(by=cleo, pod=pod)
    assert client.get(talk.get_absolute_url()).status_code == 404
    with pytest.raises(NotAllowed):
        talks.say(by=cleo, talk=talk, text="One more thing")


def test_reading_stops_while_one_is_paused(talk, cleo, olu):
    suspend_person(by=olu, subject=cleo, reason="safety")
    assert not reads(cleo)


def test_those_who_look_after_it_announce_and_others_only_talk(talk, ana, ben, cleo, told):
    talks.mute(by=cleo, talk=talk, is_muted=True)
    talks.say(by=ana, talk=talk, text="Hello")
    assert (told(cleo), told(ben)) == ([], ["talk.message"])
    for person in (ana, ben):
        talks.say(by=person, talk=talk, text="Water is off", is_announcement=True)
    assert told(cleo) == ["talk.announcement"] * 2
    with pytest.raises(NotAllowed):
        talks.say(by=cleo, talk=talk, text="Me too", is_announcement=True)


def test_page_of_the_pod_shows_what_is_new_and_the_last_announcement(client_of, talk, pod, ana, cleo):
    talks.say(by=ana, talk=talk, text="Water is off", is_announcement=True)
    talks.say(by=ana, talk=talk, text="Who has a pump?")
    shown = client_of(cleo).get(pod.get_absolute_url()).text
    assert ("Water is off" in shown, "2 new" in shown, "Who has a pump" in shown) == (True, True, False)


def test_new_is_what_others_said_since_one_read_it(client_of, talk, pod, ana, ben, cleo):
    client = client_of(cleo)
    last = talks.say(by=ana, talk=talk, text="Who has a pump?")
    talks.mute(by=ben, talk=talk, is_muted=True)  # a place in the talk without having read any of it
    assert "1 new" in client_of(ben).get(pod.get_absolute_url()).text
    talks.read(by=cleo, talk=talk, until=last.created_at)
    assert " new</b>" not in client.get(pod.get_absolute_url()).text
    talks.say(by=cleo, talk=talk, text="I have")
    assert " new</b>" not in client.get(pod.get_absolute_url()).text
    talks.say(by=ana, talk=talk, text="Lovely")
    assert "1 new" in client.get(pod.get_absolute_url()).text
    assert "3 new" in client_of(ben).get(pod.get_absolute_url()).text


def test_page_shows_nothing_of_whom_a_block_keeps_apart(client_of, talk, pod, ana, cleo):
    talks.say(by=ana, talk=talk, text="Water is off", is_announcement=True)
    block(by=ana, person=cleo)
    shown = client_of(cleo).get(pod.get_absolute_url()).text
    assert ("Water is off" in shown, "1 new" in shown) == (False, False)
