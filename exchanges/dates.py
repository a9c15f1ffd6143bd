"""What pages show of the dates of a recurring post: those to come, in order, with what is left of each."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from mutualaid.base.network import local_today

from . import recurrence, wording
from .models import Occurrence, Post

FIRST = 3


def coming(post: Post) -> list[Occurrence]:
    """The dates to come, also those left out."""
    today = local_today()
    return [time for time in post.occurrences.all() if not time.is_past(today)]


def lines(post: Post) -> list[dict[str, Any]]:
    """Each date to come: `time`, `when` it is, how much is `left` of it."""
    return [{"time": time, "when": when(time), "left": left(time, post.unit)} for time in coming(post)]


def when(time: Occurrence) -> str:
    """ "Tue 1 Dec, 9:00 to 12:00"."""
    return wording.when(
        is_standing=False,
        from_day=time.from_day,
        until_day=time.until_day,
        from_time=time.from_time,
        until_time=time.until_time,
    )


def left(time: Occurrence, unit: str) -> str:
    """ "2 of 8 jars left", "nothing left"; "" for a single thing that is free."""
    if time.left == 0:
        return _("nothing left")
    return wording.amount(time.quantity, time.left, unit)


def first_days(post: Post) -> str:
    """ "Tue 1 Dec, Tue 8 Dec and Tue 15 Dec": what a rule comes to, for its author to read again."""
    return _days([time for time in coming(post) if not time.is_skipped][:FIRST])


def apart(post: Post) -> str:
    """The dates that do not follow the rule: somebody has answered, or the author changed them."""
    assert post.rule_start is not None
    times = [time for time in coming(post) if not time.is_skipped and time.rule_day]
    last = max([time.rule_day for time in times if time.rule_day], default=local_today())
    days = set(recurrence.days(recurrence.parse(post.rule), post.rule_start, date.min, last))
    return _days([time for time in times if time.is_changed or time.rule_day not in days])


def _days(times: list[Occurrence]) -> str:
    days = [date_format(time.from_day, wording.DAY) for time in times if time.from_day]
    return str(get_text_list(days, _("and")))
