"""All pairs of a board at once, set by set.

A table lists each post under each of its needs, and an index of it finds the nearest counterparts of each;
then every pair is scored by the scorer's twin and the best twenty of either post are kept. All of it is
temporary tables of the database, which spill to disk: a large board takes little memory, and nothing is
locked before the result is written.

Requests look around themselves, and how many they see is capped, fewer than for one post alone. Where there
are more of what was chosen, offers of it look around as well, and what lies farther off yet is found only if
it was before. Where no cap is reached, the pairs are those of one by one.
"""

from datetime import datetime

from django.db import connection, transaction

from .nearest import FARTHEST, MOST
from .standing import APART, is_full, may_see, since, suits
from .twin import COMMON, FITS, MAY_FIT, REASONS, REST

# How many are looked at around a post: of a need that was chosen, of one that is only meant, of one beside it
# (which rarely comes to anything), and without a place.
CHOSEN, MEANT, BESIDE, NO_PLACE = 30, 10, 3, 20


@transaction.atomic
def rematch(now: datetime | None = None) -> int:
    """Pair the whole board anew. Returns how many pairs fit.

    IntegrityError, and nothing written, where a post went or a pair came just when it was to be written: then
    again.
    """
    with connection.cursor() as cursor:
        # What is put in order is then distinct as well, and mostly lies in order already. And the planner
        # cannot know how many pairs stand: once through them all, not once for each that fits.
        cursor.execute(
            "SET LOCAL work_mem = '64MB'; SET LOCAL enable_hashagg = off; SET LOCAL enable_nestloop = off"
        )
        cursor.execute("DROP TABLE IF EXISTS board, stock, pair, fit")
        cursor.execute(_BOARD, since(now))
        for statement in ("ANALYZE board (place)", _STOCK, *_INDEXED, _PAIR, _FIT, _FORGET, _KEEP, _WRITE):
            cursor.execute(statement)
        cursor.execute("SELECT count(*) FROM fit")
        (count,) = cursor.fetchone()
    return int(count)


def _has(mask: str) -> str:
    """SQL: is the bit of a need in this mask of either half ("needs_{half} | up_{half}")?"""
    a, b = (mask.format(half=half) for half in "ab")
    return f"CASE WHEN bit < 63 THEN ({a}) >> bit ELSE ({b}) >> bit - 63 END & 1 = 1"


# What is compared, numbered so that what is near lies near: who was just read lies in the processor's caches.
# What is compared most comes first, since all columns up to the last one are taken apart.
_BOARD = f"""
CREATE TEMP TABLE board ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY pt[0], pt[1], post_id) AS place,
  needs_a, needs_b, up_a, up_b, meant_a, meant_b, form, letters, asks, names, sense,
  post_id, person_id, random, turn, pt, languages, slots, is_gathering, is_recurring,
  cell_m, cell_x, cell_y, goes, pod_id, from_day, until_day, "left", kind, mode, audience
FROM exchanges_postrow
WHERE published AND (kind = 'request' OR NOT {is_full("exchanges_postrow.person_id")})
ORDER BY place
"""  # noqa: S608

# A post under each need that it has or means, and under the top of each. Requests have an even key, offers
# the next one. `chosen`: not meant only, nor only the top of one that was.
_STOCK = f"""
CREATE TEMP TABLE stock ON COMMIT DROP AS
SELECT 2 * need.key + (kind = 'offer')::int AS key, need.is_top, need.chosen,
  form = 'resource' AS is_thing, place, pt, turn
FROM board
CROSS JOIN LATERAL (
  SELECT bit AS key, false AS is_top, {_has("needs_{half}")} AS chosen
  FROM directory_need WHERE {_has("needs_{half} | meant_{half}")}
  UNION ALL
  SELECT 200 + bit, true, {_has("needs_{half}")}
  FROM directory_need WHERE parent_id IS NULL AND {_has("needs_{half} | up_{half}")}
) AS need
ORDER BY key, place
"""  # noqa: S608
_INDEXED = (
    "CREATE INDEX ON stock USING gist (key, pt)",
    "ANALYZE stock (key, is_top, chosen, is_thing)",
)

# A thing and something to do have only that in common which both chose, or one as a part of the other's.
_SHARED = """(mine.is_thing = theirs.is_thing OR mine.chosen AND theirs.chosen
    OR mine.is_top AND (mine.chosen OR theirs.chosen))"""
# More than a board has posts. No power of two: places that are near each other would have the same hash.
_MANY = 1_000_000_000


def _nearest(which: str) -> str:
    """SQL: of some that have a place, and of each of their needs, the nearest counterparts, numbered."""
    return f"""
  SELECT mine.key, mine.place, near.place AS theirs, number FROM stock mine
  CROSS JOIN LATERAL (
    SELECT place, row_number() OVER () AS number FROM (
      SELECT place FROM stock theirs
      WHERE theirs.key = (mine.key # 1) AND {_SHARED}
        AND pt <@ box(mine.pt - point({FARTHEST}, {FARTHEST}), mine.pt + point({FARTHEST}, {FARTHEST}))
      ORDER BY pt <-> mine.pt
      LIMIT CASE WHEN mine.chosen THEN {CHOSEN} WHEN mine.is_top THEN {BESIDE} ELSE {MEANT} END
    ) AS ordered
  ) AS near
  WHERE mine.pt IS NOT NULL AND {which}"""  # noqa: S608


