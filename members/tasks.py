"""Jobs of the members' app: notices on their way."""

from contextlib import suppress

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from mutualaid.base.tasks import PATIENTLY
from mutualaid.base.watch import watched

from . import actions, unused
from .joining import applications
from .models import Channel, Person
from .notices import delivering, sms
from .notices import push as pushing
from .pods import actions as pods
from .rounds import tasks as rounds  # noqa: F401 (so its jobs are found)

# 4 tries in about a quarter of an hour: later, the inbox tells it as well.
SOON = RetryStrategy(max_attempts=4, exponential_wait=9)


@app.task(name="members.deliver", queue="notices", retry=PATIENTLY, pass_context=False)
def deliver(person_id: int, channel: str) -> None:
    """Hand over what is due to somebody on one channel: once, however often this runs."""
    delivering.deliver(person_id, Channel(channel))


@app.task(name="members.push", queue="notices", retry=SOON, pass_context=False)
def push(device_id: int, is_urgent: bool = False) -> None:
    """Wake one device."""
    pushing.wake(device_id, is_urgent=is_urgent)


@app.task(name="members.text", queue="notices", retry=SOON, pass_context=False)
def text(person_id: int, is_urgent: bool = False, notice_id: int | None = None) -> None:
    """Text somebody that there is something; where it leads, if it presses."""
    sms.tell(person_id, is_urgent=is_urgent, notice_id=notice_id)


@app.task(name="members.text_code", queue="notices", retry=SOON, pass_context=False)
def text_code(mobile_id: int) -> None:
    """Text the code that proves a number."""
    sms.tell_code(mobile_id)


@app.periodic(cron="37 4 * * *")
@app.task(name="members.tend_applications", queue="sweep", pass_context=False)
def tend_applications(timestamp: int) -> None:
    """Each night: whoever waits to be let in is not forgotten, and not kept for ever."""
    applications.tend(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="members.end_suspensions", queue="sweep", pass_context=False)
def end_suspensions(timestamp: int) -> None:
    """Every five minutes: whose pause is over is back for everybody."""
    now = timezone.now()
    over = Person.objects.filter(status=Person.Status.SUSPENDED, suspended_until__lte=now)
    for person_id in over.order_by("pk").values_list("pk", flat=True):
        actions.end_suspension(person_id=person_id, now=now)


@app.periodic(cron="27 * * * *")
@app.task(name="members.let_go", queue="purge", pass_context=False)
def let_go(timestamp: int) -> None:
    """Each hour: those whose week is over, and those who did not come for a year."""
    now = timezone.now()
    with watched("members.let_go", now):
        actions.erase_due(now)
        unused.ask_and_end(now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="members.sweep", queue="sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every five minutes: what is overdue has lost its job and gets another."""
    for person_id, channel in delivering.overdue(timezone.now()):
        with suppress(AlreadyEnqueued):
            lock = f"members.deliver {person_id} {channel}"
            deliver.configure(queueing_lock=lock).defer(person_id=person_id, channel=channel)


@app.periodic(cron="17 8 * * *")
@app.task(name="members.remind_pods", queue="sweep", pass_context=False)
def remind_pods(timestamp: int) -> None:
    """Each morning: pods in which others take over, and neighbours to be asked again."""
    pods.remind_to_rotate()
    pods.remind_to_ask_again()
