"""Jobs that must not get lost, and rows that must not stay, on the real queue and roles."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from mutualaid.base import audit, retention
from mutualaid.base.models import AuditEntry, Network
from mutualaid.base.tasks import forget_jobs, rescue, send_mail
from tests.worker import work

# A job's thread keeps its connection for the next job, until the worker ends; here that is the test's end.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def execute(statement: str, *arguments: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def dead_worker(empty_queue: None) -> int:
    return execute(  # type: ignore[return-value]
        "INSERT INTO procrastinate_workers (last_heartbeat)"
        " VALUES (now() - interval '5 minutes') RETURNING id"
    )


def test_job_of_killed_worker_is_run_again(dead_worker: int) -> None:
    job = send_mail.defer(mail_id=0)  # no such mail: nothing to send
    execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", dead_worker, job)
    work("mail")
    assert ProcrastinateJob.objects.get(pk=job).status == "doing"  # hence the sweep
    rescue.defer(timestamp=0)
    work()
    work()
    assert ProcrastinateJob.objects.get(pk=job).status == "succeeded"


def test_job_of_living_worker_is_left_alone(empty_queue: None) -> None:
    alive = execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
    job = send_mail.defer(mail_id=0)
    execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", alive, job)
    rescue.defer(timestamp=0)
    work()
    assert ProcrastinateJob.objects.get(pk=job).status == "doing"


def test_finished_jobs_go_after_a_week(empty_queue: None) -> None:
    old, young = send_mail.defer(mail_id=0), send_mail.defer(mail_id=0)
    work()
    execute("UPDATE procrastinate_events SET at = at - interval '8 days' WHERE job_id = %s", old)
    forget_jobs.defer(timestamp=0)
    work()
    assert set(ProcrastinateJob.objects.filter(pk__in=[old, young]).values_list("pk", flat=True)) == {young}


def test_every_periodic_task_stands_in_the_timetable() -> None:
    assert {task.task.name for task in app.periodic_registry.periodic_tasks.values()} >= {
        "base.purge",
        "base.rescue",
        "base.forget_jobs",
    }


@pytest.mark.django_db
def test_purge_deletes_old_audit_only() -> None:
    network = Network.objects.create(pk=1)
    old, young = audit.record("a.b", network), audit.record("a.c", network)
    AuditEntry.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=366))
    assert retention.purge_due(timezone.now())["base.AuditEntry"] == 1
    assert list(AuditEntry.objects.values_list("pk", flat=True)) == [young.pk]
    assert execute("SHOW role") == "none"  # and we are who we were


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE base_auditentry SET action = 'x'", "DELETE FROM base_auditentry"]
)
def test_application_cannot_rewrite_the_audit(statement: str) -> None:
    execute("SET LOCAL ROLE mutualaid_app")
    audit.record("a.b", Network.objects.create(pk=1))
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        execute(statement)
