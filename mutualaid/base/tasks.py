"""Jobs of the floor. They carry ids only."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import mail, retention

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
    for policy in retention.policies():
        if policy.purge:
            policy.purge(timezone.now())
