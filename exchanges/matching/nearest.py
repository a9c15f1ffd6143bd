"""The best counterparts of one post: SQL narrows, the scorer ranks.

Two statements. The first reads the post and how its author stands. The second takes, by the columns of an
index alone, the nearest posts of the other kind with a need in common, and measures how much the words of
those few are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from mutualaid.base import masks
from mutualaid.base.grid import Cell

from .scoring import Score, Side, score
from .standing import APART, ORGANIZERS, given, is_full, since
from .twin import alike, other_things

MOST = 20
# How many are looked at: about the same need, about one beside it, and those that need no place.
SAME, FAMILY, NO_PLACE = 70, 30, 30
# Metres to each side beyond which nobody is a neighbour.
FARTHEST = 25_000

Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A counterpart: the ids of the post and its author, how well it fits, how often they gave lately."""

    post_id: int
    person_id: int
    score: Score
    given: int
    random: int


def fitting(post_id: int, *, now: datetime | None = None) -> list[Found]:
    """What fits an open post among its nearest counterparts, best first; nothing while its author is full.

    Without those that its author put aside. Of equal ones whoever gave least lately comes first, then the
    random number that is stored with each decides.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MINE, {"post_id": post_id, **since(now)})
        mine = next(iter(_rows(cursor, _OF_MINE)), None)
        if mine is None or mine["is_full"]:
            return []
        cursor.execute(_NEAR[mine["kind"], mine["x"] is not None], mine | since(now))
        rows = _rows(cursor, _OF_THEIRS)
    asks, me = mine["kind"] == "request", _side(mine)
    fit = [one for one in (_found(me, row, asks=asks) for row in rows) if one.score.fits]
    return sorted(fit, key=lambda one: (-one.score.points, one.given, one.random))


def _rows(cursor: Any, names: Sequence[str]) -> list[Row]:
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _found(me: Side, row: Row, *, asks: bool) -> Found:
    request, offer = (me, _side(row)) if asks else (_side(row), me)
    points = score(request, offer, row["alike"], other_things=row["other_things"])
    return Found(row["post_id"], row["person_id"], points, row["given"], row["random"])


def _side(row: Row) -> Side:
    return Side(
        needs=row["needs_a"] | row["needs_b"] << masks.WIDTH,
        up=row["up_a"] | row["up_b"] << masks.WIDTH,
        meant=row["meant_a"] | row["meant_b"] << masks.WIDTH,
        form=row["form"],
        mode=row["mode"],
        cell=Cell(row["cell_m"], row["cell_x"], row["cell_y"]) if row["cell_m"] else None,
        goes=row["goes"],
        languages=row["languages"],
        slots=row["slots"],
        from_day=row["from_day"],
        until_day=row["until_day"],
        is_recurring=row["is_recurring"],
        left=row["left"],
    )


_COLUMNS = (
    *("post_id", "person_id", "kind", "form", "mode", "goes", "languages", "slots", "left", "random"),
    *("from_day", "until_day", "is_recurring", "cell_m", "cell_x", "cell_y"),
    *("needs_a", "needs_b", "up_a", "up_b", "meant_a", "meant_b"),
)
# What the two statements give, in this order.
_OF_MINE = (
    *(*_COLUMNS, "is_gathering", "x", "y", "wanted_a", "wanted_b"),
    *("sees_all", "pods", "seen_by", "is_full", "never"),
)
_OF_THEIRS = (*_COLUMNS, "alike", "other_things", "given")


def _of(row: str) -> str:
    return ", ".join(f'{row}."{name}"' for name in _COLUMNS)


# `pods` and `sees_all`: what its author sees beside what all members do. `seen_by`: where not all members
# see the post, who does. `never`: whom its author does not meet.
_MINE = f"""
SELECT {_of("mine")}, mine.is_gathering, mine.pt[0] AS x, mine.pt[1] AS y,
  mine.needs_a | mine.meant_a AS wanted_a, mine.needs_b | mine.meant_b AS wanted_b,
  mine.person_id IN ({ORGANIZERS}) AS sees_all,
  ARRAY(SELECT pod_id FROM members_podmembership own WHERE own.person_id = mine.person_id) AS pods,
  CASE WHEN mine.audience IN ('pod', 'organizers') THEN ARRAY({ORGANIZERS}
    UNION SELECT person_id FROM members_podmembership own WHERE own.pod_id = mine.pod_id) END AS seen_by,
  mine.kind = 'offer' AND {is_full("mine.person_id")} AS is_full,
  ARRAY(SELECT mine.person_id UNION SELECT other FROM ({APART}) AS apart WHERE one = mine.person_id) AS never
