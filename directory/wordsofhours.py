"""Hours in few words: for a field, where `importing.hoursinwords` reads them again, and for paper."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import wording
from .hours import WEEKDAYS, Rule, parse_days, span_on

_SHORT = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}


def write_hours(schedules: Iterable[Any]) -> str:
    """ "Mon-Fri 9:00-17:00; Sat 10:00-12:00", in the reader's language; "" where they are more than weekly.

    `schedules`: rows with `byday`, `opens_at`, `closes_at` and the rest of HSDS's rule.
    """
    by_days: dict[str, list[str]] = {}
    for one in schedules:
        if not _is_weekly(one):
            return ""
        times = f"{one.opens_at:%H:%M}-{_closing(one.closes_at)}"
        by_days.setdefault(_days(one.byday), []).append(times)
    return "; ".join(f"{days} {', '.join(times)}" for days, times in by_days.items())


def _closing(at: dt.time) -> str:
    """Midnight is the end of a day here, not its beginning."""
    return "24:00" if (at.hour, at.minute) in ((0, 0), (23, 59)) else f"{at:%H:%M}"


def _is_weekly(one: Any) -> bool:
    more = (one.valid_from, one.valid_to, one.dtstart, one.until, one.count)
    fields = (one.bymonthday, one.byweekno, one.byyearday)
    return (
        None not in (one.opens_at, one.closes_at)
        and not any(more)
        and not any(fields)
        and one.freq in ("", "WEEKLY")
        and (one.interval or 1) == 1
        and bool(one.byday)
        and all(ordinal is None for ordinal, _day in parse_days(one.byday))
    )


def usual(rules: Iterable[Rule], clock: str = "24") -> list[str]:
    """Rules as few lines: "Mon–Fri 9:00–17:00", then what is not weekly as `wording.rule` says it."""
    by_day: dict[int, list[str]] = {}
    others: list[str] = []
    for one in sorted(rules, key=lambda one: one.opens_at or dt.time.max):
        if one.is_exception or not _is_weekly(one):
            others.append(wording.rule(one, clock))
            continue
        assert one.opens_at is not None
        assert one.closes_at is not None
        times = wording.span(span_on(dt.date(2000, 1, 1), one.opens_at, one.closes_at), clock)
        for _ordinal, day in parse_days(one.byday):
            by_day.setdefault(day, []).append(times)
    by_times: dict[str, list[int]] = {}
    for day in sorted(by_day):
        by_times.setdefault(", ".join(dict.fromkeys(by_day[day])), []).append(day)
    every = _("every day")
    which = [every if len(days) == len(WEEKDAYS) else _runs(days, "–") for days in by_times.values()]
    weekly = [" ".join(said) for said in zip(which, by_times, strict=True)]
    return [*weekly, *dict.fromkeys(filter(None, others))]


def _days(byday: str) -> str:
    """Neighbouring days as "Mon-Fri"."""
    return _runs(sorted({day for _ordinal, day in parse_days(byday)}), "-")


def _runs(numbers: Iterable[int], dash: str) -> str:
    names = _SHORT.get((get_language() or "en")[:2], _SHORT["en"])
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    assert len(names) == len(WEEKDAYS)
    return ", ".join(names[r[0]] if len(r) == 1 else f"{names[r[0]]}{dash}{names[r[-1]]}" for r in runs)
