"""Who may meet whom at all, in SQL, for one post and for a whole board alike.

Never the same person or one who acts for them, nor two of whom one blocked the other; only what both authors
may see; a gathering only with something to do; and no offer of somebody who is full.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils import timezone

WINDOW = timedelta(days=30)
# Asked this often in the window is too often: thrice as often as what somebody set, or so where they did not.
ASKS_A_SWAP, ASKS = 3, 12
_AUTHOR = "(SELECT person_id FROM exchanges_post WHERE id = exchanges_match.offer_id)"


def since(now: datetime | None = None) -> dict[str, Any]:
    """What `is_full` and `given` take: from when on what somebody gave and was asked counts."""
    begin = (now or timezone.now()) - WINDOW
    return {"since": begin, "since_day": begin.date()}


def given(person: str) -> str:
    """SQL: how often somebody gave, or promised to, in the last 30 days. Nobody is ever shown it."""
    return f"""(SELECT count(*) FROM exchanges_exchange given
    WHERE given.giver_id = {person} AND given.status IN ('accepted', 'lent', 'done')
      AND given.accepted_at > %(since)s)"""  # noqa: S608


def is_full(person: str) -> str:
    """SQL: did somebody give, or were they asked for, as much as they can do in the last 30 days?

    Asked of one person at a time, by keys: it takes as long however many there are.
    """
    return f"""EXISTS (SELECT FROM members_person own WHERE own.id = {person} AND (
    own.monthly_limit IS NOT NULL AND own.monthly_limit <= {given("own.id")}
    OR (SELECT sum(count) FROM exchanges_asked WHERE person_id = own.id AND day > %(since_day)s)
      >= coalesce({ASKS_A_SWAP} * own.monthly_limit, {ASKS})))"""  # noqa: S608


def of_busy(now: datetime | None = None) -> RawSQL:
    """Is the offer of somebody who is full? To leave out of `Match` rows."""
    told = since(now)
    sql = is_full(_AUTHOR) % {"since": "%s", "since_day": "%s"}
    return RawSQL(sql, [told["since"], told["since_day"]], output_field=BooleanField())  # noqa: S611


def load(now: datetime | None = None) -> RawSQL:
    """How often the author of an offer gave lately, to order `Match` rows by: of equals who did least."""
    return RawSQL(given(_AUTHOR) % {"since": "%s"}, [since(now)["since"]])  # noqa: S611


ORGANIZERS = """
SELECT person.id FROM members_person person JOIN members_user account ON account.id = person.user_id
WHERE person.status = 'active' AND account.is_active AND account.is_staff
"""

# Pairs of persons who never meet, each in both orders.
APART = """
SELECT blocker_id AS one, blocked_id AS other FROM members_block
UNION SELECT blocked_id, blocker_id FROM members_block
UNION SELECT id, entered_by_id FROM members_person WHERE user_id IS NULL AND entered_by_id IS NOT NULL
UNION SELECT entered_by_id, id FROM members_person WHERE user_id IS NULL AND entered_by_id IS NOT NULL
"""


def may_see(person: str, row: str) -> str:
    """SQL: may an active person see a row of the board? As `visibility.visible_q`, but for blocks."""
    return (
        f"({row}.audience IN ('everybody', 'members') OR {person} IN ({ORGANIZERS})"  # noqa: S608
        f" OR {row}.audience = 'pod' AND ({row}.pod_id, {person}) IN"
        f" (SELECT pod_id, person_id FROM members_podmembership))"
    )


def suits(a: str, b: str) -> str:
    """SQL: a gathering wants hands, not things."""
    return (
        f"(NOT {a}.is_gathering OR {b}.form = 'service') AND (NOT {b}.is_gathering OR {a}.form = 'service')"
    )
