"""What may be ticked beside the directory's list, made once where it is the same for everybody."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _lazy

from mutualaid.base import masks, search
from mutualaid.base.choices import Choice, Choices, kept
from mutualaid.base.network import current_network
from mutualaid.base.said import gettext as _
from mutualaid.base.said import language

from . import hours, needs, wording
from .models import Guide, ListingRow, Service
from .models.rows import HOURS

A_WEEK = 7
OLDEST_ASKED = 120
KINDS = [
    Choice(kind.value, label, search.Is("kind", kind.value))
    for kind, label in {
        Service.Kind.SERVICE: _lazy("Places and services"),
        Service.Kind.GROUP: _lazy("Groups to join"),
        Guide.Kind.GUIDE: _lazy("Guides"),
        Guide.Kind.TOOL: _lazy("Tools"),
    }.items()
]
REACHES = [
    Choice(reach.name.lower(), label, search.Is("reach", reach))
    for reach, label in {
        ListingRow.Reach.PLACE: _lazy("Places to go to"),
        ListingRow.Reach.ADDRESS: _lazy("Not on the map"),
        ListingRow.Reach.PHONE: _lazy("By phone or online"),
        ListingRow.Reach.READING: _lazy("Guides and tools"),
    }.items()
]


@kept(maxsize=64)
def each(
    terms: needs.Terms,
    column: str,
    language: str | None,
    kind: type[search.Bits] = search.Bits,
    *,
    is_counted: bool = True,
) -> Choices:
    """A choice of each term, whose bit stands in a column. Made once: terms read again are others."""
    return Choices(
        Choice(node.slug, node.name_in(language), kind(**{column: 1 << node.bit}), is_counted=is_counted)
        for node in terms.active
    )


@kept(maxsize=64)
def languages(codes: tuple[str, ...], _language: str | None) -> Choices:
    return Choices(
        Choice(code, wording.language_name(code), search.Bits(languages=masks.languages([code])))
        for code in codes
    )


@kept(maxsize=8)
def _every_age(_language: str | None) -> Choices:
    return Choices([Choice("", _("Every age"), search.Anything())])


def ages(asked: Iterable[str]) -> Choices:
    """Every age, and those that were asked for, of which nothing is kept."""
    found = [
        Choice(age, _("Somebody of %s") % int(age), search.Spanning(int(age), "minimum_age", "maximum_age"))
        for age in asked
        if age.isascii() and age.isdecimal() and int(age[:4]) <= OLDEST_ASKED
    ]
    every = _every_age(language())
    return Choices([*every, *found]) if found else every


@kept(maxsize=8)
def checked(since: dt.date, _language: str | None) -> Choices:
    return Choices([Choice("6", _("Checked in the last six months"), search.Since("verified_day", since))])


@kept(maxsize=16)
def opened(
    at: dt.datetime, now: dt.datetime, time: dt.time | None, zone: str, clock: str, _language: str | None
) -> Choices:
    """Now, or a day of the coming week, maybe at a time: the same for a minute. `now`: as clocks show it."""
    found = [
        Choice("", _("Any time"), search.Anything()),
        Choice("now", _("Open now"), search.OpenAt(at, HOURS, home=zone)),
    ]
    for ahead in range(A_WEEK):
        day = now.date() + hours.DAY * ahead
        label = day_name(day, ahead)
        if time:
            said = wording.clock_time(time, clock)
            label = _("%(day)s at %(time)s") % {"day": label, "time": said}
        found.append(Choice(day_code(day), label, _open_on(day, time, now)))
    return Choices(found)


def _open_on(day: dt.date, time: dt.time | None, now: dt.datetime) -> search.Condition:
    """At a time of that day, in a week if it has passed; or at some time of what is left of the day."""
    start = dt.datetime.combine(day, time or dt.time())
    if time:
        at = start if start >= now else start + hours.DAY * A_WEEK
        return search.OpenAt(at, HOURS)
    if start > now:
        return search.Bits(open_days=masks.day(day))
    return search.OpenBetween(now, start + hours.DAY, HOURS)


@kept(maxsize=16)
def within(kilometres: tuple[int, ...], units: str, _language: str | None) -> Choices:
    """ "Within 2 km" of where somebody asks from; "As far as 25 km", the last: what nothing chosen means."""
    last, found = kilometres[-1], []
    for km in kilometres:
        label = (_("As far as %s") if km == last else _("Within %s")) % wording.distance(km * 1000, units)
        near = search.Within(None, km, part=ListingRow.Reach.PLACE)
        found.append(Choice("" if km == last else str(km), label, near))
    return Choices(found)


def far(km: int) -> str:
    """ "2 km", in miles where the network counts in those."""
    return wording.distance(km * 1000, current_network().units)


def day_name(day: dt.date, ahead: int) -> str:
    """ "Today", "Tomorrow", "Saturday": a day so many days ahead."""
    return {0: _("Today"), 1: _("Tomorrow")}.get(ahead) or wording.weekday_name(day.weekday()).capitalize()


def day_code(day: dt.date) -> str:
    return hours.WEEKDAYS[day.weekday()].lower()
