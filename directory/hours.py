"""Opening hours: rules of days in, local wall-clock spans out. Pure: no database, no stored UTC.

A `Rule` is one HSDS `schedule`, in the words of RFC 5545. `spans(rules, first)` lays all rules of a listing
on the calendar and gives the spans `[(start, end), ...]` of naive local datetimes, merged and in order; it is
these that the search row holds and that `state(...)` reads.

What the field's data leave open is settled like this:

- A span that ends at or before its start runs past midnight; equal times are a whole day, and so is one that
  ends a minute before it began. 23:59 means midnight. A rule with one time or none (by appointment) opens
  nothing.
- `byday` with an ordinal ("2TU", "-1FR") is of the month, whatever `freq` says; without one it is every week,
  or every one in the month if `freq` is MONTHLY. With neither, nor another field of days, hours are on one
  day: the first, or the only one on which they are valid.
- The other `by...` fields narrow. `interval` counts from `dtstart` or else `valid_from`, `count` too; where
  neither is known nothing is opened: better "call first" than a closed door.
- An exception stands in place of all other hours that begin on its days; without times it closes them.
- A span means "while the clock on the wall shows these times". The hour that the spring skips is never shown
  and the one that autumn repeats is shown twice, and so is what lies in it.
"""

import datetime as dt
from calendar import isleap, monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = 35
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Rule:
    """One schedule, with HSDS's names. Raises ValueError where a text cannot be read (`parse_days`, ...)."""

    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    freq: str = ""
    interval: int = 1
    byday: str = ""
    bymonthday: str = ""
    byweekno: str = ""
    byyearday: str = ""
    wkst: str = ""
    dtstart: dt.date | None = None
    until: dt.date | None = None
    count: int | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    is_exception: bool = False

    @property
    def anchor(self) -> dt.date | None:
        """The day that repetition is counted from."""
        return self.dtstart or self.valid_from


def parse_days(text: str) -> tuple[tuple[int | None, int], ...]:
    """ "MO,2TU,-1FR" -> ((None, 0), (2, 1), (-1, 4)): ordinal in the month or None, weekday from Monday 0."""
    found = []
    for part in _parts(text.upper()):
        day, number = part[-2:], part[:-2]
        if day not in WEEKDAYS:
            raise ValueError(f"no such day: {part}")
        ordinal = int(number) if number else None
        if ordinal == 0 or abs(ordinal or 1) > 5:
            raise ValueError(f"no such week of the month: {part}")
        found.append((ordinal, WEEKDAYS.index(day)))
    return tuple(found)


def parse_numbers(text: str, most: int) -> tuple[int, ...]:
    """ "1,15,-1" -> (1, 15, -1). Raises ValueError for 0 and beyond `most` either way."""
    found = tuple(int(part) for part in _parts(text))
    if any(number == 0 or abs(number) > most for number in found):
        raise ValueError(f"not between 1 and {most}: {text}")
    return found


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


# --- Which days -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Days:
    """A rule's days, parsed once."""

    freq: str
    byday: tuple[tuple[int | None, int], ...]
    bymonthday: tuple[int, ...]
    byweekno: tuple[int, ...]
    byyearday: tuple[int, ...]
    wkst: int


@lru_cache(maxsize=4096)
def _parsed(rule: Rule) -> _Days:
    byday = parse_days(rule.byday)
    bymonthday = parse_numbers(rule.bymonthday, 31)
    byweekno = parse_numbers(rule.byweekno, 53)
    byyearday = parse_numbers(rule.byyearday, 366)
    freq = rule.freq.upper()
    if freq not in FREQUENCIES:
        raise ValueError(f"no such frequency: {rule.freq}")
    if any(ordinal for ordinal, _ in byday):
        freq = "MONTHLY"
    elif not freq and byday:
        freq = "WEEKLY"
    elif not freq and bymonthday:
        freq = "MONTHLY"
    elif not freq and byyearday:
        freq = "YEARLY"
    wkst = WEEKDAYS.index(rule.wkst.upper()) if rule.wkst.upper() in WEEKDAYS else 0
    return _Days(freq, byday, bymonthday, byweekno, byyearday, wkst)


