"""A time as a file for somebody's calendar: neutral words, no names, no place; the page knows the rest."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mutualaid.base import clocks

YEAR = timedelta(days=366)


def event(
    *,
    uid: str,
    link: str,
    day: date,
    from_time: time | None,
    until_time: time | None,
    changed_at: datetime,
    sequence: int = 0,
    is_sure: bool = True,
) -> Event:
    """One time, by the clock on the network's wall. The same `uid` again replaces the one before."""
    found = Event()
    found.add("uid", uid)
    found.add("dtstamp", changed_at.astimezone(UTC))
    found.add("sequence", sequence)
    found.add("summary", _("Agreed with a neighbour") if is_sure else _("Proposed by a neighbour"))
    found.add("description", link)
    found.add("url", link)
    found.add("class", "PRIVATE")
    found.add("status", "CONFIRMED" if is_sure else "TENTATIVE")
    if from_time is None:
        found.add("dtstart", day)
        return found
    found.add("dtstart", datetime.combine(day, from_time, tzinfo=clocks.zone()))
    if until_time:
        last = day + timedelta(days=1) if until_time < from_time else day
        found.add("dtend", datetime.combine(last, until_time, tzinfo=clocks.zone()))
    return found


def calendar(events: Iterable[Event]) -> bytes:
    """A file that says itself when its clocks are moved, a year around each of its times."""
    found = Calendar()
    found.add("prodid", "-//mutualaid//EN")
    found.add("version", "2.0")
    days = []
    for one in events:
        found.add_component(one)
        start = one.start
        days.append(start.date() if isinstance(start, datetime) else start)
    if days:
        found.add_missing_timezones(first_date=min(days) - YEAR, last_date=max(days) + YEAR)
    return found.to_ical()