def _square(axis: int) -> str:
    """SQL: which square a place lies in; whoever is near it lies in that or in one around it."""
    return f"floor(pt[{axis}] / {FARTHEST})::int"


# Offers that look around too: of a whole kind, since requests for a part of it see few; and in a crowd.
_ANSWERING = f"""mine.key & 1 = 1 AND mine.chosen
    AND (mine.is_top OR (key, {_square(0)}, {_square(1)}) IN (TABLE crowded))"""
# Of each need the nearest; without a place, the newest; and what stands, found when either was new.
# `crowded`: the squares around requests that may not have seen all. Then pairs of a request and an offer, as
# one number of the two, in order of the requests' places.
_PAIR = f"""
CREATE TEMP TABLE pair ON COMMIT DROP AS
WITH newest AS MATERIALIZED (
  SELECT * FROM (
    SELECT key, chosen, is_thing, place, pt IS NULL AS is_nowhere, row_number() OVER (
      PARTITION BY key, pt IS NULL ORDER BY turn) AS number
    FROM stock WHERE pt IS NULL OR (key # 1) IN (SELECT key FROM stock WHERE pt IS NULL)
  ) AS ordered WHERE number <= {NO_PLACE}
), asked AS MATERIALIZED ({_nearest("mine.key & 1 = 0")}
), crowded AS MATERIALIZED (
  SELECT DISTINCT key + 1, {_square(0)} + dx, {_square(1)} + dy
  FROM asked JOIN board USING (place), generate_series(-1, 1) AS dx, generate_series(-1, 1) AS dy
  WHERE number = {CHOSEN}
), found (key, mine, theirs) AS (
  SELECT key, place, theirs FROM asked
  UNION ALL
  SELECT key, place, theirs FROM ({_nearest(_ANSWERING)}) AS answered
  UNION ALL
  SELECT mine.key, mine.place, theirs.place FROM stock mine
  JOIN newest theirs ON theirs.key = (mine.key # 1) AND is_nowhere AND {_SHARED}
  UNION ALL
  SELECT mine.key, mine.place, theirs.place FROM stock mine
  JOIN newest theirs ON theirs.key = (mine.key # 1) AND NOT is_nowhere AND mine.pt IS NULL AND {_SHARED}
  UNION ALL -- as of a request: an even key
  SELECT 0, r.place, o.place FROM exchanges_match held
  JOIN board r ON r.post_id = request_id JOIN board o ON o.post_id = offer_id WHERE score > 0
)
SELECT met / {_MANY} AS request, met % {_MANY} AS offer FROM (
  SELECT DISTINCT CASE WHEN key & 1 = 0 THEN mine * {_MANY} + theirs ELSE theirs * {_MANY} + mine END AS met
  FROM found ORDER BY met
) AS ordered
"""  # noqa: S608


def _last(mine: str, theirs: str) -> str:
    """SQL: the best first, those that were put aside last; as one number, which is sorted faster."""
    return f"(not_for_{mine}::int * 1000 - points) * {_MANY * 4}::bigint + {theirs[0]}_random"


_FIT = f"""
CREATE TEMP TABLE fit ON COMMIT DROP AS
WITH apart AS MATERIALIZED ({APART}),
compared AS (
  SELECT request, offer, {COMMON}
  FROM pair JOIN board r ON r.place = request JOIN board o ON o.place = offer
  OFFSET 0
), common AS MATERIALIZED (SELECT * FROM compared WHERE {MAY_FIT}),
scored AS MATERIALIZED (
  SELECT r.post_id AS request_id, o.post_id AS offer_id, points, {REASONS} AS reasons,
         r.random AS r_random, o.random AS o_random
  FROM common JOIN board r ON r.place = request JOIN board o ON o.place = offer
  {REST}
  WHERE r.person_id <> o.person_id AND (r.person_id, o.person_id) NOT IN (SELECT one, other FROM apart)
    AND {may_see("r.person_id", "o")} AND {may_see("o.person_id", "r")} AND {suits("r", "o")}
    AND {FITS}
), told AS (
  SELECT scored.*, coalesce(put_aside_by_request, false) AS not_for_request,
         coalesce(put_aside_by_offer, false) AS not_for_offer
  FROM scored LEFT JOIN (
    SELECT * FROM exchanges_match WHERE put_aside_by_request OR put_aside_by_offer
  ) AS aside USING (request_id, offer_id)
), ranked AS (
  SELECT *,
    row_number() OVER (PARTITION BY request_id ORDER BY {_last("request", "offer")}) AS for_request,
    row_number() OVER (PARTITION BY offer_id ORDER BY {_last("offer", "request")}) AS for_offer
  FROM told
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
# What stands already as it should be is not even locked: most nights that is nearly all.
_WRITE = """
MERGE INTO exchanges_match AS held USING fit
ON held.request_id = fit.request_id AND held.offer_id = fit.offer_id
WHEN MATCHED AND (held.score <> points OR held.reasons::text[] <> fit.reasons)
  THEN UPDATE SET score = points, reasons = fit.reasons
WHEN NOT MATCHED THEN INSERT (
  request_id, offer_id, score, reasons, created_at, put_aside_by_request, put_aside_by_offer)
  VALUES (request_id, offer_id, points, fit.reasons, now(), false, false)
"""
