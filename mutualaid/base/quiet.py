"""Hours in which nothing reaches somebody, by the network's clock. Pure.

Where autumn shows a time twice, quiet begins at the first and ends at the second; where spring skips one, it
counts as the moment of the jump. So nobody is woken in a night of 23 hours or of 25.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

# From, until; until may be on the next day. None: no quiet hours.
Quiet = tuple[time, time] | None


def after(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """`moment`, or the end of the quiet hours in which it lies. All moments are aware."""
    if quiet is None:
        return moment
    start, end = quiet
    nights = DAY if end <= start else timedelta(0)
    today = moment.astimezone(zone).date()
    for day in (today - DAY, today):
        until = shown_at(day + nights, end, zone, is_last=True)
        if shown_at(day, start, zone) <= moment < until:
            return until
    return moment


def shown_at(day: date, at: time, zone: ZoneInfo, *, is_last: bool = False) -> datetime:
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
