"""Rules and their days. Pure: no database, no clock, no time of day.

A `Rule` is what neighbours say: every day, every second Thursday, on day 15 or on the first and last Monday
of each month, until a day or a number of times. `to_rrule` writes it as RFC 5545's RRULE, `parse` reads one.
What a `Rule` has no words for is kept as it was written (`text`); its days are right all the same.

Days are local calendar days. A time of day is a wall clock's and hangs on an occurrence, so that the nights
on which clocks change need no arithmetic. What a month does not have (the 31st, 29 February) is left out.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from dateutil.rrule import rrulebase, rrulestr

# How far ahead a recurring post has its times, and how many at most.
WEEKS = 8
MOST = 40
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SAID = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT", "WKST"}
_DATES_ONLY = _SAID | {"BYMONTH", "BYSETPOS", "BYWEEKNO", "BYYEARDAY"}
_TIME = re.compile(r"(?<=UNTIL=\d{8})T\d{6}Z?")


class Every(StrEnum):
    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"
    YEAR = "YEARLY"


@dataclass(frozen=True)
class Rule:
    """Every `interval` days, weeks, months or years; where no day is named, the first day's own.

    `weekdays` of a week (Monday is 0), from `week_start` on; `month_days` of a month (1 to 31, -1 the last)
    or else `nth` of its weekdays ((2, 1): the second Tuesday, (-1, 1): the last). It ends after `until` or
    after so many `times`, or never. `text`: RFC 5545 that all this cannot say, and then nothing else is said.
    Raises ValueError for what makes no sense.
    """

    every: Every | None = None
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    nth: tuple[tuple[int, int], ...] = ()
    until: dt.date | None = None
    times: int | None = None
    week_start: int = 0
    text: str = ""

    def __post_init__(self) -> None:
        ordinals, of_month = [number for number, _ in self.nth], {*self.month_days}
        weekdays = {*self.weekdays, *(day for _, day in self.nth), self.week_start}
        if not (
            (self.every is None) == bool(self.text)
            and self.interval >= 1
            and weekdays <= set(range(7))
            and of_month <= {-1, *range(1, 32)}
            and {*ordinals} <= {-1, *range(1, 6)}
            and (not self.weekdays or self.every is Every.WEEK)
            and (not (self.month_days or self.nth) or self.every is Every.MONTH)
            and not (self.month_days and self.nth)
            and (self.until is None or self.times is None)
            and (self.times is None or self.times >= 1)
        ):
            raise ValueError("no rule")

    def to_rrule(self) -> str:
        """As RFC 5545 writes it: "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"."""
        if self.text:
            return self.text
        by_day = [CODES[day] for day in self.weekdays] + [f"{number}{CODES[day]}" for number, day in self.nth]
        parts = {
            "FREQ": self.every,
            "INTERVAL": self.interval if self.interval > 1 else "",
            "BYDAY": ",".join(by_day),
            "BYMONTHDAY": ",".join(map(str, self.month_days)),
            "UNTIL": f"{self.until:%Y%m%d}" if self.until else "",
            "COUNT": self.times or "",
            "WKST": CODES[self.week_start] if self.week_start else "",
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


@lru_cache(maxsize=4096)
def parse(text: str) -> Rule:
    """A rule from RFC 5545's RRULE, with or without that word before it.

    An UNTIL with a time counts as its day. Raises ValueError for what is none, and for what repeats within a
    day.
    """
    plain = _TIME.sub("", text.strip().upper().removeprefix("RRULE:"))
    parts = dict(part.split("=", 1) for part in plain.split(";") if "=" in part)
    if parts.get("FREQ") not in list(Every) or not parts.keys() <= _DATES_ONLY:
        raise ValueError(f"no rule of days: {text}")
    if {"UNTIL", "COUNT"} <= parts.keys() or any(
        int(parts.get(name, 1)) < 1 for name in ("INTERVAL", "COUNT")
    ):
        raise ValueError(f"no end or no turn: {text}")
    try:
        rule = _said(parts)
    except (ValueError, KeyError):
        rule = Rule(text=plain)
    _expand(rule, dt.date(2000, 1, 1))
    return rule


def _said(parts: Mapping[str, str]) -> Rule:
    """Raises ValueError or KeyError where a `Rule` has no words for it."""
    if parts.keys() - _SAID:
        raise KeyError
    by_day = [(int(day[:-2] or 0), CODES.index(day[-2:])) for day in _list(parts, "BYDAY")]
    until = parts.get("UNTIL")
    return Rule(
        every=Every(parts["FREQ"]),
        interval=int(parts.get("INTERVAL", 1)),
        weekdays=tuple(day for number, day in by_day if not number),
        nth=tuple((number, day) for number, day in by_day if number),
        month_days=tuple(int(number) for number in _list(parts, "BYMONTHDAY")),
        until=dt.datetime.strptime(until, "%Y%m%d").date() if until else None,
        times=int(parts["COUNT"]) if "COUNT" in parts else None,
        week_start=CODES.index(parts.get("WKST", "MO")),
    )


def _list(parts: Mapping[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def days(rule: Rule, start: dt.date, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days of a rule that is counted from `start`, from `first` to `last`, both included."""
    near = _expand(rule, _later_start(rule, start, first))
    return [found.date() for found in near.between(_midnight(first), _midnight(last), inc=True)]


def aligned(rule: Rule, day: dt.date) -> dt.date:
    """The first day from `day` on that a rule names, whatever its turn: what it is then counted from.

    "Every second Thursday" from a Friday on begins with the next Thursday.
    """
    if rule.text:
        return day
    found = _expand(replace(rule, interval=1, until=None, times=None), day).after(_midnight(day), inc=True)
    return found.date() if found else day


def coming(rule: Rule, start: dt.date, today: dt.date) -> list[dt.date]:
    """The days of the next `WEEKS`, at most `MOST`; where there are none, the next one, if any."""
    found = days(rule, start, today, today + dt.timedelta(weeks=WEEKS))[:MOST]
    if found:
        return found
    later = _expand(rule, _later_start(rule, start, today)).after(_midnight(today), inc=True)
    return [later.date()] if later else []


def _expand(rule: Rule, start: dt.date) -> rrulebase:
    return rrulestr(rule.to_rrule(), dtstart=_midnight(start), cache=False)


def _later_start(rule: Rule, start: dt.date, first: dt.date) -> dt.date:
    """One that gives the same days from `first` on, so that nobody goes through years of days before it."""
    turn = {Every.DAY: 1, Every.WEEK: 7}.get(rule.every, 0) * rule.interval if rule.every else 0
    if not turn or rule.times or first <= start:
        return start
    return start + dt.timedelta(days=(first - start).days // turn * turn)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())
