"""When a notice is due on a channel. Pure: moments and wishes in, a moment out.

Quiet hours (`mutualaid.base.quiet`) and the day's mail are times of the network's clock.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from mutualaid.base import quiet as quiet_hours
from mutualaid.base.quiet import Quiet

from ..models import Person

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# The day's mail, and on Mondays the week's.
DIGEST_AT = time(8)


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
    return quiet_hours.after(moment, quiet, ZoneInfo(zone))


def _next_digest(now: datetime, pace: str, zone: str) -> datetime:
    """The first after `now`."""
    day = now.astimezone(ZoneInfo(zone)).date()
    if pace == Person.Pace.WEEKLY:
        day += DAY * (-day.weekday() % 7)
    step = DAY if pace == Person.Pace.DAILY else DAY * 7
    digest = quiet_hours.shown_at(day, DIGEST_AT, ZoneInfo(zone))
    return digest if digest > now else quiet_hours.shown_at(day + step, DIGEST_AT, ZoneInfo(zone))
