"""Listings that may be the same one: the same phone, a near name, a near place. Organizers decide.

Two of these must hold: names alike, one number, within some hundred metres; a name that is very much alike
and the same town is enough. Numbers that many listings share (a switchboard) say nothing by themselves.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from . import pages
from .models import Service

MOST = 20
ALIKE, VERY_ALIKE = 0.4, 0.75
NEAR_M = 250
SHARED_BY = 4


@dataclass(frozen=True)
class Pair:
    """Two listings, the older first, each with its page; `reasons` in words."""

    first: Any
    second: Any
    pages: tuple[pages.ListingPage, pages.ListingPage]
    reasons: list[str]


def pairs(now: dt.datetime, most: int = MOST) -> list[Pair]:
    """The likeliest pairs. A constant number of statements."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, _params(most))
        found = cursor.fetchall()
    ids = {pk for first, second, *_rest in found for pk in (first, second)}
    services = {one.pk: one for one in pages.with_everything(Service.objects.filter(pk__in=ids))}
    return [
        Pair(
            services[first],
            services[second],
            (pages.listing(services[first], now), pages.listing(services[second], now)),
            _reasons(alike, phone, metres),
        )
        for first, second, alike, phone, metres in found
    ]


def _params(most: int) -> dict[str, Any]:
    return {
        "alike": ALIKE,
        "very_alike": VERY_ALIKE,
        "near": NEAR_M,
        "shared_by": SHARED_BY,
        "most": most,
    }


def _reasons(alike: float, phone: bool, metres: float | None) -> list[str]:
    reasons = [_("the same name") if alike == 1 else _("names alike")] if alike >= ALIKE else []
    reasons += [_("the same phone")] if phone else []
    if metres is not None and metres <= NEAR_M:
        reasons.append(_("the same place") if metres < 20 else _("near each other"))
    return reasons


# Candidates meet by number, by square of about 500 m (twice, half a square apart, so that nobody is cut off
# at an edge) or by name and town; only they are compared.
_PAIRS = """
WITH listed AS MATERIALIZED (
  SELECT DISTINCT ON (row.service_id, row.location_id) row.service_id AS id, row.name, row.pt,
    cos(radians(row.latitude)) AS scale,
    lower(unaccent(row.name)) AS plain, lower(unaccent(row.city)) AS town,
    nullif(right(regexp_replace(row.phone, '\\D', '', 'g'), 9), '') AS digits
  FROM directory_listingrow row WHERE row.service_id IS NOT NULL
), numbers AS (
  SELECT digits FROM listed WHERE length(digits) >= 7 GROUP BY digits
  HAVING count(DISTINCT id) BETWEEN 2 AND %(shared_by)s
), squares AS (
  SELECT id, pt, 0 AS half, floor(pt[0] / 500) AS x, floor(pt[1] / 500) AS y FROM listed WHERE pt IS NOT NULL
  UNION ALL
  SELECT id, pt, 1, floor(pt[0] / 500 + 0.5), floor(pt[1] / 500 + 0.5) FROM listed WHERE pt IS NOT NULL
), met AS (
  SELECT a.id AS first, b.id AS second FROM listed a JOIN listed b USING (digits) JOIN numbers USING (digits)
  WHERE a.id < b.id
  UNION
  SELECT a.id, b.id FROM squares a JOIN squares b USING (half, x, y) WHERE a.id < b.id
  UNION
  SELECT a.id, b.id FROM listed a JOIN listed b USING (town, plain) WHERE a.id < b.id
), compared AS (
  SELECT first, second, max(similarity(a.plain, b.plain)) AS alike,
    bool_or(coalesce(a.digits = b.digits AND length(a.digits) >= 7, false)) AS phone,
    min((a.pt <-> b.pt) * a.scale) AS metres, bool_or(a.town = b.town AND a.town <> '') AS town
  FROM met JOIN listed a ON a.id = first JOIN listed b ON b.id = second
  GROUP BY first, second
)
SELECT first, second, alike, phone, metres FROM compared
WHERE (
    (alike >= %(alike)s)::int + phone::int + (coalesce(metres, 1e9) <= %(near)s)::int >= 2
    AND alike >= %(alike)s / 2
    OR alike >= %(very_alike)s AND town
  ) AND NOT EXISTS (
    SELECT FROM directory_nottwice said WHERE said.first_id = first AND said.second_id = second
  )
ORDER BY alike + phone::int * 0.5 + (coalesce(metres, 1e9) <= %(near)s)::int * 0.3 DESC, first, second
LIMIT %(most)s
"""
