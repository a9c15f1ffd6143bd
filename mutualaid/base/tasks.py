"""Jobs of the floor. They carry ids only."""

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from . import mail, retention

JOBS_KEPT_HOURS = 7 * 24
# 10 tries over about a day: a mail server that is away for an evening loses nothing.
PATIENTLY = RetryStrategy(max_attempts=10, exponential_wait=3)


@app.task(name="base.send_mail", queue="mail", retry=PATIENTLY, pass_context=False)
def send_mail(mail_id: int) -> None:
    """Send one mail of the outbox, once."""
    mail.deliver(mail_id)


@app.periodic(cron="41 3 * * *")
@app.task(name="base.purge", queue="purge", pass_context=False)
def purge(timestamp: int) -> None:
    """Each night: delete what has had its time, by the table that `/privacy/` is written from."""
    retention.purge_due(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="base.rescue", queue="sweep", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Each minute: a job whose worker died stays `doing` for ever; put it back. Tasks can be run twice."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


@app.periodic(cron="23 4 * * *")
@app.task(name="base.forget_jobs", queue="sweep", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Each night: jobs that ended a week ago, however they ended."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=JOBS_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
