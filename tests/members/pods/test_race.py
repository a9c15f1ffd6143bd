"""Two at the same moment: one last place, one role, one person who is in a pod already."""

from functools import partial

import pytest

from members.actions import suspend_person
from members.models import Pod
from members.pods import actions
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_last_place_is_taken_once():
    ana = PersonFactory()
    pod = PodFactory(point=ana, members=PersonFactory.create_batch(28))
    asks = [actions.ask_to_join(by=PersonFactory(), pod=pod) for _twice in range(2)]
    assert at_once(*[partial(actions.let_in, by=ana, subject=one) for one in asks]) == ["NotNow"]
    assert pod.memberships.count() == 30


def test_nobody_comes_into_three_pods():
    dora, olu = PersonFactory(), OrganizerFactory()
    PodFactory(members=[dora])
    others = PodFactory.create_batch(2)
    put = [partial(actions.put_in_pod, by=olu, subject=dora, pod=pod) for pod in others]
    assert at_once(*put) == ["NotNow"]
    assert dora.memberships.count() == 2


def test_point_person_and_backup_leave_together():
    ana, ben, olu = PersonFactory(), PersonFactory(), OrganizerFactory()
    pod = PodFactory(point=ana, backup=ben, members=[PersonFactory()])
    leave = [partial(actions.leave_pod, by=person, pod=pod) for person in (ana, ben)]
    assert at_once(*leave) == []
    assert list(pod.memberships.values_list("role", flat=True)) == ["member"]
    assert olu.notices.filter(kind="pod.no_point").count() == 1


def test_pausing_somebody_does_not_wait_for_whoever_puts_them_in_for_ever():
    dora, olu = PersonFactory(), OrganizerFactory()
    pod = PodFactory(point=dora)
    other = Pod.objects.create(name="Other")
    raised = at_once(
        partial(suspend_person, by=olu, subject=dora, reason="safety"),
        partial(actions.put_in_pod, by=olu, subject=dora, pod=other),
    )
    assert "OperationalError" not in raised
    assert not pod.memberships.filter(role="point").exists()
