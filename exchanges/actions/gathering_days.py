"""A gathering's day: the reminder, and what is said of it afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import current_network, local_today

from .. import notices, permissions
from ..gatherings import is_called_off, is_on
from ..models import Coming, Occurrence, project
from .places import lock_time
from .steps import move_post

DAY = timedelta(days=1)
# Nobody is woken by a reminder, and nobody is asked for ever.
FROM_HOUR = 9
ASKED_FOR = 7 * DAY


@transaction.atomic
def gathering_done(*, by: Person, occurrence: Occurrence) -> Occurrence:
    """The author says that it took place: all who came count as done, and are asked how it was."""
    time = _of_host(by, occurrence)
    Occurrence.objects.filter(pk=time.pk).update(done=F("promised"), promised=0)
    audit.record("gathering.done", time, by=by)
    _ask_guests(time)
    return _settled(time, by)


@transaction.atomic
def gathering_did_not_happen(*, by: Person, occurrence: Occurrence) -> Occurrence:
    """The author says that it did not take place after all: nobody is counted."""
    time = _of_host(by, occurrence)
    _count_nobody(time, by)
    return _settled(time, by)


def remind_gatherings(*, now: datetime) -> int:
    """On the day before, in daylight: all who come, once. Whoever came in today knows. Returns how many."""
    local = _local(now)
    if local.hour < FROM_HOUR:
        return 0
    times = Occurrence.objects.filter(from_day=local.date() + DAY, comings__reminded_at=None)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return _each(times, lambda time: _remind(time, midnight, now))


def ask_gatherings(*, now: datetime) -> int:
    """On the day after: how was it? To all who came, and to the author whether it took place."""
    today = _local(now).date()
    times = Occurrence.objects.filter(
        until_day__range=(today - ASKED_FOR, today - DAY), promised__gt=0, comings__asked_at=None
    )
    return _each(times, _ask)


def close_gatherings(*, now: datetime) -> int:
    """Nobody said in a week that it took place: it is not counted. Returns how many."""
    due = Occurrence.objects.filter(until_day__lt=_local(now).date() - ASKED_FOR, promised__gt=0)
    return _each(due, lambda time: _count_nobody(time, None))


def _each(times: QuerySet[Occurrence], do: Callable[[Occurrence], int]) -> int:
    """Do it to each of these in a transaction of its own, with the post locked; the sum of what it gives."""
    count = 0
    for time in times.filter(post__is_gathering=True).distinct().order_by("pk"):
        with transaction.atomic():
            count += do(lock_time(time))
    return count


def _remind(time: Occurrence, midnight: datetime, now: datetime) -> int:
    if not is_on(time):
        return 0
    due = _guests(time).filter(reminded_at=None, changed_at__lt=midnight)
    return _tell(due, "gathering_remind", reminded_at=now)


def _ask(time: Occurrence) -> int:
    asked = 0 if is_called_off(time) else _ask_guests(time)
    if asked:
        notices.about_gathering(time.post.person, "gathering_over", time)
    return asked


def _ask_guests(time: Occurrence) -> int:
    return _tell(_guests(time).filter(asked_at=None), "gathering_over", asked_at=timezone.now())


def _guests(time: Occurrence) -> "QuerySet[Coming]":
    people = ("person__user", "person__entered_by__user")
    return time.comings.coming().select_related("occurrence__post", *people)


def _tell(comings: "QuerySet[Coming]", kind: str, **remembered: datetime) -> int:
    found = list(comings)
    Coming.objects.filter(pk__in=[coming.pk for coming in found]).update(**remembered)
    for coming in found:
        notices.about_coming(coming, kind)
    return len(found)


def _of_host(by: Person, occurrence: Occurrence) -> Occurrence:
    """One whose day has come and of which nothing was said yet."""
    time = lock_time(occurrence)
    if not permissions.can_change_post(by, time.post):
        raise NotAllowed
    if time.from_day is None or time.from_day > local_today():
        raise NotNow(_("Its day is still to come."))
    if not time.promised or is_called_off(time):
        raise NotNow(_("Something changed while you were reading. Look again before you go on."))
    return time


def _count_nobody(time: Occurrence, by: Person | None) -> int:
    Occurrence.objects.filter(pk=time.pk).update(promised=0)
    project([time.post_id])
    audit.record("gathering.did_not_happen", time, by=by)
    return 1


def _settled(time: Occurrence, by: Person) -> Occurrence:
    """A gathering of one day is settled with it; one that comes again goes on."""
    if not time.post.rule and not time.post.is_over:
        move_post(time.post, "close", by)
    project([time.post_id])
    return lock_time(time)


def _local(now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(current_network().zone))
