"""The best counterparts of one post, in one statement: an index narrows, the scorer's twin ranks.

By the columns of an index alone it takes the nearest posts of the other kind with a need in common. Of those
that are about the same at all it reads the rows, compares them, and brings what fits.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from psycopg.types.numeric import Int8

from ..models import Post
from .scoring import Reason, Score
from .standing import APART, ORGANIZERS, given, is_full, since
from .twin import FITS, NEED_OF_BOTH, REASONS, SCORED

MOST = 20
# How many are looked at: about the same need, about one beside it, and those that need no place.
SAME, FAMILY, NO_PLACE = 70, 30, 30
# Metres to each side beyond which nobody is a neighbour.
FARTHEST = 25_000


@dataclass(frozen=True)
class Found:
    """A counterpart: the ids of the post and its author, and how well it fits."""

    post_id: int
    person_id: int
    score: Score


def fitting(post: Post, *, now: datetime | None = None) -> list[Found]:
    """What fits an open post among its nearest counterparts, best first; nothing while its author is full.

    Without those that its author put aside. Of equal ones whoever gave least lately comes first, then the
    random number that is stored with each decides.
    """
    with connection.cursor() as cursor:
        # As a number of one size, so that the statement is planned once and not once a size.
        values = {"post_id": Int8(post.pk), **since(now)}
        cursor.execute(_FITTING[post.kind, post.cell_m is not None], values)
        return [
            Found(post_id, person_id, Score(points, tuple(map(Reason, reasons)), about))
            for post_id, person_id, points, reasons, about in cursor.fetchall()
        ]


# Of each kind: what the scorer's twin calls it, what it calls the other, and which kind that is.
_SIDES = {"request": ("r", "o", "offer"), "offer": ("o", "r", "request")}
# What tells whether two have anything in common; all of it is in the indexes.
_ABOUT = "post_id, form, needs_a, needs_b, up_a, up_b, meant_a, meant_b"


def _own(kind: str) -> str:
    """The row of the post and how its author stands; none if they are full.

    `pods` and `sees_all`: what its author sees beside what all members do. `seen_by`: where not all members
    see the post, who does. `never`: whom its author does not meet.
    """
    able = f" AND NOT {is_full('mine.person_id')}" if kind == "offer" else ""
    return f"""
SELECT mine.*, mine.needs_a | mine.meant_a AS wanted_a, mine.needs_b | mine.meant_b AS wanted_b,
  mine.person_id IN ({ORGANIZERS}) AS sees_all,
  ARRAY(SELECT pod_id FROM members_podmembership own WHERE own.person_id = mine.person_id) AS pods,
  CASE WHEN mine.audience IN ('pod', 'organizers') THEN ARRAY({ORGANIZERS}
    UNION SELECT person_id FROM members_podmembership own WHERE own.pod_id = mine.pod_id) END AS seen_by,
  ARRAY(SELECT mine.person_id UNION SELECT other FROM ({APART}) AS apart WHERE one = mine.person_id) AS never
FROM exchanges_postrow mine
WHERE mine.post_id = %(post_id)s AND mine.kind = '{kind}' AND mine.published{able}"""  # noqa: S608


def _near(kind: str, *, placed: bool) -> str:
    """The nearest of the other kind with a need in common, or the newest; some of them twice.

    The other kind stands in it, so that its partial index fits.
    """
    mine, _, theirs = _SIDES[kind]
    able = f" AND NOT {is_full('exchanges_postrow.person_id')}" if theirs == "offer" else ""
    same = f"((needs_a | meant_a) & {mine}.wanted_a <> 0 OR (needs_b | meant_b) & {mine}.wanted_b <> 0)"
    family = "({})".format(
        " OR ".join(
            f"{one}_{half} & {mine}.{other}_{half} <> 0"
            for one, other in [("needs", "up"), ("up", "needs"), ("up", "up")]
            for half in "ab"
        )
    )
    # PostgreSQL takes CASE to be true as often as not, `seen_by IS NULL OR ...` hardly ever.
    allowed = f"""person_id <> ALL ({mine}.never)
  AND CASE WHEN {mine}.seen_by IS NULL THEN true ELSE person_id = ANY ({mine}.seen_by) END
  AND (audience IN ('everybody', 'members') OR {mine}.sees_all OR pod_id = ANY ({mine}.pods))
  AND (NOT is_gathering OR {mine}.form = 'service') AND (NOT {mine}.is_gathering OR form = 'service')"""
    far = f"point({FARTHEST}, {FARTHEST})"
    around = f"pt <@ box({mine}.pt - {far}, {mine}.pt + {far})"

    def some(which: str, order: str, limit: int) -> str:
        return (
            f"(SELECT {_ABOUT} FROM exchanges_postrow WHERE published AND kind = '{theirs}' "  # noqa: S608
            f"AND {which} AND {allowed}{able} ORDER BY {order} LIMIT {limit})"
        )

    nearest, newest = f"pt <-> {mine}.pt", "turn"
    about = [(same, SAME), (family, FAMILY)]
    if not placed:
        return " UNION ALL ".join(some(which, newest, limit) for which, limit in about)
    found = [some(f"{which} AND {around}", nearest, limit) for which, limit in about]
    return " UNION ALL ".join([*found, some(f"({same} OR {family}) AND cell_m IS NULL", newest, NO_PLACE)])


def _fitting(kind: str, *, placed: bool) -> str:
    """The statement for a post of one kind, with a place or without."""
    mine, theirs, _ = _SIDES[kind]
    first = f"{given('o.person_id')}, o.random" if kind == "request" else "r.random"
    return f"""
WITH {mine} AS MATERIALIZED ({_own(kind)}),
near AS MATERIALIZED (SELECT near.* FROM {mine} CROSS JOIN LATERAL ({_near(kind, placed=placed)}) AS near),
met AS (SELECT DISTINCT {theirs}.post_id FROM {mine} CROSS JOIN near AS {theirs}
  WHERE ({NEED_OF_BOTH}) IS NOT NULL)
SELECT {theirs}.post_id, {theirs}.person_id, points, {REASONS} AS reasons, about
FROM {mine} CROSS JOIN met JOIN exchanges_postrow {theirs} ON {theirs}.post_id = met.post_id
{SCORED}
WHERE {FITS} AND NOT EXISTS (SELECT FROM exchanges_match WHERE put_aside_by_{kind}
  AND request_id = r.post_id AND offer_id = o.post_id)
ORDER BY points DESC, {first}
"""  # noqa: S608


_FITTING = {
    # Blanks that nobody needs are not looked through at each use.
    (kind, placed): " ".join(_fitting(kind, placed=placed).split())
    for kind in _SIDES
    for placed in (True, False)
}
