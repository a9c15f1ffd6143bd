"""From a notice to what is handed over: when, together with what, and never twice."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from members import notices, tasks
from members.models import Channel, Delivery, Notice, Person
from members.notices import delivering
from mutualaid.base import mail
from mutualaid.base.models import Mail
from tests.factories.members import PersonFactory
from tests.outbox import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("some_kinds")]
NOON = datetime.fromisoformat("2026-05-05T12:00+02:00")  # a Tuesday
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MORNING = datetime.fromisoformat("2026-05-06T08:00+02:00")
MONDAY = datetime.fromisoformat("2026-05-11T08:00+02:00")


def tell(person, kind="test.answer", at=NOON, url="/there/", **rest):
    with time_machine.travel(at, tick=False):
        return notices.notify(person, kind, url=url, **rest)


def subjects(now):
    """What is handed over at `now`; the outbox is empty then."""
    with time_machine.travel(now, tick=False):
        mails = hand_over(now)
    Mail.objects.all().delete()
    return [row.subject for row in mails]


def jobs():
    rows = ProcrastinateJob.objects.filter(task_name="members.deliver").order_by("pk")
    return list(rows.values_list("args", "scheduled_at"))


# --- Planned with the notice -----------------------------------------------------------------------------


def test_a_notice_its_delivery_and_its_job_come_together():
    person = PersonFactory()
    tell(person)
    [row] = Delivery.objects.all()
    assert (row.person, row.channel, row.due_at, row.done_at) == (person, Channel.MAIL, NOON, None)
    assert jobs() == [({"person_id": person.pk, "channel": "mail"}, NOON)]


def test_told_in_a_transaction_that_fails_leaves_nothing():
    person = PersonFactory()
    with transaction.atomic():
        tell(person)
        transaction.set_rollback(True)
    assert (Notice.objects.count(), Delivery.objects.count(), jobs()) == (0, 0, [])


def test_what_is_due_at_the_same_time_has_one_job():
    person = PersonFactory(mail_pace="daily")
    for minute in range(3):
        tell(person, at=NOON + minute * MINUTE)
    assert [at for _args, at in jobs()] == [MORNING]


@pytest.mark.parametrize(
    "nobody",
    [
        {"user": None},
        {"user__is_active": False},
        {"status": Person.Status.SUSPENDED},
        {"status": Person.Status.LEFT},
    ],
)
def test_somebody_out_of_reach_is_told_on_the_site_only(nobody):
    tell(PersonFactory(**nobody))
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 0)


def test_a_kind_without_a_mail_is_for_the_site():
    tell(PersonFactory(), "test.quietly")
    assert Delivery.objects.count() == 0


# --- At once, at most one an hour ------------------------------------------------------------------------


def test_the_first_goes_at_once_and_the_hours_others_as_one_at_its_end(waiting):
    person = PersonFactory()
    tell(person)
    assert subjects(NOON) == ["You have an answer"]
    tell(person, "test.thanks", at=NOON + 10 * MINUTE)
    tell(person, at=NOON + 20 * MINUTE)
    assert [due for _kind, _channel, due in waiting()] == [NOON + HOUR] * 2
    assert subjects(NOON + 59 * MINUTE) == []
    assert subjects(NOON + HOUR) == ["News for you"]
    assert waiting() == []


def test_what_is_told_together_goes_together():
    person = PersonFactory()
    tell(person)
    tell(person, "test.thanks")
    assert subjects(NOON) == ["News for you"]


def test_a_message_does_not_wait_for_the_hour_and_does_not_begin_one():
    person = PersonFactory()
    tell(person)
    assert subjects(NOON) == ["You have an answer"]
    tell(person, "test.wrote", at=NOON + MINUTE)
    assert subjects(NOON + MINUTE) == ["Somebody wrote to you"]
    tell(person, at=NOON + 2 * HOUR)
    assert subjects(NOON + 2 * HOUR) == ["You have an answer"]
    tell(person, "test.wrote", at=NOON + 4 * HOUR)
    assert subjects(NOON + 4 * HOUR) == ["Somebody wrote to you"]
    tell(person, at=NOON + 4 * HOUR + MINUTE)
    assert subjects(NOON + 4 * HOUR + MINUTE) == ["You have an answer"]


def test_each_conversation_has_its_own_mail_and_says_it_once():
    person = PersonFactory()
    for url in ("/a/", "/b/", "/a/"):
        tell(person, "test.wrote", url=url)
    with time_machine.travel(NOON, tick=False):
        mails = hand_over(NOON)
    assert [row.subject for row in mails] == ["Somebody wrote to you"] * 2
    assert [(row.text.count("/a/"), row.text.count("/b/")) for row in mails] == [(1, 0), (0, 1)]


def test_one_persons_hour_is_not_anothers():
    ana, ben = PersonFactory(), PersonFactory()
    tell(ana)
    assert subjects(NOON) == ["You have an answer"]
    tell(ben, at=NOON + MINUTE)
    assert subjects(NOON + MINUTE) == ["You have an answer"]


# --- Once a day, once a week, quiet hours ----------------------------------------------------------------


@pytest.mark.parametrize(("pace", "comes"), [("daily", MORNING), ("weekly", MONDAY)])
def test_digests_hold_everything_but_what_is_of_no_use_later(pace, comes):
    person = PersonFactory(mail_pace=pace)
    for kind in ("test.answer", "test.wrote", "test.tomorrow"):
        tell(person, kind)
    assert subjects(NOON) == ["It is tomorrow"]
    assert subjects(comes - MINUTE) == []
    assert subjects(comes) == ["News for you"]


def test_quiet_hours_hold_mails_back():
    person = PersonFactory(quiet_from=time(11), quiet_until=time(14))
    tell(person, "test.wrote")
    tell(person, "test.tomorrow")
    assert subjects(NOON + HOUR) == []
    assert sorted(subjects(NOON + 2 * HOUR)) == ["It is tomorrow", "Somebody wrote to you"]


def test_quiet_hours_that_were_set_meanwhile_are_kept(waiting):
    person = PersonFactory()
    tell(person)
    Person.objects.update(quiet_from=time(12), quiet_until=time(15))
    assert subjects(NOON) == []
    assert waiting() == [("test.answer", "mail", NOON + 3 * HOUR)]
    assert jobs()[-1][1] == NOON + 3 * HOUR


def test_a_mail_that_the_server_did_not_take_waits_for_the_end_of_quiet_hours_too(monkeypatch):
    """Handed over before they began; the next try comes in the midst of them."""
    person = PersonFactory(quiet_from=time(13), quiet_until=time(15))
    tell(person)
    with time_machine.travel(NOON, tick=False):
        [row] = hand_over(NOON)
    monkeypatch.setattr(EmailBackend, "send_messages", lambda self, messages: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        mail.deliver(row.pk, now=NOON)
    monkeypatch.undo()
    assert mail.deliver(row.pk, now=NOON + 2 * HOUR) is False
    assert django_mail.outbox == []
    again = ProcrastinateJob.objects.filter(task_name="base.send_mail").order_by("pk").last()
    assert (again.args, again.scheduled_at) == ({"mail_id": row.pk}, NOON + 3 * HOUR)
    assert mail.deliver(row.pk, now=NOON + 3 * HOUR) is True
    row.refresh_from_db()
    assert (row.quiet_from, row.quiet_until) == (None, None)


def test_a_code_to_sign_in_knows_no_quiet_hours():
    PersonFactory(quiet_from=time(0), quiet_until=time(23, 59), user__email="ana@example.org")
    row = mail.send(
        to="ana@example.org", subject="Code", template="emails/code", context={"code": "1", "minutes": 15}
    )
    assert mail.deliver(row.pk, now=NOON) is True


def test_two_jobs_at_once_keep_the_hour(waiting):
    """Both were planned for now, since neither knew of the other; the second waits for its hour."""
    person = PersonFactory()
    tell(person)
    tell(person, "test.thanks", at=NOON + MINUTE / 60)
    with time_machine.travel(NOON, tick=False):
        delivering.deliver(person.pk, Channel.MAIL, now=NOON)
    assert subjects(NOON + MINUTE) == ["You have an answer"]
    assert [due for _kind, _channel, due in waiting()] == [NOON + HOUR]
    assert subjects(NOON + HOUR) == ["Somebody thanked you"]


# --- Left out --------------------------------------------------------------------------------------------


def test_what_was_read_on_the_site_is_not_mailed():
    person = PersonFactory(mail_pace="daily")
    read, _unread = tell(person), tell(person, "test.thanks")
    notices.mark_read(person, notices=[read.pk])
    assert subjects(MORNING) == ["Somebody thanked you"]
    assert Delivery.objects.count() == 1


def test_all_read_means_no_mail():
    person = PersonFactory(mail_pace="daily")
    tell(person)
    notices.mark_read(person)
    assert subjects(MORNING) == []
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("change", [{"status": "suspended"}, {"status": "left"}])
def test_nothing_is_sent_to_somebody_who_was_suspended_or_left(change):
    tell(PersonFactory())
    Person.objects.update(**change)
    assert (subjects(NOON), Delivery.objects.count()) == ([], 0)


def test_a_kind_that_is_no_longer_known_is_left_out():
    person = PersonFactory()
    tell(person)
    Notice.objects.update(kind="test.gone")
    assert (subjects(NOON), Delivery.objects.count()) == ([], 0)


# --- Lost and repeated -----------------------------------------------------------------------------------


def test_the_job_can_run_twice():
    person = PersonFactory()
    tell(person)
    made = [delivering.deliver(person.pk, Channel.MAIL, now=NOON) for _run in range(2)]
    assert (made, Mail.objects.count()) == ([1, 0], 1)


def test_a_worker_that_dies_before_the_commit_has_handed_over_nothing(monkeypatch):
    person = PersonFactory()
    tell(person)
    real = delivering.SENDERS[Channel.MAIL].send

    def dies(*args):
        real(*args)
        raise SystemExit

    monkeypatch.setattr(delivering.SENDERS[Channel.MAIL], "send", dies)
    with pytest.raises(SystemExit):
        delivering.deliver(person.pk, Channel.MAIL, now=NOON)
    assert (Mail.objects.count(), Delivery.objects.filter(done_at=None).count()) == (0, 1)
    monkeypatch.undo()


def test_a_worker_that_dies_after_the_servers_yes_repeats_it_with_the_same_message_id(monkeypatch):
    person = PersonFactory()
    tell(person)
    [row] = hand_over(NOON)
    real = EmailBackend.send_messages

    def dies_after(self, messages):
        real(self, messages)
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", dies_after)
        with pytest.raises(SystemExit):
            mail.deliver(row.pk)
    hand_over(NOON)  # the notice's own job, run again, makes no second mail
    assert [mail.deliver(row.pk), mail.deliver(row.pk)] == [True, False]
    sent = [message.message()["Message-ID"] for message in django_mail.outbox]
    assert sent == [f"<{row.message_id}@localhost>"] * 2


def test_what_lost_its_job_is_found_and_gets_another():
    late, on_time, done = PersonFactory(), PersonFactory(), PersonFactory()
    tell(late, at=NOON - 6 * MINUTE)
    tell(late, "test.thanks", at=NOON - 7 * MINUTE)
    tell(on_time, at=NOON - 4 * MINUTE)
    tell(done, at=NOON - 10 * MINUTE)
    delivering.deliver(done.pk, Channel.MAIL, now=NOON)
    ProcrastinateJob.objects.all()._raw_delete("default")
    with time_machine.travel(NOON, tick=False):
        tasks.sweep(0)
    assert [args for args, _at in jobs()] == [{"person_id": late.pk, "channel": "mail"}]


def test_purge_forgets_what_was_handed_over_a_week_ago():
    old, young, waits = PersonFactory(), PersonFactory(), PersonFactory()
    for person, days in ((old, 8), (young, 6)):
        tell(person, at=NOON - days * 24 * HOUR)
        delivering.deliver(person.pk, Channel.MAIL, now=NOON - days * 24 * HOUR)
    tell(waits, at=NOON - 30 * 24 * HOUR)
    assert delivering.purge(NOON) == 1
    assert set(Delivery.objects.values_list("person", flat=True)) == {young.pk, waits.pk}
