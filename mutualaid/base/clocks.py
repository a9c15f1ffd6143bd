"""The clock on the wall where the network is, and the two nights on which it is moved."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from .network import current_network


def zone() -> ZoneInfo:
    """The network's."""
    return ZoneInfo(current_network().zone)


def moment(day: date, clock: time) -> datetime:
    """When the clock on the wall shows this. Of two times in autumn it is the first.

    One that the clock jumps over in spring comes as much later as it jumps: 2:30 is 3:30.
    """
    return datetime.combine(day, clock, tzinfo=zone()).astimezone(UTC)


def is_skipped(day: date, clock: time) -> bool:
    """Does the clock jump over this time on that day?"""
    shown = moment(day, clock).astimezone(zone())
    return (shown.date(), shown.time()) != (day, clock)
