"""When a notice is due on a channel. Pure: moments and wishes in, a moment out.

Quiet hours and the day's mail are times of the network's clock. Where autumn shows a time twice, quiet begins
at the first and ends at the second; where spring skips one, it counts as the moment of the jump. So nobody is
woken in a night of 23 hours or of 25.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..models import Person

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# The day's mail, and on Mondays the week's.
DIGEST_AT = time(8)

Quiet = tuple[time, time] | None


def due(
    now: datetime,
    *,
    zone: str,
    pace: str = Person.Pace.AT_ONCE,
    last: datetime | None = None,
    quiet: Quiet = None,
) -> datetime:
    """The moment for what is told `now`.

    `pace`: one of `Person.Pace`. `last`: when the one before went out, where at most one an hour may.
    `quiet`: from, until; until may be on the next day. All moments are aware, the answer is too.
    """
    return hold(now if pace == Person.Pace.AT_ONCE else _next_digest(now, pace, zone), zone, last, quiet)


def hold(moment: datetime, zone: str, last: datetime | None = None, quiet: Quiet = None) -> datetime:
    """`moment`, or when the hour after `last` is over and then when it is not quiet."""
    if last is not None:
        moment = max(moment, last + HOUR)
    return _after_quiet(moment, quiet, ZoneInfo(zone)) if quiet else moment


def _next_digest(now: datetime, pace: str, zone: str) -> datetime:
    """The first after `now`."""
    day = now.astimezone(ZoneInfo(zone)).date()
    if pace == Person.Pace.WEEKLY:
        day += DAY * (-day.weekday() % 7)
    step = DAY if pace == Person.Pace.DAILY else DAY * 7
    digest = _moment(day, DIGEST_AT, ZoneInfo(zone))
    return digest if digest > now else _moment(day + step, DIGEST_AT, ZoneInfo(zone))


def _after_quiet(moment: datetime, quiet: tuple[time, time], zone: ZoneInfo) -> datetime:
    start, end = quiet
    nights = DAY if end <= start else timedelta(0)
    today = moment.astimezone(zone).date()
    for day in (today - DAY, today):
        until = _moment(day + nights, end, zone, is_last=True)
        if _moment(day, start, zone) <= moment < until:
            return until
    return moment


def _moment(day: date, at: time, zone: ZoneInfo, *, is_last: bool = False) -> datetime:
    """The first or the last moment at which the clock shows `at`; that of the jump where it skips it."""
    shown = datetime.combine(day, at)
    moment = shown.replace(tzinfo=zone, fold=int(is_last)).astimezone(UTC)
    if _shown(moment, zone) == shown:
        return moment
    moment = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)  # in a gap, this one lies before the jump
    while _shown(moment, zone) < shown:
        moment += MINUTE
    return moment


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
