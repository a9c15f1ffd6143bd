"""Pods side by side, and one that becomes two."""

import re

import pytest

from members.actions import block
from members.models import PodLink, PodMembership, Talk
from members.pods import actions
from members.pods.actions import dividing
from members.talk import actions as talks
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.members import PersonFactory, PodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve(a_network):
    """Looks after Mill Lane."""
    return PersonFactory(name="Eve")


@pytest.fixture
def mill(eve):
    return PodFactory(name="Mill Lane", point=eve, cells=[(1000, 1, 0)])


def page(pod, part):
    return f"{pod.get_absolute_url()}{part}"


def reads(person):
    return Talk.objects.visible_to(viewer_of(person.user)).filter(kind="points").exists()


# --- Side by side -----------------------------------------------------------------------------------------


def test_two_pods_are_neighbours_when_both_said_yes(client_of, pod, ana, ben, cleo, mill, eve, told):
    assert "Mill Lane" in client_of(ana).get(page(pod, "next/")).text
    client_of(ana).post(page(pod, f"next/{mill.public_id}/"))
    assert (told(eve), reads(ana), reads(eve)) == (["pod.link"], False, False)
    assert "They ask you" in client_of(eve).get(page(mill, "next/")).text
    client_of(eve).post(page(mill, f"next/{pod.public_id}/"))
    assert (reads(ana), reads(ben), reads(eve)) == (True, True, True)
    assert (reads(cleo), reads(PersonFactory())) == (False, False)
    assert "Next to us: Mill Lane" in client_of(cleo).get(pod.get_absolute_url()).text


def test_those_who_look_after_them_talk_to_each_other(client_of, pod, mill, ana, ben, eve, told):
    dividing.link(pod, mill)
    talk = Talk.objects.get(kind="points")
    talks.say(by=eve, talk=talk, text="We have a pump")
    assert (told(ana), told(ben)) == (["talk.message"], ["talk.message"])
    shown = client_of(ana).get(talk.get_absolute_url()).text
    assert ("We have a pump" in shown, "Alder Court · Mill Lane" in shown) == (True, True)
    actions.set_role(by=ana, subject=ben, pod=pod, role="point")
    assert (reads(ana), reads(ben)) == (False, True)


@pytest.mark.parametrize("who", ["ben", "cleo", "stranger", "organizer"])
def test_nobody_but_the_point_person_asks_agrees_or_ends(client_of, pod, mill, ben, cleo, olu, eve, who):
    by = {"ben": ben, "cleo": cleo, "stranger": PersonFactory(), "organizer": olu}[who]
    actions.ask_link(by=eve, pod=mill, other=pod)
    found = PodLink.objects.get()
    for action, values in [
        (actions.ask_link, {"pod": pod, "other": mill}),
        (actions.agree_link, {"subject": found}),
        (actions.end_link, {"subject": found}),
    ]:
        with pytest.raises(NotAllowed):
            action(by=by, **values)
    for part in (f"next/{mill.public_id}/", f"next/{mill.public_id}/end/"):
        assert client_of(by).post(page(pod, part)).status_code == 404
    assert PodLink.objects.get().agreed_at is None


def test_who_asked_cannot_say_yes_for_the_other(pod, mill, ana):
    actions.ask_link(by=ana, pod=pod, other=mill)
    with pytest.raises(NotAllowed):
        actions.agree_link(by=ana, subject=PodLink.objects.get())
    actions.ask_link(by=ana, pod=pod, other=mill)
    assert PodLink.objects.get().agreed_at is None


def test_asking_one_that_asked_is_a_yes(pod, mill, ana, eve):
    actions.ask_link(by=ana, pod=pod, other=mill)
    actions.ask_link(by=eve, pod=mill, other=pod)
    assert PodLink.objects.get().agreed_at is not None


@pytest.mark.parametrize("state", [{"openness": "closed"}, {"is_hidden": True}])
def test_what_cannot_be_found_cannot_be_asked(client_of, pod, ana, eve, state):
    other = PodFactory(name="Mill Lane", point=eve, cells=[(1000, 1, 0)], **state)
    with pytest.raises(NotAllowed):
        actions.ask_link(by=ana, pod=pod, other=other)
    assert "Mill Lane" not in client_of(ana).get(page(pod, "next/")).text
    assert client_of(ana).post(page(pod, f"next/{other.public_id}/")).status_code == 404


def test_ended_by_either_the_talk_is_gone(client_of, pod, mill, ana, eve):
    dividing.link(pod, mill)
    client_of(eve).post(page(mill, f"next/{pod.public_id}/end/"))
    assert (PodLink.objects.count(), Talk.objects.filter(kind="points").count()) == (0, 0)
    assert client_of(eve).post(page(mill, f"next/{pod.public_id}/end/")).status_code == 404


def test_when_the_last_one_leaves_nothing_is_beside_it(pod, mill, eve):
    dividing.link(pod, mill)
    actions.leave_pod(by=eve, pod=mill)
    assert (PodLink.objects.count(), Talk.objects.filter(kind="points").count()) == (0, 0)


# --- One becomes two ---------------------------------------------------------------------------------------


