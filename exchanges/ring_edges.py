"""Who could give what to whom in a ring: the pairs that fit, less what cannot be part of one just now."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from .rings import Edge

# A pair of a ring fits well, since three or four people are asked for it at once.
FITS = 50
# Whoever did not say yes to a pair is not asked about it again so soon.
RESTS = timedelta(days=60)

# Told with a name, since a ring ties somebody's offer to their request. Nobody who is being asked already; no
# two who have something going on about these posts; nothing that either of them put aside.
_EDGES = """
SELECT offer_row.person_id, request_row.person_id, pair.offer_id, pair.request_id, pair.score
FROM exchanges_match pair
JOIN exchanges_postrow offer_row ON offer_row.post_id = pair.offer_id AND offer_row.published
JOIN exchanges_postrow request_row ON request_row.post_id = pair.request_id AND request_row.published
JOIN exchanges_post offer ON offer.id = pair.offer_id AND NOT offer.is_anonymous
JOIN exchanges_post request ON request.id = pair.request_id AND NOT request.is_anonymous
WHERE pair.score >= %(fits)s
  AND NOT (offer.is_gathering OR request.is_gathering)
  AND NOT (pair.put_aside_by_offer OR pair.put_aside_by_request)
  AND NOT EXISTS (
    SELECT FROM exchanges_ringpart asked
    WHERE asked.is_live AND asked.giver_id IN (offer_row.person_id, request_row.person_id))
  AND NOT EXISTS (
    SELECT FROM exchanges_exchange swap
    JOIN exchanges_occurrence one ON one.id = swap.occurrence_id
    WHERE swap.status IN ('proposed', 'accepted', 'lent') AND one.post_id IN (pair.offer_id, pair.request_id)
      AND (swap.giver_id, swap.receiver_id) = (offer_row.person_id, request_row.person_id))
  AND NOT EXISTS (
    SELECT FROM exchanges_ringpart part
    JOIN exchanges_ring ring ON ring.id = part.ring_id AND ring.status = 'ended'
    JOIN exchanges_occurrence given ON given.id = part.offer_id AND given.post_id = pair.offer_id
    JOIN exchanges_occurrence wanted ON wanted.id = part.request_id AND wanted.post_id = pair.request_id
    JOIN exchanges_ringpart own
      ON own.ring_id = ring.id AND own.giver_id IN (part.giver_id, part.receiver_id) AND own.answer <> 'yes'
    WHERE ring.closed_at > %(since)s)
"""

_APART = "SELECT blocker_id, blocked_id FROM members_block"


def edges(now: datetime | None = None) -> list[Edge]:
    """One statement, however large the board."""
    since = (now or timezone.now()) - RESTS
    with connection.cursor() as cursor:
        cursor.execute(_EDGES, {"fits": FITS, "since": since})
        return [Edge(*row) for row in cursor.fetchall()]


def apart() -> dict[int, set[int]]:
    """Who blocked whom."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_APART)
        for blocker, blocked in cursor.fetchall():
            found[blocker].add(blocked)
    return found
