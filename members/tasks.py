"""Jobs of the members' app: notices on their way."""

from contextlib import suppress

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from mutualaid.base.tasks import PATIENTLY

from .models import Channel
from .notices import delivering


@app.task(name="members.deliver", queue="notices", retry=PATIENTLY, pass_context=False)
def deliver(person_id: int, channel: str) -> None:
    """Hand over what is due to somebody on one channel: once, however often this runs."""
    delivering.deliver(person_id, Channel(channel))


@app.periodic(cron="*/5 * * * *")
@app.task(name="members.sweep", queue="sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every five minutes: what is overdue has lost its job and gets another."""
    for person_id, channel in delivering.overdue(timezone.now()):
        with suppress(AlreadyEnqueued):
            lock = f"members.deliver {person_id} {channel}"
            deliver.configure(queueing_lock=lock).defer(person_id=person_id, channel=channel)
