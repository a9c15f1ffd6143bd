from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import CheckIn, Notice, PodNeighbour
from members.rounds import actions, tasks
from tests.factories.members import PersonFactory, PodFactory


@pytest.fixture
def ana(a_network):
    """Looks after Alder Court."""
    return PersonFactory(name="Anabel")


@pytest.fixture
def ben(a_network):
    """Stands in for Anabel."""
    return PersonFactory(name="Benno")


@pytest.fixture
def others(a_network):
    """Ten more."""
    return [PersonFactory(name=f"Neighbour {letter}") for letter in "CDEFGHIJKL"]


@pytest.fixture
def stranger(a_network):
    return PersonFactory(name="Zoe")


@pytest.fixture
def pod(ana, ben, others):
    """Twelve people who all may be called and call."""
    pod = PodFactory(name="Alder Court", point=ana, backup=ben, members=others, reached=True)
    actions.make_tree(by=ana, pod=pod)
    Notice.objects.all().delete()
    return pod


@pytest.fixture
def neighbour(pod, others):
    """Without a phone: Neighbour L knocks."""
    today = timezone.localdate()
    return PodNeighbour.objects.create(
        pod=pod,
        name="Mrs Ferro",
        how="Twice, she hears badly",
        reached_by=others[-1],
        said_yes_on=today,
        asked_on=today,
    )


@pytest.fixture
def begun(pod, ana):
    """A round that Anabel started just now."""
    return actions.start_round(by=ana, pod=pod, words="Heat wave")


@pytest.fixture
def later():
    """What the job does so many hours after the start."""

    def pass_hours(one, hours):
        actions.turn_round(round_id=one.pk, now=one.started_at + timedelta(hours=hours))
        one.refresh_from_db()

    return pass_hours


@pytest.fixture
def of():
    """The answer of somebody in a round, as it is now."""

    def find(one, somebody):
        key = "neighbour" if hasattr(somebody, "reached_by") else "person"
        return CheckIn.objects.select_related("round__pod").get(round=one, **{key: somebody})

    return find


@pytest.fixture
def mended(monkeypatch):
    """The job that mends a tree runs at once."""
    monkeypatch.setattr(tasks.mend, "defer", lambda pod_id: actions.mend_pod(pod_id=pod_id))
