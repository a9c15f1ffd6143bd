"""A member starts a pod; its point person says what it is like; organizers hide it."""

import pytest

from members.models import Pod, PodSquare
from members.pods import actions
from members.viewers import NEWCOMER, viewer_of
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.grid import Cell
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory

pytestmark = pytest.mark.django_db
HERE, NEXT = Cell(1000, 0, 0), Cell(1000, 1, 0)


def test_member_starts_a_pod_and_looks_after_it(ana, olu, told):
    pod = actions.start_pod(by=ana, name="Mill Lane", squares=[HERE, NEXT, HERE], languages=["es"])
    assert [(place.person, place.role) for place in pod.memberships.all()] == [(ana, "point")]
    assert (pod.cells, pod.languages) == ([HERE, NEXT], ["es"])
    assert (told(olu), told(ana)) == (["pod.started"], [])


def test_nobody_starts_a_third_pod(ana):
    PodFactory.create_batch(2, members=[ana])
    with pytest.raises(NotNow, match="more than 2"):
        actions.start_pod(by=ana, name="Mill Lane")
    assert Pod.objects.count() == 2


def test_pods_are_started_a_few_a_day(ana):
    actions.start_pod(by=ana, name="Mill Lane")
    with pytest.raises(limits.TooMany):
        actions.start_pod(by=ana, name="Mill Lane North")
    assert Pod.objects.count() == 1


@pytest.mark.parametrize("status", ["pending", "suspended", "left"])
def test_only_members_start_one(a_network, status):
    with pytest.raises(NotAllowed):
        actions.start_pod(by=PersonFactory(status=status), name="Mill Lane")
    assert Pod.objects.count() == 0


@pytest.mark.parametrize("words", [{"name": "14 Elm Street"}, {"name": "Elm", "area": "Elm Street 14"}])
def test_no_house_number_where_others_read_it(ana, pod, words):
    with pytest.raises(NotNow, match="number of a house"):
        actions.start_pod(by=PersonFactory(), **words)
    with pytest.raises(NotNow, match="number of a house"):
        actions.change_pod(by=ana, subject=pod, **words)
    assert list(Pod.objects.values_list("name", "area")) == [("Alder Court", "")]


def test_point_person_changes_what_it_is_like(pod, ana):
    actions.change_pod(
        by=ana, subject=pod, agreed="Sundays at six", openness="seeking", squares=[NEXT], area="by the mill"
    )
    pod.refresh_from_db()
    assert (pod.agreed, pod.openness, pod.area, pod.cells) == (
        *("Sundays at six", "seeking", "by the mill"),
        [NEXT],
    )
    assert PodSquare.objects.count() == 1


def test_squares_are_few(pod, ana):
    with pytest.raises(NotNow, match="at most 12"):
        actions.change_pod(by=ana, subject=pod, squares=[Cell(1000, x, 0) for x in range(13)])
    assert pod.cells == [HERE]


# --- Who finds it -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "others_find_it"),
    [
        ({}, True),
        ({"openness": "seeking"}, True),
        ({"openness": "closed"}, False),
        ({"is_hidden": True}, False),
    ],
)
def test_closed_and_hidden_pods_are_for_those_in_them_and_organizers(ana, state, others_find_it):
    pod = PodFactory(members=[ana], **state)

    def sees(person):
        return Pod.objects.visible_to(viewer_of(person.user)).filter(pk=pod.pk).exists()

    assert (sees(ana), sees(OrganizerFactory())) == (True, True)
    assert sees(PersonFactory()) is others_find_it
    assert not sees(PersonFactory(status="pending"))
    assert not Pod.objects.visible_to(NEWCOMER).exists()


def test_organizer_hides_a_pod_and_shows_it_again(pod, olu):
    actions.hide_pod(by=olu, subject=pod, reason="agreement")
    pod.refresh_from_db()
    assert pod.is_hidden
    actions.restore_pod(by=olu, subject=pod)
    pod.refresh_from_db()
    assert not pod.is_hidden
