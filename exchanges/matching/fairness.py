"""Whom to tell of a new post: the few whom it fits best and who were asked least recently."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b

from django.db.models import Max, Q

from ..models import Asked, Match
from .nearest import Found
from .scoring import Reason, Score

# At most so many hear of a post, however often it is changed.
MOST_TOLD = 4
# Fits well enough to be told of, not only to be shown to whoever looks; and what counts as equally well.
WORTH, EQUAL = 60, 10
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def to_tell(post_id: int, found: Sequence[Found]) -> list[Found]:
    """One pair a person, at most MOST_TOLD minus those told already: of equals the least recently asked
    first."""
    told = set(_told(post_id))
    worth = [one for one in found if _is_worth_it(one.score) and one.post_id not in told]
    best: dict[int, Found] = {}
    for one in worth:
        best.setdefault(one.person_id, one)
    asked = _last_asked(best)
    ordered = sorted(best.values(), key=lambda one: _turn(post_id, one, asked.get(one.person_id, LONG_AGO)))
    return ordered[: max(0, MOST_TOLD - len(told))]


def _is_worth_it(score: Score) -> bool:
    """What only words say that it is about must be said in like words, or people are asked for nothing."""
    is_about = {Reason.SAME, Reason.SHARED, Reason.PART, Reason.WORDS}.intersection(score.reasons)
    return score.points >= WORTH and bool(is_about)


def _turn(post_id: int, one: Found, last: datetime) -> tuple[int, datetime, bytes]:
    chance = blake2b(f"{post_id}-{one.person_id}".encode(), digest_size=8).digest()
    return -(one.score.points // EQUAL), last, chance


def _told(post_id: int) -> list[int]:
    """The other posts of pairs with this one that somebody was told of."""
    pairs = Match.objects.filter(Q(request=post_id) | Q(offer=post_id), told_at__isnull=False)
    return [
        offer if request == post_id else request for request, offer in pairs.values_list("request", "offer")
    ]


def _last_asked(people: dict[int, Found]) -> dict[int, datetime]:
    asked = Asked.objects.filter(person__in=people).values("person").annotate(last=Max("last_at"))
    return dict(asked.values_list("person", "last"))
