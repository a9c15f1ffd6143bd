"""Two at the same moment."""

import pytest

from members.models import CheckIn, Round
from members.pods import actions as pods
from members.rounds import actions
from tests.factories.members import PersonFactory, PodFactory
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(transactional_db):
    return PersonFactory(name="Anabel")


@pytest.fixture
def ben(transactional_db):
    return PersonFactory(name="Benno")


@pytest.fixture
def pod(ana, ben):
    return PodFactory(point=ana, members=[ben, *PersonFactory.create_batch(3)], reached=True)


@pytest.fixture
def called(ana, pod, ben):
    """Benno gave no answer, and Anabel calls."""
    one = actions.start_round(by=ana, pod=pod)
    actions.turn_round(round_id=one.pk, now=one.call_at)
    return CheckIn.objects.select_related("round").get(person=ben)


def test_a_round_is_started_once(ana, pod):
    assert at_once(*[lambda: actions.start_round(by=ana, pod=pod)] * 2) == ["NotNow"]
    assert Round.objects.count() == 1


def test_two_presses_of_a_button_are_one_try(called, ana):
    assert at_once(*[lambda: actions.mark(by=ana, subject=called, state="unreached", tries=0)] * 2) == []
    called.refresh_from_db()
    assert called.tries == 1


def test_what_they_say_themself_is_never_lost_to_a_caller(called, ana, ben):
    assert set(
        at_once(
            lambda: actions.answer(by=ben, subject=called.round, state="need", words="Water"),
            lambda: actions.mark(by=ana, subject=called, state="unreached", tries=0),
        )
    ) <= {"NotNow"}
    called.refresh_from_db()
    assert (called.state, called.words) == ("need", "Water")


def test_an_answer_while_it_ends_is_counted_or_refused(called, ana, ben):
    raised = at_once(
        lambda: actions.answer(by=ben, subject=called.round, state="need"),
        lambda: actions.end_round(by=ana, subject=called.round),
    )
    one = Round.objects.get()
    called.refresh_from_db()
    assert (raised, called.state, one.need) in [([], "need", 1), (["NotNow"], "waiting", 0)]


def test_two_workers_hand_out_once(ana, pod, ben):
    one = actions.start_round(by=ana, pod=pod)
    jobs = [lambda: actions.turn_round(round_id=one.pk, now=one.call_at)] * 2
    assert at_once(*jobs) == []
    assert ana.notices.filter(kind="round.calls").count() == 1


def test_somebody_leaves_while_all_are_asked(ana, pod, ben):
    raised = at_once(lambda: actions.start_round(by=ana, pod=pod), lambda: pods.leave_pod(by=ben, pod=pod))
    assert raised == []
    actions.mend_pod(pod_id=pod.pk)
    assert not CheckIn.objects.filter(person=ben).exists()


def test_all_say_at_once_how_they_are_reached(pod):
    places = list(pod.memberships.select_related("person"))
    acts = [
        lambda place=place: actions.say_reach(
            by=place.person, subject=place, reached="call", number="555 1", calls_in=["en"]
        )
        for place in places
    ]
    assert at_once(*acts) == []
    assert len(pod.phone_tree.edges) == len(places) - 1
