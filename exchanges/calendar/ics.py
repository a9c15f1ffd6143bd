"""Times as a file for somebody's calendar: neutral words, no names, no place; the page knows the rest."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from mutualaid.base import clocks

DAY = timedelta(days=1)
YEAR = timedelta(days=366)


def event(
    *,
    uid: str,
    link: str,
    day: date,
    from_time: time | None,
    until_time: time | None,
    changed_at: datetime,
    until_day: date | None = None,
    sequence: int = 0,
    is_sure: bool = True,
    summary: str = "",
) -> Event:
    """One time, by the clock on the network's wall. The same `uid` again replaces the one before.

    `until_day`: the last of several days, where no time was said.
    """
    found = Event()
    found.add("uid", uid)
    found.add("dtstamp", changed_at.astimezone(UTC))
    found.add("last-modified", changed_at.astimezone(UTC))
    found.add("sequence", sequence)
    found.add("summary", summary or _agreed(is_sure))
    found.add("description", link)
    found.add("url", link)
    found.add("class", "PRIVATE")
    found.add("status", "CONFIRMED" if is_sure else "TENTATIVE")
    if from_time is None:
        found.add("dtstart", day)
        if until_day and until_day > day:
            found.add("dtend", until_day + DAY)
        return found
    start = datetime.combine(day, from_time, tzinfo=clocks.zone())
    found.add("dtstart", start)
    if until_time:
        end = datetime.combine(day + DAY if until_time < from_time else day, until_time, tzinfo=clocks.zone())
        # In the night that skips an hour, what begins in that hour may seem to end before.
        if end.astimezone(UTC) > start.astimezone(UTC):
            found.add("dtend", end)
    return found


def calendar(events: Iterable[Event], *, name: str = "") -> bytes:
    """A file that says itself when its clocks are moved, a year around each of its times."""
    found = Calendar()
    found.add("prodid", "-//mutualaid//EN")
    found.add("version", "2.0")
    if name:
        found.add("x-wr-calname", name)
    listed = list(events)
    timed = [one.start.date() for one in listed if isinstance(one.start, datetime)]
    if timed:
        found.add_component(_timezone(min(timed) - YEAR, max(timed) + YEAR))
    for one in listed:
        found.add_component(one)
    return found.to_ical()


def _agreed(is_sure: bool) -> str:
    return _("Agreed with a neighbour") if is_sure else _("Proposed by a neighbour")


def _timezone(first: date, last: date) -> Timezone:
    """The network's clock from one day to another, each change with the time that it showed until then.

    icalendar's own has spring's changes an hour late.
    """
    found = Timezone()
    found.add("tzid", clocks.zone().key)
    begin = clocks.moment(first, time())
    found.add_component(_offset(begin, begin))
    for change in clocks.changes(first, last):
        found.add_component(_offset(change - timedelta(seconds=1), change))
    return found


def _offset(before: datetime, at: datetime) -> Any:
    """What the clock shows from this moment on."""
    old, new = before.astimezone(clocks.zone()), at.astimezone(clocks.zone())
    found = TimezoneDaylight() if new.dst() else TimezoneStandard()
    shown = at + (old.utcoffset() or timedelta())
    found.add("dtstart", shown.replace(tzinfo=None))
    found.add("tzoffsetfrom", old.utcoffset())
    found.add("tzoffsetto", new.utcoffset())
    found.add("tzname", new.tzname())
    return found
