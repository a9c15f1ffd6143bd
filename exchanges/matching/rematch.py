"""All pairs of a board at once, set by set: no post is looked at on its own.

Posts of one square about the same need have the same nearest counterparts, so these are looked up once a
need and square, in a table that lists each post under each of its needs; then every pair is scored by the
scorer's twin and the best twenty of either post are kept. All of it is temporary tables of the database,
which spill to disk: a large board takes little memory, and nothing is locked before the result is written.

How many are looked up is capped, fewer than for one post alone: where so many are near, what lies farther off
is found from the other side or not at all. Where no cap is reached, the pairs are those of one by one.
"""

from datetime import datetime

from django.db import connection, transaction

from .nearest import FARTHEST, MOST
from .standing import APART, is_full, may_see, since, suits
from .twin import FITS, REASONS, SCORED

# How many are looked at around a square: of a need that was chosen; of one that is only meant or beside it,
# which rarely comes to anything; and without a place.
CHOSEN, OTHER, NO_PLACE = 30, 6, 20


@transaction.atomic
def rematch(now: datetime | None = None) -> int:
    """Pair the whole board anew. Returns how many pairs fit."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("DROP TABLE IF EXISTS stock, pair, fit")
        cursor.execute(_STOCK, since(now))
        for statement in (*_INDEXED, _PAIR, _FIT, _FORGET, _KEEP, _WRITE):
            cursor.execute(statement)
        cursor.execute("SELECT count(*) FROM fit")
        (count,) = cursor.fetchone()
    return int(count)


def _has(mask: str) -> str:
    """SQL: is the bit of a need in this mask of either half ("needs_{half} | up_{half}")?"""
    a, b = (mask.format(half=half) for half in "ab")
    return f"CASE WHEN bit < 63 THEN ({a}) >> bit ELSE ({b}) >> bit - 63 END & 1 = 1"


# A post under each need that it has or means, and under the top of each. Requests have an even key, offers
# the next one. `chosen`: not meant only, nor only the top of one that was. In order: what is near lies near.
_STOCK = f"""
CREATE TEMP TABLE stock ON COMMIT DROP AS
SELECT 2 * need.key + (kind = 'offer')::int AS key, need.is_top, need.chosen,
  form, post_id, pt, pt[0] AS x, pt[1] AS y, turn
