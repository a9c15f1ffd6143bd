"""Times and places of swaps: what can be, what stands, and how it is said."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from directory import meeting
from directory.models import Location
from mutualaid.base import clocks
from mutualaid.base.network import local_today

from . import wording
from .calendar import ics
from .models import Exchange, Handover

DAY = timedelta(days=1)


def why_not(day: date, from_time: time | None, until_time: time | None) -> str:
    """Why two cannot meet then, in plain words; "" where they can."""
    if day < local_today():
        return _("This day is over. Choose one that is still to come.")
    if until_time and not from_time:
        return _("Say from when.")
    if from_time and from_time == until_time:
        return _("It begins and ends at the same time.")
    for on, clock in ((day, from_time), (_last_day(day, from_time, until_time), until_time)):
        if clock and clocks.is_skipped(on, clock):
            said = {"time": clocks.said(clock)}
            return _("The clocks change in that night, and %(time)s is left out. Choose another time.") % said
    if ends(day, from_time, until_time) <= timezone.now():
        return _("This time is over. Choose one that is still to come.")
    return ""


def starts(day: date, from_time: time | None) -> datetime:
    """The moment; where no time was said, the day's first."""
    return clocks.moment(day, from_time or time())


def ends(day: date, from_time: time | None, until_time: time | None) -> datetime:
    """The moment when it is over: with only a beginning that, without a time the end of the day."""
    if not from_time:
        return clocks.moment(day + DAY, time())
    return clocks.moment(_last_day(day, from_time, until_time), until_time or from_time)


def of(exchange: Exchange) -> list[Handover]:
    """All of them, oldest first."""
    return list(exchange.handovers.select_related("proposed_by"))


def standing(found: Iterable[Handover]) -> list[Handover]:
    """Which of these are agreed and which proposed, in this order: at most one of each."""
    kept = [one for one in found if one.status != Handover.Status.DROPPED]
    return sorted(kept, key=lambda one: one.status != Handover.Status.AGREED)


def when(handover: Handover) -> str:
    """ "Thursday 26 November, 18:00 to 19:00"."""
    times = wording.times(handover.from_time, handover.until_time)
    return ", ".join(filter(None, [wording.long_day(handover.day), times]))


def where(handover: Handover, places: dict[int, Location]) -> str:
    """ "Alder Hall, 12 Alder Street: at the side door". `places`: what `meeting.still_open` found."""
    place = places.get(handover.location_id or 0)
    return ": ".join(filter(None, [meeting.label(place) if place else "", handover.place]))


def calendar(handover: Handover, link: str) -> bytes:
    """A file for a calendar; one for a later time of the same swap takes its place there."""
    exchange = handover.exchange
    is_agreed = handover.status == Handover.Status.AGREED
    return ics.calendar(
        [
            ics.event(
                uid=f"{exchange.public_id}@{urlsplit(link).hostname}",
                link=link,
                day=handover.day,
                from_time=handover.from_time,
                until_time=handover.until_time,
                changed_at=handover.agreed_at or handover.created_at,
                sequence=2 * exchange.handovers.filter(pk__lt=handover.pk).count() + is_agreed,
                is_sure=is_agreed,
            )
        ]
    )


def _last_day(day: date, from_time: time | None, until_time: time | None) -> date:
    """From 22:00 until 1:00 passes midnight."""
    return day + DAY if from_time and until_time and until_time < from_time else day