@lru_cache(maxsize=16384)
def days(rule: Rule, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """The days from `first` to `last`, both included, on which a rule holds."""
    earliest = max(filter(None, [rule.dtstart, rule.valid_from]), default=None)
    latest = min(filter(None, [rule.until, rule.valid_to]), default=None)
    if rule.count:
        counted = _last_counted(rule, last)
        if counted is None:
            return ()
        latest = min(filter(None, [counted, latest]))
    begin = max(first, earliest) if earliest else first
    end = min(last, latest) if latest else last
    return tuple(day for day in _calendar(begin, end) if _holds(rule, day))


def is_known(rules: Iterable[Rule]) -> bool:
    """Whether any rule says when: with both times, on days that can be worked out."""
    return any(_says_when(rule) for rule in rules)


def _says_when(rule: Rule) -> bool:
    parsed = _parsed(rule)
    if rule.is_exception or None in (rule.opens_at, rule.closes_at):
        return False
    if not parsed.freq:
        return _only_day(rule) is not None
    says_days = parsed.freq == "DAILY" or parsed.byday or parsed.bymonthday or parsed.byyearday
    counts_from_a_day = rule.interval > 1 or rule.count
    return bool(rule.anchor or (says_days and not counts_from_a_day))


def _calendar(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + DAY * number for number in range((last - first).days + 1))


def _last_counted(rule: Rule, last: dt.date) -> dt.date | None:
    """The day of a rule's `count`-th time, or `last` if that comes later; None where it cannot be known."""
    if rule.anchor is None:
        return None
    left = rule.count or 0
    for day in _calendar(rule.anchor, last):
        left -= _holds(rule, day)
        if left == 0:
            return day
    return last


def _holds(rule: Rule, day: dt.date) -> bool:
    parsed = _parsed(rule)
    return (
        _in_turn(rule, parsed, day)
        and _on_weekday(rule, parsed, day)
        and _on_number(day.day, monthrange(day.year, day.month)[1], parsed.bymonthday)
        and _on_number(day.timetuple().tm_yday, 365 + isleap(day.year), parsed.byyearday)
        and _in_week(day, parsed)
    )


def _in_turn(rule: Rule, parsed: _Days, day: dt.date) -> bool:
    """Whether a day's week, month or year is one of every `interval`."""
    if rule.interval <= 1:
        return True
    anchor = rule.anchor
    if anchor is None:
        return False
    passed = {
        "DAILY": (day - anchor).days,
        "WEEKLY": (_week_start(day, parsed.wkst) - _week_start(anchor, parsed.wkst)).days // 7,
        "MONTHLY": (day.year - anchor.year) * 12 + day.month - anchor.month,
        "YEARLY": day.year - anchor.year,
    }
    return passed.get(parsed.freq, 0) % rule.interval == 0


def _on_weekday(rule: Rule, parsed: _Days, day: dt.date) -> bool:
    """The days that `freq` and `byday` choose; where they say nothing, the first day's own."""
    if parsed.byday:
        return any(
            weekday == day.weekday() and (ordinal is None or ordinal in _ordinals(day))
            for ordinal, weekday in parsed.byday
        )
    is_monthly = parsed.freq in ("MONTHLY", "YEARLY")
    if parsed.freq == "DAILY" or parsed.byyearday or (is_monthly and parsed.bymonthday):
        return True
    if not parsed.freq:
        return _without_rule(rule, day)
    anchor = rule.anchor
    if anchor is None:
        return False
    if parsed.freq == "WEEKLY" or (parsed.freq == "YEARLY" and parsed.byweekno):
        return anchor.weekday() == day.weekday()
    if parsed.freq == "MONTHLY":
        return anchor.day == day.day
    return (anchor.month, anchor.day) == (day.month, day.day)


def _without_rule(rule: Rule, day: dt.date) -> bool:
    """No rule at all: an exception is every day it is valid, hours are on their first day only."""
    if rule.is_exception:
        return bool(rule.anchor or rule.until or rule.valid_to)
    return day == _only_day(rule)


def _only_day(rule: Rule) -> dt.date | None:
    return rule.dtstart or (rule.valid_from if rule.valid_from == rule.valid_to else None)


def _ordinals(day: dt.date) -> tuple[int, int]:
    """Of its weekday in the month, counted from the front and from the back: (2, -4)."""
    left = monthrange(day.year, day.month)[1] - day.day
    return (day.day - 1) // 7 + 1, -(left // 7 + 1)


def _on_number(number: int, most: int, wanted: tuple[int, ...]) -> bool:
    return not wanted or number in wanted or number - most - 1 in wanted


def _week_start(day: dt.date, wkst: int) -> dt.date:
    return day - DAY * ((day.weekday() - wkst) % 7)


def _in_week(day: dt.date, parsed: _Days) -> bool:
    """Week 1 is the first with at least four days in the year, as in ISO 8601, from `wkst` on."""
    if not parsed.byweekno:
        return True
    start = _week_start(day, parsed.wkst)
    year = (start + DAY * 3).year
    first = _week_start(dt.date(year, 1, 4), parsed.wkst)
    following = _week_start(dt.date(year + 1, 1, 4), parsed.wkst)
    number, most = (start - first).days // 7 + 1, (following - first).days // 7
    return _on_number(number, most, parsed.byweekno)


# --- Which hours ----------------------------------------------------------------------------------


def spans(rules: Sequence[Rule], first: dt.date, count: int = DAYS) -> list[Span]:
    """What is open from `first` for `count` days: merged spans of naive local time, in order.

    The night that began the day before is in it too.
    """
    begin, end = first - DAY, first + DAY * (count - 1)
    excepted = {day for rule in rules if rule.is_exception for day in days(rule, begin, end)}
    found: list[Span] = []
    for rule in rules:
        if rule.opens_at is None or rule.closes_at is None:
            continue
        for day in days(rule, begin, end):
            if rule.is_exception or day not in excepted:
                found.append(span_on(day, rule.opens_at, rule.closes_at))
    return [span for span in merged(found) if span[1] > dt.datetime.combine(first, dt.time())]


def span_on(day: dt.date, opens: dt.time, closes: dt.time) -> Span:
    """The hours that begin on a day, past midnight where they end at or before their start."""
    start, end = dt.datetime.combine(day, opens), dt.datetime.combine(day, closes)
    if (closes.hour, closes.minute) == (23, 59):
        end = dt.datetime.combine(day + DAY, dt.time())
    if end <= start:
        end += DAY
    return start, start + DAY if end == start + DAY - MINUTE else end


def merged(found: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch made one."""
    result: list[Span] = []
    for start, end in sorted(found):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


# --- What to say at a moment ----------------------------------------------------------------------


class Kind(Enum):
    OPEN = "open"
    CLOSED = "closed"
    # Its hours were not checked for too long: never "open now".
    MAYBE = "maybe"
    UNKNOWN = "unknown"
    PAUSED = "paused"


@dataclass(slots=True)  # not frozen, which takes three times as long to make: each card has one
class State:
    """At `now` (naive local time): `until` when it closes, in `minutes` real ones; or `opens` when next."""

    kind: Kind
    now: dt.datetime
    until: dt.datetime | None = None
    minutes: int | None = None
    opens: dt.datetime | None = None


def state(
    found: Sequence[Span],
    *,
    zone: str,
    at: dt.datetime,
    is_known: bool,
    fresh_until: dt.date | None,
    is_paused: bool = False,
) -> State:
    """What is true at the moment `at` (aware). `fresh_until`: the last day that its hours are relied on."""
    at = at.astimezone(dt.UTC)
    now = _shown(at, zone)
    if is_paused:
        return State(Kind.PAUSED, now)
    if not is_known:
        return State(Kind.UNKNOWN, now)
    if fresh_until is None or fresh_until < now.date():
        return State(Kind.MAYBE, now)
    if closing := _closing(found, now, at, zone):
        until, moment = closing
        return State(Kind.OPEN, now, until=until, minutes=_minutes(at, moment))
    for start, end in found:
        # Hours that lie in what the clock jumps over in spring never come.
        if start > now and _shown(moment := _next(at, start, zone), zone) < end:
            return State(Kind.CLOSED, now, opens=start, minutes=_minutes(at, moment))
    return State(Kind.CLOSED, now)


def _closing(
    found: Sequence[Span], shown: dt.datetime, at: dt.datetime, zone: str
) -> tuple[dt.datetime, dt.datetime] | None:
    """Until when it is open, as local time and as a moment. `shown`: what clocks show at `at`, in UTC."""
    last = None
    for start, end in found:
        # After the first: a break that lies in what the clock jumps over in spring is none.
        if start <= shown < end:
            moment = _next(at, end, zone)
            shown, last = _shown(moment, zone), (end, moment)
    return last


def is_open(found: Sequence[Span], *, zone: str, at: dt.datetime) -> bool:
    """Whether the clock on the wall, at the moment `at` (aware), shows a time in one of the spans."""
    now = wall_clock(at, zone)
    return any(start <= now < end for start, end in found)


def wall_clock(at: dt.datetime, zone: str) -> dt.datetime:
    """The naive local time of an aware moment."""
    return _shown(at.astimezone(dt.UTC), zone)


# Kept by moments in UTC: elsewhere, the two that a clock shows alike would be one.
@lru_cache(maxsize=4096)
def _shown(at: dt.datetime, zone: str) -> dt.datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@lru_cache(maxsize=4096)
def _next(at: dt.datetime, local: dt.datetime, zone: str) -> dt.datetime:
    """When the clock on the wall next shows `local` or, if that is skipped, something later. `at`: in UTC."""
    shown = [local.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1)]
    if (ahead := shown[0].utcoffset()) == shown[1].utcoffset():
        return local.replace(tzinfo=dt.UTC) - (ahead or dt.timedelta())
    # Around a change of the clock: shown twice in autumn, or skipped in spring.
    moments = [one.astimezone(dt.UTC) for one in shown]
    if wall_clock(moments[0], zone) == local:
        return min((one for one in moments if one > at), default=moments[0])
    # The clock jumps over it between these two moments.
    moment = min(moments)
    while wall_clock(moment, zone) < local:
        moment += MINUTE
    return moment


def _minutes(at: dt.datetime, moment: dt.datetime) -> int:
    return max(0, -(-(moment - at) // MINUTE))
