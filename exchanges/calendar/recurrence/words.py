"""A rule in the reader's own words."""

import datetime as dt
from itertools import pairwise

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from mutualaid.base.network import local_today

from .rule import Every, Rule

ORDINALS = {
    1: _lazy("first"),
    2: _lazy("second"),
    3: _lazy("third"),
    4: _lazy("fourth"),
    5: _lazy("fifth"),
    -1: _lazy("last"),
}


def words(rule: Rule) -> str:
    """ "every Tuesday until 30 June", "every second Thursday", "on the first Monday of each month"."""
    said = _often(rule)
    if rule.until:
        return _("%(rule)s until %(day)s") % {"rule": said, "day": _day(rule.until)}
    if rule.times:
        said_times = ngettext("%(rule)s, once", "%(rule)s, %(count)s times", rule.times)
        return said_times % {"rule": said, "count": rule.times}
    return said


def _often(rule: Rule) -> str:
    if rule.every is None:
        return _("on days of its own")
    if rule.weekdays:
        return _on_weekdays(rule)
    if rule.month_days or rule.nth:
        return _in_months(rule)
    return _each(rule.every, rule.interval)


def _each(every: Every, count: int) -> str:
    if count == 1:
        once = {Every.DAY: _("every day"), Every.WEEK: _("every week"), Every.MONTH: _("every month")}
        return once.get(every, _("every year"))
    said = {
        Every.DAY: ngettext("every %(count)s day", "every %(count)s days", count),
        Every.WEEK: ngettext("every %(count)s week", "every %(count)s weeks", count),
        Every.MONTH: ngettext("every %(count)s month", "every %(count)s months", count),
        Every.YEAR: ngettext("every %(count)s year", "every %(count)s years", count),
    }
    return said[every] % {"count": count}


def _on_weekdays(rule: Rule) -> str:
    chosen = sorted(set(rule.weekdays))
    is_run = len(chosen) > 2 and all(one + 1 == other for one, other in pairwise(chosen))
    names = {"days": _run(chosen) if is_run else _list([str(WEEKDAYS[day]) for day in chosen])}
    if rule.interval == 1 and len(chosen) == 7:
        return _("every day")
    if rule.interval == 1:
        return (_("every day, %(days)s") if is_run else _("every %(days)s")) % names
    if rule.interval == 2 and len(chosen) == 1:
        return _("every second %(days)s") % names
    return _("every %(count)s weeks: %(days)s") % {**names, "count": rule.interval}


def _run(chosen: list[int]) -> str:
    """Days in a row: "Monday to Friday"."""
    return _("%(first)s to %(last)s") % {"first": WEEKDAYS[chosen[0]], "last": WEEKDAYS[chosen[-1]]}


def _in_months(rule: Rule) -> str:
    numbers = sorted(set(rule.month_days) - {-1})
    parts = [_("day %(number)s") % {"number": number} for number in numbers]
    if -1 in rule.month_days:
        parts.append(_("the last day"))
    for day in sorted({day for _number, day in rule.nth}):
        which = {number for number, other in rule.nth if other == day}
        ordinals = _list([str(word) for number, word in ORDINALS.items() if number in which])
        parts.append(_("the %(ordinals)s %(day)s") % {"ordinals": ordinals, "day": WEEKDAYS[day]})
    names = {"days": _list(parts), "count": rule.interval}
    said = ngettext("on %(days)s of each month", "on %(days)s, every %(count)s months", rule.interval)
    return said % names


def _list(parts: list[str]) -> str:
    return str(get_text_list(parts, _("and")))


def _day(day: dt.date) -> str:
    """ "30 June", with its year where that is another one."""
    names = {"number": day.day, "month": date_format(day, "F"), "year": day.year}
    if day.year == local_today().year:
        return _("%(number)s %(month)s") % names
    return _("%(number)s %(month)s %(year)s") % names
