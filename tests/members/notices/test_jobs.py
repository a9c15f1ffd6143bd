"""Notices on the real queue: a worker does what is due, a dead one loses nothing, two together send once."""

import threading
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from members import notices, tasks
from members.models import Channel, Delivery
from members.notices import delivering
from mutualaid.base.models import Mail
from mutualaid.base.tasks import rescue
from tests.factories.members import OrganizerFactory
from tests.worker import work

# A job's thread keeps its connection for the next job, until the worker ends; here that is the test's end.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_worker_mails_what_is_due_and_leaves_what_is_not():
    due, later = OrganizerFactory(), OrganizerFactory(mail_pace="weekly")
    for person in (due, later):
        notices.notify(person, "report.waits")
    work()
    assert [message.to for message in django_mail.outbox] == [[due.user.email]]
    assert Delivery.objects.get(done_at=None).person == later


def test_the_job_of_a_worker_that_was_killed_is_done_by_the_next_one():
    person = OrganizerFactory()
    notices.notify(person, "report.waits")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '5 minutes') RETURNING id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    work()
    assert django_mail.outbox == []
    rescue.defer(timestamp=0)
    for _worker in range(3):
        work()
    assert len(django_mail.outbox) == 1


def test_a_job_that_was_lost_is_found_by_the_sweep():
    person = OrganizerFactory()
    notices.notify(person, "report.waits")
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=6))
    ProcrastinateJob.objects.all()._raw_delete("default")
    for _time in range(2):
        tasks.sweep(0)
    assert ProcrastinateJob.objects.filter(task_name="members.deliver").count() == 1
    work()
    assert len(django_mail.outbox) == 1


def test_two_workers_at_the_same_moment_send_one_mail():
    person = OrganizerFactory()
    notices.notify(person, "report.waits")
    together, made = threading.Barrier(2), []

    def one() -> None:
        together.wait()
        made.append(delivering.deliver(person.pk, Channel.MAIL))
        connections.close_all()

    workers = [threading.Thread(target=one) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(made) == [0, 1]
    assert Mail.objects.count() == 1
