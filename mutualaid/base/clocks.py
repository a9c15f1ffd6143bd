"""The clock on the wall where the network is, and the two nights on which it is moved."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.formats import time_format

from .models import Network
from .network import current_network
from .said import once

MINUTE = timedelta(minutes=1)


def zone() -> ZoneInfo:
    """The network's."""
    return ZoneInfo(current_network().zone)


def said(clock: time) -> str:
    """ "18:30" or "6:30 p.m.", as the network reads it."""
    shape = "H:i" if current_network().clock == Network.Clock.H24 else "P"
    return _in_shape(clock.replace(second=0, microsecond=0), shape)


@once
def _in_shape(clock: time, shape: str) -> str:
    return time_format(clock, shape)


def moment(day: date, clock: time) -> datetime:
    """When the clock on the wall shows this. Of two times in autumn it is the first.

    One that the clock jumps over in spring comes as much later as it jumps: 2:30 is 3:30.
    """
    return datetime.combine(day, clock, tzinfo=zone()).astimezone(UTC)


def is_skipped(day: date, clock: time) -> bool:
    """Does the clock jump over this time on that day?"""
    shown = moment(day, clock).astimezone(zone())
    return (shown.date(), shown.time()) != (day, clock)


def changes(first: date, last: date) -> list[datetime]:
    """The moments between two days at which the clock is moved, to the minute."""
    begin, end = moment(first, time()), moment(last, time())
    days = [begin + timedelta(days=number) for number in range((end - begin).days + 1)]
    return [_change(before, after) for before, after in pairwise(days) if _offset(before) != _offset(after)]


def _change(before: datetime, after: datetime) -> datetime:
    """When exactly, between two moments with one change between them."""
    while after - before > MINUTE:
        middle = before + (after - before) // 2
        if _offset(middle) == _offset(before):
            before = middle
        else:
            after = middle
    return after.replace(second=0, microsecond=0)


def _offset(at: datetime) -> timedelta | None:
    return at.astimezone(zone()).utcoffset()
