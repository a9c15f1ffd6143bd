"""How long what somebody checked counts as right. Verified is not updated: somebody looked, on a day."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from . import needs

# Food changes its hours from week to week.
FOOD_DAYS = 90
DAYS = 180


def interval_days(need_ids: Iterable[int], own: int | None = None) -> int:
    """After how many days a listing with these needs is due again; `own`: what organizers set for it."""
    if own is not None:
        return own
    tree = needs.tree()
    roots = {tree.by_id[pk].root.slug for pk in need_ids if pk in tree.by_id}
    return FOOD_DAYS if "food" in roots else DAYS


def fresh_until(checked: dt.date | None, days: int) -> dt.date | None:
    """The last day on which its hours count as checked; None if nobody ever looked."""
    return checked + dt.timedelta(days=days) if checked else None


def hours_checked(service: Any) -> dt.date | None:
    """The last day on which somebody whose word counts looked at its hours."""
    days = [day for day in (service.last_verified_on, service.hours_verified_on) if day]
    return max(days, default=None)