@pytest.fixture
def large(pod, ben):
    """Thirty people: fifteen around Anabel, fifteen in the next square, Benno among them."""
    ben.cell_x = 1
    ben.save()
    for number in range(27):
        person = PersonFactory(name=f"Person {number:02}", cell_x=number % 2)
        pod.memberships.create(person=person)
    pod.squares.create(cell_m=1000, cell_x=1, cell_y=0)
    return pod


def split(by, pod, name="Mill Lane", **changed):
    found = dividing.halves(pod)
    point = PodMembership.objects.filter(pod=pod, person__in=found.second).order_by("pk").last().person
    values = {"point": point, "seen": dividing.seal(found), **changed}
    return actions.split_pod(by=by, subject=pod, name=name, **values)


def test_page_shows_who_would_be_where_and_changes_nothing(client_of, large, ana):
    shown = client_of(ana).get(page(large, "split/")).text
    first, second = re.findall(r'<section class="panel">(.*?)</section>', shown, re.DOTALL)
    assert ("Anabel" in first, "Benno" in second) == (True, True)
    assert large.memberships.count() == 30


def test_point_person_makes_two_and_everybody_is_told(client_of, large, ana, ben, cleo, told):
    client = client_of(ana)
    seen = re.search(r'name="seen" value="(\w+)"', client.get(page(large, "split/")).text)[1]
    sent = {"name": "Mill Lane", "point": ben.pk, "seen": seen}
    assert client.post(page(large, "split/"), sent).status_code == 302
    new = ben.pods.get()
    assert (new.name, new.memberships.get(role="point").person) == ("Mill Lane", ben)
    assert sorted((large.memberships.count(), new.memberships.count())) == [14, 16]
    assert large.memberships.get(role="point").person == ana
    assert not large.memberships.filter(person__cell_x=1).exists()
    assert (told(ana), told(ben), told(cleo)) == ([], ["pod.role"], ["pod.split"])
    assert (large.cells, new.cells) == ([(1000, 0, 0)], [(1000, 1, 0)])
    assert PodLink.objects.get().agreed_at is not None
    assert new.talks.filter(kind="pod").exists()


def test_what_each_can_do_and_whom_they_reach_goes_along(large, ana, ben, cleo):
    actions.set_skills(by=ben, pod=large, codes=["van"], words="")
    large.memberships.filter(person__name__in=["Person 00", "Person 01"]).delete()
    for person in (ben, cleo):
        actions.add_neighbour(by=person, pod=large, name=f"Of {person}", how="", consent=True)
    new = split(ana, large)
    assert new.memberships.get(person=ben).skills.codes == "van"
    assert [row.name for row in new.neighbours.all()] == ["Of Benno"]


@pytest.mark.parametrize("who", ["ben", "cleo", "stranger"])
def test_nobody_else_splits_it(client_of, large, ben, cleo, who):
    by = {"ben": ben, "cleo": cleo, "stranger": PersonFactory()}[who]
    with pytest.raises(NotAllowed):
        split(by, large)
    assert client_of(by).get(page(large, "split/")).status_code == 404
    assert client_of(by).post(page(large, "split/")).status_code == 404
    assert large.memberships.count() == 30


def test_somebody_came_or_left_since_it_was_looked_at(large, ana, cleo):
    seen = dividing.seal(dividing.halves(large))
    actions.leave_pod(by=cleo, pod=large)
    with pytest.raises(NotNow, match="meanwhile"):
        split(ana, large, seen=seen)


@pytest.mark.parametrize("who", ["ana", "stranger"])
def test_second_one_is_looked_after_by_somebody_in_it(large, ana, who):
    with pytest.raises(NotNow, match="second pod"):
        split(ana, large, point={"ana": ana, "stranger": PersonFactory()}[who])
    assert large.memberships.count() == 30


def test_name_of_another_pod_is_refused_in_place(client_of, large, ana, ben):
    PodFactory(name="Mill Lane")
    seen = dividing.seal(dividing.halves(large))
    sent = {"name": "mill lane", "point": ben.pk, "seen": seen}
    shown = client_of(ana).post(page(large, "split/"), sent).text
    assert "There is a pod of this name already." in shown
    assert large.memberships.count() == 30


def test_too_few_for_two(client_of, pod, ana):
    assert "Too few for two" in client_of(ana).get(page(pod, "split/")).text
    with pytest.raises(NotNow, match="five people"):
        actions.split_pod(by=ana, subject=pod, name="Mill Lane", point=ana, seen="")


def test_full_pod_that_is_asked_proposes_it(client_of, large, ana, ben):
    assert "Your pod is full" not in client_of(ana).get(large.get_absolute_url()).text
    actions.ask_to_join(by=PersonFactory(), pod=large)
    assert "Your pod is full" in client_of(ana).get(large.get_absolute_url()).text
    assert "Your pod is full" not in client_of(ben).get(large.get_absolute_url()).text


def test_preview_shows_nothing_of_whom_a_block_keeps_apart(client_of, large, ana, cleo):
    block(by=cleo, person=ana)
    assert "Cleo" not in client_of(ana).get(page(large, "split/")).text
    split(ana, large)
    assert cleo.memberships.count() == 1
