"""Rules and moments for tests of opening hours, and what a card says then."""

import datetime as dt
from zoneinfo import ZoneInfo

from directory import wording
from directory.hours import Rule, is_known, spans, state

BRUSSELS = "Europe/Brussels"
# Until when hours hold that are always relied on.
EVER = dt.date.max
NINE, NOON, FIVE = dt.time(9), dt.time(12), dt.time(17)


def local(text, zone=BRUSSELS, fold=0):
    """ "2026-11-23 09:00" on the wall of a zone, as an aware moment."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def said(rules, text, zone=BRUSSELS, fold=0, **kwargs):
    """What the card says at a local time."""
    return said_at(rules, local(text, zone, fold), zone, **kwargs)


def said_at(rules, at, zone, **kwargs):
    """What the card says at a moment."""
    found = spans(rules, at.astimezone(ZoneInfo(zone)).date())
    kwargs = {"fresh_until": EVER, "is_known": is_known(rules), **kwargs}
    return wording.opening(state(found, zone=zone, at=at, **kwargs))


def weekly(byday, opens=NINE, closes=FIVE, **kwargs):
    return Rule(opens, closes, "WEEKLY", byday=byday, **kwargs)


def on(byday, *times, freq="WEEKLY", **fields):
    """Rules of the same days: `on("MO,TU", "9:00-12:00", "14:00-17:00")`."""
    return [Rule(*_times(text), freq, byday=byday, **fields) for text in times]


def once(first, *times, last="", **fields):
    """Rules for a day or some days in place of all others; without times: closed."""
    valid = {"valid_from": dt.date.fromisoformat(first), "valid_to": dt.date.fromisoformat(last or first)}
    return [Rule(*_times(text), **valid, is_exception=True, **fields) for text in times or [""]]


def _times(text):
    if not text:
        return None, None
    return tuple(dt.datetime.strptime(part, "%H:%M").time() for part in text.split("-"))
