"""Which jobs have to run by the clock, and when each last did: a missed day is an alarm.

`with watched(name)` around what a job does. `late()`: what organizers and whoever runs it must know.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from .models import JobRun
from .network import current_network

# A day, and two hours for a machine that was asleep.
LATE = timedelta(hours=26)


@contextmanager
def watched(name: str, now: datetime | None = None) -> Iterator[None]:
    """Write down that it was tried and, unless it fails, that it ran."""
    now = now or timezone.now()
    JobRun.objects.update_or_create(name=name, defaults={"tried_at": now})
    yield
    JobRun.objects.filter(name=name).update(ran_at=now)


def late(now: datetime | None = None) -> list[str]:
    """Names of what did not run well for more than a day. [""] where nothing ever ran."""
    now = now or timezone.now()
    runs = JobRun.objects.filter(Q(ran_at=None) | Q(ran_at__lt=now - LATE))
    if found := list(runs.order_by("name").values_list("name", flat=True)):
        return found
    began = current_network().set_up_at
    return [""] if began and began < now - LATE and not JobRun.objects.exists() else []


def purge(now: datetime) -> int:
    """Forget jobs that are no longer there: not tried for a month."""
    return JobRun.objects.filter(tried_at__lt=now - timedelta(days=30)).delete()[0]
