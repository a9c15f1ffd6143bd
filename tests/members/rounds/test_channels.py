"""How a check-in reaches somebody: at once, by itself, with a link; at night only where they allowed it."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from procrastinate.contrib.django.models import ProcrastinateJob

from members import notices, tasks
from members.models import Channel, Delivery, Device, Mobile, NoticeSwitch, Person, PodReach
from members.notices import delivering, push
from members.rounds import actions
from mutualaid.base import network
from mutualaid.base.models import Mail, Network

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2026-05-05T12:00+02:00")  # a Tuesday
NIGHT = datetime.fromisoformat("2026-05-05T23:00+02:00")
MORNING = datetime.fromisoformat("2026-05-06T07:00+02:00")
TEXTED = []


class Provider:
    def send(self, *, to, text):
        TEXTED.append((to, text))


@pytest.fixture(autouse=True)
def _brussels(pod, settings):
    Network.objects.update(zone="Europe/Brussels")
    network.forget()
    settings.SMS_BACKEND = f"{__name__}.Provider"
    TEXTED.clear()


@pytest.fixture
def sleeper(ben):
    """Reads the week's mail, has quiet hours from ten to seven, and a number that he proved."""
    Person.objects.filter(pk=ben.pk).update(mail_pace="weekly", quiet_from=time(22), quiet_until=time(7))
    Mobile.objects.create(person=ben, number="+15550142", confirmed_at=NOON)
    return ben


def start(ana, pod, at, **how):
    with time_machine.travel(at, tick=False):
        return actions.start_round(by=ana, pod=pod, **how)


def due(person):
    rows = Delivery.objects.filter(person=person, done_at=None).order_by("channel")
    return dict(rows.values_list("channel", "due_at"))


def test_it_waits_for_no_digest_and_comes_as_a_text_without_having_been_switched_on(ana, pod, sleeper):
    start(ana, pod, NOON)
    assert due(sleeper) == {"mail": NOON, "sms": NOON}


def test_it_does_not_wait_for_the_hour_to_end(ana, pod, sleeper):
    with time_machine.travel(NOON - timedelta(minutes=10), tick=False):
        Person.objects.update(mail_pace="at_once")
        notices.notify(Person.objects.get(pk=sleeper.pk), "pod.role")
        delivering.deliver(sleeper.pk, Channel.MAIL)
    start(ana, pod, NOON)
    with time_machine.travel(NOON, tick=False):
        assert delivering.deliver(sleeper.pk, Channel.MAIL) == 1
    assert due(sleeper) == {"sms": NOON}


def test_texts_of_it_can_be_switched_off(ana, pod, sleeper):
    NoticeSwitch.objects.create(person=sleeper, group="rounds", channel="sms", is_on=False)
    start(ana, pod, NOON)
    assert due(sleeper) == {"mail": NOON}


def test_the_text_carries_the_link_and_no_other_word(ana, pod, sleeper):
    start(ana, pod, NOON)
    with time_machine.travel(NOON, tick=False):
        delivering.deliver(sleeper.pk, Channel.SMS)
        job = ProcrastinateJob.objects.get(task_name="members.text")
        assert set(job.args) == {"person_id", "notice_id"}
        tasks.text(**job.args)
    path = sleeper.notices.get(kind="round.ask").url
    assert TEXTED[0] == ("+15550142", f"There is something new for you: http://localhost:8000{path}")


def test_no_text_once_they_answered(ana, pod, sleeper):
    one = start(ana, pod, NOON)
    with time_machine.travel(NOON, tick=False):
        delivering.deliver(sleeper.pk, Channel.SMS)
        actions.answer(by=sleeper, subject=one, state="ok")
        tasks.text(**ProcrastinateJob.objects.get(task_name="members.text").args)
        delivering.deliver(sleeper.pk, Channel.MAIL)
    assert (TEXTED, Mail.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("is_urgent", "may_wake", "at"),
    [(False, False, MORNING), (True, False, MORNING), (False, True, MORNING), (True, True, NIGHT)],
)
def test_quiet_hours_hold_but_where_it_is_urgent_and_they_allowed_it(
    ana, pod, sleeper, monkeypatch, settings, is_urgent, may_wake, at
):
    PodReach.objects.filter(membership__person=sleeper).update(may_wake=may_wake)
    monkeypatch.setattr(push, "is_offered", lambda: True)
    monkeypatch.setattr(push, "_ask", lambda endpoint: 201)
    endpoint = "https://fcm.googleapis.com/fcm/send/abc"
    device = Device.objects.create(person=sleeper, endpoint=endpoint, endpoint_hash=push.hash_of(endpoint))
    start(ana, pod, NIGHT, is_urgent=is_urgent)
    assert due(sleeper) == dict.fromkeys(["mail", "push", "sms"], at)
    with time_machine.travel(NIGHT, tick=False):
        for channel in Channel:
            delivering.deliver(sleeper.pk, channel)
        for name, do in (("members.push", tasks.push), ("members.text", tasks.text)):
            for job in ProcrastinateJob.objects.filter(task_name=name):
                do(**job.args)
    is_now = at == NIGHT
    assert (len(TEXTED), Mail.objects.filter(quiet_from=None).count()) == (is_now, is_now)
    # Woken at once, not put off until morning by the job itself.
    jobs = ProcrastinateJob.objects.filter(task_name="members.push", args__device_id=device.pk)
    assert [job.scheduled_at for job in jobs] == [None] * is_now


def test_each_part_of_it_is_a_mail_by_itself(ana, pod, sleeper):
    with time_machine.travel(NOON, tick=False):
        notices.notify(sleeper, "round.look", url="/pods/x/")
        notices.notify(sleeper, "round.calls", url="/pods/y/")
        assert delivering.deliver(sleeper.pk, Channel.MAIL) == 2