FROM exchanges_postrow board
CROSS JOIN LATERAL (
  SELECT bit AS key, false AS is_top, {_has("needs_{half}")} AS chosen
  FROM directory_need WHERE {_has("needs_{half} | meant_{half}")}
  UNION ALL
  SELECT 200 + bit, true, {_has("needs_{half}")}
  FROM directory_need WHERE parent_id IS NULL AND {_has("needs_{half} | up_{half}")}
) AS need
WHERE published AND (kind = 'request' OR NOT {is_full("board.person_id")})
ORDER BY key, x, y
"""  # noqa: S608
_INDEXED = (
    "CREATE INDEX ON stock USING gist (key, pt)",
    "ANALYZE stock",
)

# A thing and something to do have only that in common which both chose, or one as a part of the other's.
_SHARED = """(mine.form = theirs.form OR mine.chosen AND theirs.chosen
    OR mine.is_top AND (mine.chosen OR theirs.chosen))"""
# Of each square and need the nearest; without a place, the newest. Then pairs of a request and an offer.
# In order of place: what is compared next was mostly just read, and lies in the processor's caches.
_PAIR = f"""
CREATE TEMP TABLE pair ON COMMIT DROP AS
WITH mine AS MATERIALIZED (
  SELECT key, is_top, chosen, form, x, y, array_agg(post_id) AS posts
  FROM stock GROUP BY key, is_top, chosen, form, x, y
), newest AS MATERIALIZED (
  SELECT * FROM (
    SELECT key, chosen, form, post_id, pt IS NULL AS is_nowhere, row_number() OVER (
      PARTITION BY key, pt IS NULL ORDER BY turn) AS place
    FROM stock
  ) AS ordered WHERE place <= {NO_PLACE}
), found AS (
  SELECT key, posts, near.post_id
  FROM (SELECT * FROM mine WHERE x IS NOT NULL ORDER BY key, x, y) AS mine
  CROSS JOIN LATERAL (
    SELECT post_id FROM stock theirs
    WHERE theirs.key = (mine.key # 1) AND {_SHARED}
      AND pt <@ box(point(mine.x - {FARTHEST}, mine.y - {FARTHEST}),
                    point(mine.x + {FARTHEST}, mine.y + {FARTHEST}))
    ORDER BY pt <-> point(mine.x, mine.y) LIMIT CASE WHEN mine.chosen THEN {CHOSEN} ELSE {OTHER} END
  ) AS near
  UNION ALL
  SELECT mine.key, posts, post_id FROM mine
  JOIN newest theirs ON theirs.key = (mine.key # 1) AND is_nowhere AND {_SHARED}
  UNION ALL
  SELECT mine.key, posts, post_id FROM mine
  JOIN newest theirs ON theirs.key = (mine.key # 1) AND NOT is_nowhere AND mine.x IS NULL AND {_SHARED}
)
SELECT met.* FROM (
  SELECT DISTINCT CASE WHEN key & 1 = 0 THEN mine ELSE post_id END AS request_id,
                  CASE WHEN key & 1 = 0 THEN post_id ELSE mine END AS offer_id
  FROM (SELECT key, unnest(posts) AS mine, post_id FROM found) AS each
) AS met JOIN exchanges_postrow r ON r.post_id = request_id
ORDER BY r.pt[0], r.pt[1], request_id
"""  # noqa: S608

_FIT = f"""
CREATE TEMP TABLE fit ON COMMIT DROP AS
WITH apart AS MATERIALIZED ({APART}),
scored AS MATERIALIZED (
  SELECT request_id, offer_id, points, {REASONS} AS reasons, r.random AS r_random, o.random AS o_random,
         coalesce(put_aside_by_request, false) AS not_for_request,
         coalesce(put_aside_by_offer, false) AS not_for_offer
  FROM pair
  JOIN exchanges_postrow r ON r.post_id = request_id
  JOIN exchanges_postrow o ON o.post_id = offer_id
  LEFT JOIN exchanges_match USING (request_id, offer_id)
  {SCORED}
  WHERE r.person_id <> o.person_id AND (r.person_id, o.person_id) NOT IN (SELECT one, other FROM apart)
    AND {may_see("r.person_id", "o")} AND {may_see("o.person_id", "r")} AND {suits("r", "o")}
    AND {FITS}
), ranked AS (
  SELECT *,
    row_number() OVER (PARTITION BY request_id, not_for_request ORDER BY points DESC, o_random)
      AS for_request,
    row_number() OVER (PARTITION BY offer_id, not_for_offer ORDER BY points DESC, r_random) AS for_offer
  FROM scored
)
SELECT request_id, offer_id, points, reasons FROM ranked
WHERE NOT not_for_request AND for_request <= {MOST} OR NOT not_for_offer AND for_offer <= {MOST}
"""  # noqa: S608

_GONE = """NOT EXISTS (SELECT FROM fit
  WHERE fit.request_id = exchanges_match.request_id AND fit.offer_id = exchanges_match.offer_id)"""
_FORGET = f"""
DELETE FROM exchanges_match
WHERE told_at IS NULL AND NOT put_aside_by_request AND NOT put_aside_by_offer AND {_GONE}
"""  # noqa: S608
_KEEP = f"UPDATE exchanges_match SET score = 0 WHERE score > 0 AND {_GONE}"  # noqa: S608
_WRITE = """
INSERT INTO exchanges_match AS held (
  request_id, offer_id, score, reasons, created_at, put_aside_by_request, put_aside_by_offer)
SELECT request_id, offer_id, points, reasons, now(), false, false FROM fit
ON CONFLICT (request_id, offer_id) DO UPDATE SET (score, reasons) = (EXCLUDED.score, EXCLUDED.reasons)
WHERE (held.score, held.reasons) IS DISTINCT FROM (EXCLUDED.score, EXCLUDED.reasons)
"""
