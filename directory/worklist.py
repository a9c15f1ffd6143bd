"""Whom to call next: what is most used and most stale first, with what to ask.

A listing is due when its own interval has passed since somebody looked at its hours. Among those that are,
the order is how many intervals have passed (at most three; where nobody ever looked it is three), times how
much it is used: one more for each doubling of how often somebody dialled or went on from it in three months.
One about which a correction waits is there as well.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from mutualaid.base.network import current_network

from . import confidence, needs, pages
from .models import ChangeRequest, Check, Service

MOST = 20
# A call that nobody answered is tried again after so many days.
AGAIN_DAYS = 3
MOST_INTERVALS = 3
QUARTER = dt.timedelta(days=92)


@dataclass(frozen=True)
class Call:
    """One listing to call. `ask`: the script, as `(part of a check, what to ask, what we say now)`."""

    service: Any
    page: pages.ListingPage
    ask: list[tuple[str, str, str]]
    uses: int
    waiting: int


def calls(now: dt.datetime, most: int = MOST) -> tuple[list[Call], int]:
    """Whom to call first, and how many are due in all. A constant number of statements."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, _params(now, most))
        found = cursor.fetchall()
    listings = Service.objects.filter(pk__in=[pk for pk, *_rest in found])
    services = {one.pk: one for one in pages.with_everything(listings)}
    listed = [_call(services[pk], uses, waiting, now) for pk, uses, waiting, _total in found]
    return listed, found[0][3] if found else 0


def due_count(now: dt.datetime) -> int:
    """How many are to be called. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, _params(now, 1))
        found = cursor.fetchone()
    return int(found[3]) if found else 0


def _params(now: dt.datetime, most: int) -> dict[str, Any]:
    days = {node.id: confidence.interval_days([node.id]) for node in needs.tree().all}
    return {
        "today": now.date(),
        "shown": list(Service.SHOWN),
        "published": Service.Publication.PUBLISHED,
        "again": now.date() - dt.timedelta(days=AGAIN_DAYS),
        "since": (now.date() - QUARTER).replace(day=1),
        "open": ChangeRequest.Status.OPEN,
        "need_days": json.dumps(days),
        "days": confidence.DAYS,
        "most_intervals": MOST_INTERVALS,
        "most": most,
    }


def _call(service: Any, uses: int, waiting: int, now: dt.datetime) -> Call:
    page = pages.listing(service, now)
    return Call(service, page, _ask(service, page), uses, waiting)


def _ask(service: Any, page: pages.ListingPage) -> list[tuple[str, str, str]]:
    """The questions, each with what the directory says now. A secret place is not asked for."""
    usual = "; ".join(rule for place in page.places for rule in place.usual)
    numbers = ", ".join(str(number) for place in page.places for number, _what in place.phones)
    places = "; ".join(", ".join(place.address) for place in page.places if place.address)
    asked = [
        (Check.Part.HOURS, _("When are you open?"), usual),
        (Check.Part.PHONE, _("Is this the number for people to call?"), numbers),
        (Check.Part.ADDRESS, _("Where do people find you?"), places),
        (Check.Part.ELIGIBILITY, _("Who can come, and what do they bring?"), service.eligibility_description),
    ]
    return [one for one in asked if one[0] != Check.Part.ADDRESS or not service.is_confidential]


def greeting() -> str:
    """How a call begins."""
    network = current_network().name
    return _(
        "Hello, I am a neighbour from %(network)s. We keep a list of places that help around here, and you "
        "are on it. May I ask whether what it says is still right? It takes two minutes."
    ) % {"network": network}


_DUE = """
WITH listed AS (
  SELECT service.id, greatest(last_verified_on, hours_verified_on) AS last,
    coalesce(verify_every_days, (
      SELECT min((%(need_days)s::jsonb ->> own.need_id::text)::int)
      FROM directory_service_needs own WHERE own.service_id = service.id), %(days)s) AS days,
    coalesce((SELECT sum(times) FROM directory_use used
              WHERE used.service_id = service.id AND used.month >= %(since)s), 0) AS uses,
    (SELECT count(*) FROM directory_changerequest asked
     WHERE asked.service_id = service.id AND asked.status = %(open)s) AS waiting
  FROM directory_service service
  WHERE publication = %(published)s AND status = ANY(%(shown)s)
    AND (no_answer_on IS NULL OR no_answer_on <= %(again)s)
), aged AS (
  SELECT *, coalesce(least((%(today)s::date - last)::float / greatest(days, 1), %(most_intervals)s),
                     %(most_intervals)s) AS intervals
  FROM listed
)
SELECT id, uses, waiting, count(*) OVER () AS total
FROM aged WHERE intervals > 1 OR waiting > 0
ORDER BY intervals * (1 + ln(1 + uses) / ln(2)) DESC, waiting DESC, id
LIMIT %(most)s
"""
