"""The dates of a recurring post that are to come: in order, in words, with what is left of each."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base.network import local_today

from .. import wording
from ..models import Coming, Exchange, Occurrence, Post
from . import recurrence

FIRST = 3


def coming(post: Post) -> list[Occurrence]:
    """The dates to come, also those left out."""
    today = local_today()
    return [time for time in post.occurrences.all() if not time.is_past(today)]


def open_to(person: Person, post: Post, asked: Collection[int] | None = None) -> list[Occurrence]:
    """The dates to come of which something is left, but for those for which this person has asked.

    `asked`: the keys of these, where they were read already.
    """
    if asked is None:
        waiting = Exchange.objects.filter(proposer=person, status=Exchange.Status.PROPOSED)
        asked = set(waiting.filter(occurrence__post=post).values_list("occurrence", flat=True))
    return [time for time in coming(post) if time.has(1) and time.pk not in asked]


def lines(post: Post) -> list[dict[str, Any]]:
    """Each date to come, for its author: the `time`, `when` it is, what is `left` of it."""
    return [{"time": time, "when": when(time), "left": left(time, post.unit)} for time in coming(post)]


def label(time: Occurrence, post: Post) -> str:
    """ "Tue 1 Dec, 9:00 to 12:00 (2 of 8 jars left)"."""
    said = left(time, post.unit)
    return f"{when(time)} ({said})" if said else when(time)


def when(time: Occurrence) -> str:
    """ "Tue 1 Dec, 9:00 to 12:00"."""
    return wording.when(
        is_standing=False,
        from_day=time.from_day,
        until_day=time.until_day,
        from_time=time.from_time,
        until_time=time.until_time,
    )


def of(swap: Exchange) -> str:
    """Which date of a recurring post a swap is about; "" for a post that has one time only."""
    return when(swap.occurrence) if swap.post.is_recurring else ""


def left(time: Occurrence, unit: str) -> str:
    """ "2 of 8 jars left", "nothing left"; "" where all of them are. Of a gathering how many come."""
    if time.post.is_gathering:
        return wording.come(time.quantity, time.left)
    if time.left == time.quantity:
        return ""
    return wording.amount(time.quantity, time.left, unit) if time.left else _("nothing left")


def first_days(post: Post) -> str:
    """ "Tue 1 Dec, Tue 8 Dec and Tue 15 Dec": what a rule comes to, for its author to read again."""
    return _days([time for time in coming(post) if not time.is_skipped][:FIRST])


def left_out(post: Post) -> str:
    """The dates on which it does not take place, for whoever would otherwise wait."""
    return _days([time for time in coming(post) if time.is_skipped])


def apart(post: Post) -> str:
    """The dates that do not follow the rule: somebody has answered, or the author changed them."""
    assert post.rule_start is not None
    times = [time for time in coming(post) if not time.is_skipped and time.rule_day]
    last = max([time.rule_day for time in times if time.rule_day], default=local_today())
    days = set(recurrence.days(recurrence.parse(post.rule), post.rule_start, date.min, last))
    return _days([time for time in times if time.is_changed or time.rule_day not in days])


def affected(time: Occurrence) -> dict[str, int]:
    """How many count on a date: `waiting` for an answer, and those who have `agreed`, or come."""
    swaps = Exchange.objects.filter(Q(occurrence=time) | Q(met=time))
    by_status = Counter(swaps.going_on().values_list("status", flat=True))
    waiting = by_status.pop(Exchange.Status.PROPOSED, 0)
    comings = Counter(time.comings.expected().values_list("status", flat=True))
    return {
        "waiting": waiting + comings[Coming.Status.WAITING],
        "agreed": by_status.total() + comings[Coming.Status.COMING],
    }


def _days(times: list[Occurrence]) -> str:
    days = [wording.short_day(time.from_day) for time in times if time.from_day]
    return str(get_text_list(days, _("and")))
