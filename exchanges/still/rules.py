"""When a post is asked about, reminded of and taken down. Counted in days of the network's clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from members.models import Person
from mutualaid.base import clocks

from .. import notices, permissions
from ..models import Post

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
ASK = timedelta(days=30)
END = timedelta(days=60)
# Of standing and of recurring posts, which are meant to stay.
LATE_END = timedelta(days=180)


class Step(Enum):
    """What is due with a post."""

    ASK = "ask"
    REMIND = "remind"
    END = "end"


@dataclass(frozen=True)
class Plan:
    """The days of a post about which its author says nothing more. `remind_on` None: they are asked once."""

    ask_on: date
    remind_on: date | None
    end_on: date


def local_day(moment: datetime) -> date:
    """The day it was where the network is."""
    return moment.astimezone(clocks.zone()).date()


def last_day(post: Post) -> date | None:
    """The last day that its author named. None of a recurring post: its days are made as they come near."""
    return None if post.is_recurring else post.occurrences.all()[0].until_day


def is_day_over(post: Post, today: date) -> bool:
    """Is the last day that its author named over?"""
    last = last_day(post)
    return last is not None and last < today


def has_run_out(post: Post, today: date) -> bool:
    """Did it come again and again, and is the last date of that over?"""
    return post.is_recurring and all(time.is_past(today) for time in post.occurrences.all())


def plan(post: Post, today: date) -> Plan:
    """From its last day once that is over, or else from the day on which its author last said that it is so.

    A gathering of one day always waits for it.
    """
    said, last = local_day(post.confirmed_at), last_day(post)
    if last and (last < today or post.is_gathering):
        ask_on = max(last, said) + DAY
        return Plan(ask_on, None, ask_on + WEEK)
    end_on = said + (LATE_END if post.is_standing or post.is_recurring else END)
    return Plan(said + ASK, end_on - WEEK, end_on)


def whom(post: Post) -> Person | None:
    """Who is asked: its author; for a neighbour by phone the organizer who entered them.

    Nobody while an organizer hides it, nobody who is no longer here, and nobody about a gathering of one day:
    afterwards its author is asked whether it took place.
    """
    person = notices.reach(post.person)
    is_asked = not post.hidden_at and not (post.is_gathering and last_day(post))
    return person if is_asked and permissions.acts_for(person, post.person) else None


def due(post: Post, today: date) -> Step | None:
    """What is to be done today; None where it was done, or nothing is. Nothing ends unasked, or in the week
    after it was asked, however long the jobs stood still: unless there is nobody to ask."""
    if post.is_over:
        return None
    found, asked = plan(post, today), _asked_on(post)
    if whom(post) is None:
        return Step.END if today >= found.end_on else None
    if asked is None or asked < found.ask_on:
        return Step.ASK if today >= found.ask_on else None
    if found.remind_on and asked < found.remind_on <= today:
        return Step.REMIND
    return Step.END if today >= ends_on(post, today) else None


def ends_on(post: Post, today: date) -> date:
    """On which day it is taken down if nobody says anything more."""
    found, asked = plan(post, today), _asked_on(post)
    return max(found.end_on, asked + WEEK) if asked and asked >= found.ask_on else found.end_on


def _asked_on(post: Post) -> date | None:
    return local_day(post.asked_at) if post.asked_at else None
