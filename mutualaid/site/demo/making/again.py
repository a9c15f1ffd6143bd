"""The same every time, at the time that is told: ids from a seed, and a clock that can be set.

Only the demo's command uses this, in its own process: what has to be random anywhere else stays random.
"""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from exchanges.models import post
from members.notices import delivering
from mutualaid.base import ids, mail

from .. import SEED
from ..place import ZONE

# Whose own source of chance, and of time, is put aside meanwhile.
MODULES: tuple[Any, ...] = (ids, post)
CLOCK: Any = timezone
OUTBOX: Any = mail
NOTICES: Any = delivering
GETS_UP, GOES_TO_BED, ONE_DAY = dt.timedelta(hours=8), dt.timedelta(hours=22), dt.timedelta(days=1)
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.example")


@contextmanager
def steady() -> Iterator[None]:
    """Until the block ends, public ids and a post's random place come from the seed, in order."""
    source = random.Random(SEED)  # noqa: S311 (nothing here is secret)
    fixed = SimpleNamespace(choice=source.choice, randbelow=source.randrange)
    before = [module.secrets for module in MODULES]
    try:
        for module in MODULES:
            module.secrets = fixed
        yield
    finally:
        for module, own in zip(MODULES, before, strict=True):
            module.secrets = own


@contextmanager
def clock_at(moment: dt.datetime) -> Iterator[None]:
    """Until the block ends, `timezone.now()` is `moment` (aware), for actions that take no `now=`."""

    class Moved(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return moment.astimezone(tz)

    own, CLOCK.datetime = CLOCK.datetime, Moved
    try:
        yield
    finally:
        CLOCK.datetime = own


@contextmanager
def without_mail() -> Iterator[None]:
    """Until the block ends, nobody is written to: those mails were sent, read and deleted long ago."""
    own, OUTBOX.send = OUTBOX.send, lambda **_mail: None
    plan, NOTICES.plan = NOTICES.plan, lambda *_notice: None
    try:
        yield
    finally:
        OUTBOX.send, NOTICES.plan = own, plan


def stable_uuid(*words: object) -> uuid.UUID:
    """The same uuid for the same words."""
    return uuid.uuid5(NAMESPACE, "/".join(map(str, words)))


def stable_hours(key: str, most: float) -> dt.timedelta:
    """Between none and `most` hours, always the same for the same key: so that not all is said at noon."""
    part = stable_uuid("hours", key).int % 1000 / 1000
    return dt.timedelta(hours=part * most)


def waking(moment: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The same day between 8:00 and 22:00 on the network's clock, in the same order, never after `now`."""
    zone = ZoneInfo(ZONE)
    local, today = moment.astimezone(zone), now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    begin, end, length = midnight + GETS_UP, midnight + GOES_TO_BED, ONE_DAY
    if midnight.date() == today.date():
        if today <= begin:
            return moment
        end, length = min(end, today), today - midnight
    return begin + (end - begin) * ((local - midnight) / length)
