"""Writing down what was found: the pairs of one post, and that people were asked."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from mutualaid.base.network import current_network

from .nearest import MOST, Found


def store(post_id: int, found: Sequence[Found]) -> None:
    """All that fits a post now, best first, in one statement: the best twenty are written, others only where
    they stand already, as one of the best of the other post. What no longer fits is forgotten; where
    somebody was told of it or put it aside, it stays with a score of 0.
    """
    values: dict[str, Any] = {
        "post": post_id,
        "now": timezone.now(),
        "most": MOST,
        "others": [one.post_id for one in found],
        "scores": [one.score.points for one in found],
        # An array of arrays needs them of one length; the codes hold no comma.
        "reasons": [",".join(one.score.reasons) for one in found],
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE, values)


def record_asked(person_ids: Collection[int], now: datetime | None = None) -> None:
    """Each of them was asked for a hand once more."""
    moment = now or timezone.now()
    day = moment.astimezone(ZoneInfo(current_network().zone)).date()
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, {"persons": sorted(person_ids), "day": day, "now": moment})


_STORE = """
WITH mine AS (SELECT id, kind = 'request' AS asks FROM exchanges_post WHERE id = %(post)s),
fit AS (
  SELECT CASE WHEN asks THEN mine.id ELSE other END AS request_id,
         CASE WHEN asks THEN other ELSE mine.id END AS offer_id,
         points, string_to_array(codes, ',') AS reasons, place
  FROM mine CROSS JOIN unnest(%(others)s::bigint[], %(scores)s::int[], %(reasons)s::text[])
    WITH ORDINALITY AS found (other, points, codes, place)
), gone AS (
  SELECT held.id, told_at IS NOT NULL OR put_aside_by_request OR put_aside_by_offer AS stays
  FROM exchanges_match held JOIN mine ON mine.id IN (held.request_id, held.offer_id)
  WHERE (held.request_id, held.offer_id) NOT IN (SELECT request_id, offer_id FROM fit)
), forgotten AS (
  DELETE FROM exchanges_match WHERE id IN (SELECT id FROM gone WHERE NOT stays)
), kept AS (
  UPDATE exchanges_match SET score = 0 WHERE id IN (SELECT id FROM gone WHERE stays)
)
INSERT INTO exchanges_match AS held (
  request_id, offer_id, score, reasons, created_at, put_aside_by_request, put_aside_by_offer)
SELECT request_id, offer_id, points, reasons, %(now)s, false, false FROM fit
WHERE place <= %(most)s OR EXISTS (
  SELECT FROM exchanges_match WHERE (request_id, offer_id) = (fit.request_id, fit.offer_id))
ON CONFLICT (request_id, offer_id) DO UPDATE SET (score, reasons) = (EXCLUDED.score, EXCLUDED.reasons)
"""

_ASKED = """
INSERT INTO exchanges_asked AS held (person_id, day, count, last_at)
SELECT person, %(day)s, 1, %(now)s FROM unnest(%(persons)s::bigint[]) AS person
ON CONFLICT (person_id, day) DO UPDATE SET (count, last_at) = (held.count + 1, EXCLUDED.last_at)
"""
