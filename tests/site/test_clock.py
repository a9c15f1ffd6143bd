"""The clock that everything is deleted by: each table's rows go when their time is up, and not before; and
somebody hears where the clock stands still.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from exchanges.models import Post
from members.models import Delivery, TalkReading
from mutualaid.base import network, retention, watch
from mutualaid.base.models import JobRun, Network
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory, UserFactory
from tests.life import Life
from tests.proved import prove

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PURGED = [policy for policy in retention.policies() if policy.purge]
# What was made, or was over, today: the first night that takes it, in days from now.
DAYS = {
    **dict.fromkeys(("admin.LogEntry", "base.AuditEntry"), 366),
    "base.Mail": 8,
    "base.Salt": 2,
    "exchanges.Asked": 31,
    "exchanges.Coming": 38,  # its gathering is in a week
    "exchanges.Draft": 15,
    **dict.fromkeys(("exchanges.Message", "exchanges.Reading", "exchanges.Ring"), 91),
    **dict.fromkeys(("exchanges.Handover", "exchanges.Reveal", "exchanges.WallLine"), 91),
    **dict.fromkeys(("exchanges.Photo", "exchanges.Post", "exchanges.MailedAnswer"), 31),
    "exchanges.Match": 1,
    "members.Delivery": 8,
    "members.Mobile": 2,
    "members.Notice": 91,
    "members.Pod": 31,
    "members.Report": 731,  # about safety
    "members.Session": 2,  # it ends tomorrow
    **dict.fromkeys(("members.TalkMessage", "members.TalkReading"), 181),
    "members.User": 15,
}
# What goes by more than days, and where that is tested.
ELSEWHERE = {
    "directory.ChangeRequest": "tests/directory/test_corrections.py",
    "directory.Check": "tests/directory/test_trust.py",
    "members.Application": "tests/members/joining",
    **dict.fromkeys(("members.CheckIn", "members.Round"), "tests/members/rounds/test_retention.py"),
    "members.Person": "tests/members/test_leaving.py",
}


def first_night(policy):
    """In how many days the first rows of this table go, of those that are there now; None: never."""
    early, late = 0, 1500
    while early < late:
        day = (early + late) // 2
        early, late = (early, day) if goes(policy, NOW + timedelta(days=day)) else (day + 1, late)
    return early if early < 1500 else None


def goes(policy, moment):
    with transaction.atomic():
        gone = policy.purge(moment)
        transaction.set_rollback(True)
    return gone > 0


def test_each_table_goes_on_its_day_and_not_before():
    life = Life(PersonFactory(), PersonFactory())
    Post.objects.update(status="closed", closed_at=NOW)
    Delivery.objects.update(done_at=NOW)
    TalkReading.objects.update(is_muted=False, read_at=NOW)
    UserFactory(date_joined=NOW)
    PodFactory()
    for policy in PURGED:
        life.row(policy.model)
    found = {policy.model._meta.label: first_night(policy) for policy in PURGED}
    assert {name: found[name] for name in DAYS} == DAYS
    assert {name for name, day in found.items() if day is None} - set(ELSEWHERE) == set()


def test_nothing_of_today_goes_tonight():
    """Whatever two lives hold, made just now: a night deletes none of it."""
    Life(PersonFactory(), PersonFactory())
    assert {name: gone for name, gone in retention.purge_due(NOW).items() if gone} == {}


def test_a_night_is_written_down_table_by_table():
    retention.purge_due(NOW)
    assert set(JobRun.objects.filter(ran_at=NOW).values_list("name", flat=True)) == {
        f"purge {policy.model._meta.label}" for policy in PURGED
    }


def broken(now):
    raise ValueError("broken")


def test_one_that_fails_is_late_after_a_day_and_the_others_are_not(monkeypatch):
    policy = PURGED[0]
    monkeypatch.setitem(retention._policies, policy.model, replace(policy, purge=broken))
    with pytest.raises(ExceptionGroup):
        retention.purge_due(NOW)
    assert watch.late(NOW) == [f"purge {policy.model._meta.label}"]
    assert policy.model._meta.label not in str(watch.late(NOW)[1:])


def test_a_missed_day_is_an_alarm():
    retention.purge_due(NOW)
    assert watch.late(NOW + timedelta(hours=25)) == []
    assert len(watch.late(NOW + timedelta(hours=27))) == len(PURGED)


def test_where_nothing_ever_ran_is_an_alarm_once_the_network_is_a_day_old():
    for age, late in ((timedelta(hours=20), []), (timedelta(hours=30), [""])):
        Network.objects.update_or_create(pk=1, defaults={"set_up_at": NOW - age})
        network.forget()
        assert watch.late(NOW) == late


def test_organizers_and_whatever_watches_the_site_are_told(client):
    JobRun.objects.create(name="purge exchanges.Message", tried_at=NOW, ran_at=NOW - timedelta(days=2))
    assert client.get("/healthz").content == b"ok\njobs that are late: 1\n"
    olu = OrganizerFactory()
    client.force_login(olu.user)
    prove(client)
    assert "purge exchanges.Message" in client.get("/admin/").text
    JobRun.objects.update(ran_at=NOW)
    assert "Careful" not in client.get("/admin/").text
    assert client.get("/healthz").content == b"ok\n"