FROM exchanges_postrow mine WHERE mine.post_id = %(post_id)s AND mine.published
"""  # noqa: S608

_SAME = "((needs_a | meant_a) & %(wanted_a)s::bigint <> 0 OR (needs_b | meant_b) & %(wanted_b)s::bigint <> 0)"
_FAMILY = "({})".format(
    " OR ".join(
        f"{theirs}_{half} & %({mine}_{half})s::bigint <> 0"
        for theirs, mine in [("needs", "up"), ("up", "needs"), ("up", "up")]
        for half in "ab"
    )
)
_ALLOWED = """person_id <> ALL (%(never)s::bigint[])
  AND (%(seen_by)s::bigint[] IS NULL OR person_id = ANY (%(seen_by)s::bigint[]))
  AND (audience IN ('everybody', 'members') OR %(sees_all)s OR pod_id = ANY (%(pods)s::bigint[]))
  AND (NOT is_gathering OR %(form)s = 'service') AND (NOT %(is_gathering)s OR form = 'service')"""
_AROUND = f"""pt <@ box(point(%(x)s::float - {FARTHEST}, %(y)s::float - {FARTHEST}),
                           point(%(x)s::float + {FARTHEST}, %(y)s::float + {FARTHEST}))"""


def _near(mine: str, theirs: str, *, placed: bool) -> str:
    """The statement for a post of one kind, with a place or without.

    The other kind stands in it, and no more than has to be decided, so that a partial index fits.
    """

    able = f" AND NOT {is_full('exchanges_postrow.person_id')}" if theirs == "offer" else ""

    def some(which: str, order: str, limit: int) -> str:
        return (
            f"(SELECT post_id FROM exchanges_postrow WHERE published AND kind = '{theirs}' "  # noqa: S608
            f"AND {which} AND {_ALLOWED}{able} ORDER BY {order} LIMIT {limit})"
        )

    nearest, newest = "pt <-> point(%(x)s, %(y)s)", "day DESC, random"
    about = [(_SAME, SAME), (_FAMILY, FAMILY)]
    if placed:
        found = [some(f"{which} AND {_AROUND}", nearest, limit) for which, limit in about]
        found.append(some(f"({_SAME} OR {_FAMILY}) AND cell_m IS NULL", newest, NO_PLACE))
    else:
        found = [some(which, newest, limit) for which, limit in about]
    return f"""
WITH near AS MATERIALIZED ({" UNION ".join(found)})
SELECT {_of("theirs")}, {alike("mine", "theirs")} AS alike,
  {other_things("mine", "theirs")} AS other_things,
  {given("theirs.person_id") if theirs == "offer" else 0} AS given
FROM near JOIN exchanges_postrow theirs USING (post_id)
JOIN exchanges_postrow mine ON mine.post_id = %(post_id)s
WHERE NOT EXISTS (SELECT FROM exchanges_match WHERE put_aside_by_{mine}
  AND {mine}_id = mine.post_id AND {theirs}_id = theirs.post_id)
"""  # noqa: S608


_NEAR = {
    (mine, placed): _near(mine, theirs, placed=placed)
    for mine, theirs in (("request", "offer"), ("offer", "request"))
    for placed in (True, False)
}
