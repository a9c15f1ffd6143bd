"""Who looks after a pod, who leaves, and what happens then."""

import pytest
from django.db import IntegrityError, transaction

from members.actions import restore_person, suspend_person
from members.models import Person, PodMembership, PodNeighbour
from members.pods import actions
from members.standing import changed
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from mutualaid.base.network import local_today
from tests.factories.members import PersonFactory, PodFactory

pytestmark = pytest.mark.django_db


def roles(pod):
    places = pod.memberships.select_related("person").order_by("person__name")
    return {place.person.name: place.role for place in places}


def neighbour(pod, reached_by):
    today = local_today()
    return PodNeighbour.objects.create(
        pod=pod, name="Mr Oak", reached_by=reached_by, said_yes_on=today, asked_on=today
    )


def has_left(person):
    person.status = Person.Status.LEFT
    person.save()
    changed(person)


# --- Roles --------------------------------------------------------------------------------------------


def test_point_person_hands_on_and_is_a_member_then(pod, ana, cleo, told):
    actions.set_role(by=ana, subject=cleo, pod=pod, role="point")
    assert roles(pod) == {"Anabel": "member", "Benno": "backup", "Cleo": "point"}
    assert told(cleo) == ["pod.role"]
    pod.refresh_from_db()
    assert (pod.rotates_on - local_today()).days == 182


def test_backup_becomes_point_person_and_leaves_the_other_place_free(pod, ana, ben):
    actions.set_role(by=ana, subject=ben, pod=pod, role="point")
    assert roles(pod) == {"Anabel": "member", "Benno": "point", "Cleo": "member"}


def test_organizer_sets_roles_and_the_same_twice_tells_once(pod, olu, cleo, told):
    for _twice in range(2):
        actions.set_role(by=olu, subject=cleo, pod=pod, role="backup")
    assert roles(pod) == {"Anabel": "point", "Benno": "member", "Cleo": "backup"}
    assert told(cleo) == ["pod.role"]


def test_point_person_who_steps_down_is_followed_by_the_backup(pod, ana, ben, told):
    actions.set_role(by=ana, subject=ana, pod=pod, role="member")
    assert roles(pod) == {"Anabel": "member", "Benno": "point", "Cleo": "member"}
    assert told(ben) == ["pod.role"]


@pytest.mark.parametrize("who", ["ben", "cleo", "stranger", "point person of another pod", "suspended"])
def test_nobody_else_sets_roles_or_changes_the_pod(pod, ana, ben, cleo, who):
    by = {
        "ben": lambda: ben,
        "cleo": lambda: cleo,
        "stranger": PersonFactory,
        "point person of another pod": lambda: PodFactory(point=PersonFactory()).members.get(),
        "suspended": lambda: ana,
    }[who]()
    if who == "suspended":
        by.status = Person.Status.SUSPENDED
        by.save()
    before = roles(pod)
    for action, values in [
        (actions.set_role, {"subject": cleo, "pod": pod, "role": "point"}),
        (actions.take_out_of_pod, {"subject": cleo, "pod": pod}),
        (actions.change_pod, {"subject": pod, "name": "Mine"}),
        (actions.hide_pod, {"subject": pod, "reason": "safety"}),
    ]:
        with pytest.raises(NotAllowed):
            action(by=by, **values)
    pod.refresh_from_db()
    assert (roles(pod), pod.name, pod.is_hidden) == (before, "Alder Court", False)


def test_role_is_for_those_in_it_with_an_account(pod, ana, olu):
    with pytest.raises(NotAllowed):
        actions.set_role(by=ana, subject=PersonFactory(), pod=pod, role="backup")
    caller = PersonFactory(user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")
    actions.put_in_pod(by=olu, subject=caller, pod=pod)
    with pytest.raises(NotNow):
        actions.set_role(by=ana, subject=caller, pod=pod, role="backup")


def test_database_holds_one_point_person_and_one_backup(pod):
    for role in ("point", "backup"):
        with pytest.raises(IntegrityError), transaction.atomic():
            PodMembership.objects.create(pod=pod, person=PersonFactory(), role=role)


# --- Leaving ------------------------------------------------------------------------------------------


def test_leaving_ends_what_one_sees_at_once_and_twice_is_once(pod, cleo):
    for _twice in range(2):
        actions.leave_pod(by=cleo, pod=pod)
    assert viewer_of(cleo.user).pods == frozenset()
    assert AuditEntry.objects.filter(action="pod.leave").count() == 1


def test_when_the_point_person_leaves_the_backup_steps_up(pod, ana, olu, told):
    mr_oak = neighbour(pod, ana)
    actions.leave_pod(by=ana, pod=pod)
    assert roles(pod) == {"Benno": "point", "Cleo": "member"}
    assert told(olu) == []
    mr_oak.refresh_from_db()
    assert mr_oak.reached_by is None


def test_where_there_is_no_backup_organizers_are_told(pod, ana, ben, olu, told):
    actions.leave_pod(by=ben, pod=pod)
    assert told(olu) == []
    actions.leave_pod(by=ana, pod=pod)
    assert (roles(pod), told(olu)) == ({"Cleo": "member"}, ["pod.no_point"])


def test_when_the_last_one_leaves_nobody_s_name_stays(pod, ana, ben, cleo):
    neighbour(pod, ana)
    for person in (ana, ben, cleo):
        actions.leave_pod(by=person, pod=pod)
    assert PodNeighbour.objects.count() == 0


# --- Standing -----------------------------------------------------------------------------------------


def test_paused_point_person_looks_after_nothing_and_comes_back_as_a_member(pod, ana, olu, told, ben):
    suspend_person(by=olu, subject=ana, reason="safety")
    assert roles(pod) == {"Anabel": "member", "Benno": "point", "Cleo": "member"}
    assert told(ben) == ["pod.role"]
    restore_person(by=olu, subject=ana)
    assert roles(pod)["Anabel"] == "member"


def test_paused_without_a_backup_organizers_are_told(pod, ana, ben, olu, told):
    suspend_person(by=olu, subject=ben, reason="safety")
    suspend_person(by=olu, subject=ana, reason="safety")
    assert told(olu) == ["pod.no_point"]


def test_who_left_the_network_is_in_no_pod(pod, ana):
    other = PodFactory(members=[ana])
    has_left(ana)
    assert roles(pod) == {"Benno": "point", "Cleo": "member"}
    assert other.memberships.count() == 0
