"""Taking turns, and what is gone when its time is up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges.models import Post
from members import tasks
from members.models import Pod, PodAsk, PodInvitation
from members.pods import actions, retention
from members.pods.actions import turns
from mutualaid.base.network import local_today
from tests.factories.exchanges import PostFactory
from tests.factories.members import PersonFactory, PodFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "times"), [(181, 0), (182, 1), (211, 1), (212, 2)])
def test_pod_is_reminded_to_take_turns_each_month_until_somebody_does(
    monkeypatch, pod, ana, cleo, told, days, times
):
    start = local_today()
    actions.change_pod(by=ana, subject=pod, rotates_on=start + timedelta(days=182))
    for day in range(days + 1):
        monkeypatch.setattr(turns, "local_today", lambda day=day: start + timedelta(days=day))
        tasks.remind_pods(timestamp=0)
    assert (told(ana), told(cleo)) == (["pod.rotate"] * times, ["pod.rotate"] * times)


def test_handing_on_puts_the_next_reminder_half_a_year_away(pod, ana, cleo, told):
    actions.change_pod(by=ana, subject=pod, rotates_on=local_today())
    actions.set_role(by=ana, subject=cleo, pod=pod, role="point")
    assert actions.remind_to_rotate() == 0


def test_whoever_is_paused_is_not_reminded(pod, ana, cleo, told):
    cleo.status = "suspended"
    cleo.save()
    actions.change_pod(by=ana, subject=pod, rotates_on=local_today())
    actions.remind_to_rotate()
    assert (told(cleo), told(ana)) == ([], ["pod.rotate"])


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_wish_that_nobody_answered_is_gone_after_thirty_days(pod, days, left):
    actions.ask_to_join(by=PersonFactory(), pod=pod)
    retention.purge_asks(timezone.now() + timedelta(days=days))
    assert PodAsk.objects.count() == left


@pytest.mark.parametrize(("days", "left"), [(6, 2), (8, 1), (59, 1), (61, 0)])
def test_links_are_gone_after_a_week_and_flyers_after_two_months(pod, ana, days, left):
    for is_flyer in (True, False):
        actions.invite(by=ana, pod=pod, is_flyer=is_flyer)
    retention.purge_invitations(timezone.now() + timedelta(days=days))
    assert PodInvitation.objects.count() == left


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_pod_that_nobody_joined_is_gone_after_a_month(a_network, days, left):
    PodFactory()
    retention.purge_empty(timezone.now() + timedelta(days=days))
    assert Pod.objects.count() == left


def test_pod_with_somebody_in_it_stays(pod):
    retention.purge_empty(timezone.now() + timedelta(days=900))
    assert Pod.objects.get() == pod


def test_empty_pod_of_which_a_post_is_left_loses_its_name(a_network, ana):
    pod = PodFactory(name="Alder Court", members=[ana])
    PostFactory(person=ana, audience="pod", pod=pod)
    actions.leave_pod(by=ana, pod=pod)
    retention.purge_empty(timezone.now() + timedelta(days=31))
    assert (Pod.objects.get().name, Post.objects.count()) == (pod.public_id, 1)
