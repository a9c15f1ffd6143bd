"""Somebody asks to join; those who look after the pod answer. Blocks are silent, both ways."""

import re

import pytest

from members.actions import block, restore_person, unblock
from members.models import PodAsk
from members.pods import actions
from members.pods.actions import asking
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.members import PersonFactory, PodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(a_network):
    return PersonFactory(name="Dora")


def asks(pod):
    return [asked.person for asked in asking.waiting(pod)]


def test_member_asks_and_both_who_look_after_it_hear(client_of, pod, ana, ben, cleo, dora, told):
    client = client_of(dora)
    client.post(f"{pod.get_absolute_url()}ask/", {"words": "I live by the mill"})
    assert (told(ana), told(ben), told(cleo)) == (["pod.ask"], ["pod.ask"], [])
    assert "You asked to join" in client.get(pod.get_absolute_url()).text
    for person, sees in ((ana, True), (ben, True), (cleo, False)):
        shown = client_of(person).get(pod.get_absolute_url()).text
        assert ("I live by the mill" in shown, "Dora" in shown) == (sees, sees)


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_point_person_and_backup_let_in(client_of, pod, ana, ben, dora, told, who):
    asked = actions.ask_to_join(by=dora, pod=pod)
    by = {"ana": ana, "ben": ben}[who]
    client_of(by).post(f"{pod.get_absolute_url()}asks/{asked.pk}/", {"answer": "yes"})
    assert pod.memberships.filter(person=dora, role="member").exists()
    assert (told(dora), PodAsk.objects.count()) == (["pod.let_in"], 0)


def test_no_is_told_without_a_name_and_stands_for_a_while(client_of, pod, ana, dora, told):
    asked = actions.ask_to_join(by=dora, pod=pod)
    client_of(ana).post(f"{pod.get_absolute_url()}asks/{asked.pk}/", {"answer": "no"})
    assert told(dora) == ["pod.declined"]
    shown = client_of(dora).get(pod.get_absolute_url()).text
    assert ("no place just now" in shown, "Anabel" in shown) == (True, False)
    actions.ask_to_join(by=dora, pod=pod)
    assert (asks(pod), told(ana)) == ([], ["pod.ask"])
    with pytest.raises(NotAllowed):
        actions.let_in(by=ana, subject=asked)


@pytest.mark.parametrize("who", ["cleo", "dora", "stranger", "point person of another pod", "organizer"])
def test_nobody_else_answers(client_of, pod, cleo, dora, olu, who):
    asked = actions.ask_to_join(by=dora, pod=pod)
    by = {
        "cleo": lambda: cleo,
        "dora": lambda: dora,
        "stranger": PersonFactory,
        "point person of another pod": lambda: PodFactory(point=PersonFactory()).members.get(),
        "organizer": lambda: olu,
    }[who]()
    for action in (actions.let_in, actions.decline_ask):
        with pytest.raises(NotAllowed):
            action(by=by, subject=asked)
    address = f"{pod.get_absolute_url()}asks/{asked.pk}/"
    assert client_of(by).post(address, {"answer": "yes"}).status_code == 404
    assert not pod.memberships.filter(person=dora).exists()


def test_ask_of_another_pod_is_not_answered_here(client_of, pod, ana, dora):
    asked = actions.ask_to_join(by=dora, pod=PodFactory(point=PersonFactory()))
    address = f"{pod.get_absolute_url()}asks/{asked.pk}/"
    assert client_of(ana).post(address, {"answer": "yes"}).status_code == 404
    assert dora.memberships.count() == 0


def test_asking_twice_is_once_and_taken_back_it_is_gone(client_of, pod, ana, dora, told):
    for _twice in range(2):
        actions.ask_to_join(by=dora, pod=pod)
    assert (asks(pod), told(ana)) == ([dora], ["pod.ask"])
    client_of(dora).post(f"{pod.get_absolute_url()}ask/back/")
    assert asks(pod) == []


def test_who_is_in_it_or_in_two_or_not_a_member_cannot_ask(pod, cleo, dora):
    with pytest.raises(NotAllowed):
        actions.ask_to_join(by=cleo, pod=pod)
    with pytest.raises(NotAllowed):
        actions.ask_to_join(by=PersonFactory(status="pending"), pod=pod)
    PodFactory.create_batch(2, members=[dora])
    with pytest.raises(NotNow):
        actions.ask_to_join(by=dora, pod=pod)
    assert PodAsk.objects.count() == 0


@pytest.mark.parametrize("state", [{"openness": "closed"}, {"is_hidden": True}])
def test_what_cannot_be_found_cannot_be_asked(client_of, dora, state):
    pod = PodFactory(point=PersonFactory(), **state)
    with pytest.raises(NotAllowed):
        actions.ask_to_join(by=dora, pod=pod)
    assert client_of(dora).post(f"{pod.get_absolute_url()}ask/").status_code == 404


def test_one_asks_a_few_times_a_day(dora):
    pods = [PodFactory(point=PersonFactory()) for _pod in range(6)]
    for pod in pods[:5]:
        actions.ask_to_join(by=dora, pod=pod)
    with pytest.raises(limits.TooMany):
        actions.ask_to_join(by=dora, pod=pods[5])


def test_full_pod_lets_nobody_in(pod, ana, dora):
    for person in PersonFactory.create_batch(27):
        pod.memberships.create(person=person)
    asked = actions.ask_to_join(by=dora, pod=pod)
    with pytest.raises(NotNow, match="at most 30"):
        actions.let_in(by=ana, subject=asked)


def test_whoever_is_in_two_pods_asks_nowhere_any_more(pod, ana, dora):
    PodFactory(members=[dora])
    other = PodFactory(point=PersonFactory())
    actions.ask_to_join(by=dora, pod=other)
    actions.let_in(by=ana, subject=actions.ask_to_join(by=dora, pod=pod))
    assert PodAsk.objects.count() == 0


# --- Blocks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["dora blocked cleo", "cleo blocked dora"])
def test_block_with_anybody_inside_keeps_out_and_nobody_learns_of_it(
    client_of, pod, ana, ben, cleo, dora, told, way
):
    stranger = PersonFactory()
    by, person = (dora, cleo) if way == "dora blocked cleo" else (cleo, dora)
    block(by=by, person=person)
    pages = []
    for who in (dora, stranger):
        client = client_of(who)
        client.post(f"{pod.get_absolute_url()}ask/", {"words": "Hello"})
        shown = client.get(pod.get_absolute_url()).text.replace(who.name, "")
        pages.append(re.sub(r'(middlewaretoken" value=)"\w+"', r"\1", shown))
    assert pages[0] == pages[1]
    assert asks(pod) == [stranger]
    assert (told(ana), told(ben)) == (["pod.ask"], ["pod.ask"])
    assert "Dora" not in client_of(ana).get(pod.get_absolute_url()).text
    asked = PodAsk.objects.get(person=dora)
    with pytest.raises(NotAllowed):
        actions.let_in(by=ana, subject=asked)
    unblock(by=by, person=person)
    assert asks(pod) == [dora, stranger]


# --- Before the network let them in -------------------------------------------------------------------------


def test_wish_of_somebody_who_waits_reaches_the_pod_once_they_are_let_in(pod, ana, olu, told):
    new = PersonFactory(status="pending")
    code = actions.invite(by=ana, pod=pod, is_flyer=True)[1]
    assert not actions.use_code(by=new, code=code)
    assert (asks(pod), told(ana)) == ([], [])
    restore_person(by=olu, subject=new)
    assert (asks(pod), told(ana)) == ([new], ["pod.ask"])
