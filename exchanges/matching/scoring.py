"""How well a request and an offer fit, and why. Pure: what is compared goes in, points and reasons come out.

    score(request, offer, alike=40)     # Score(points=87, reasons=("same", "here", "language"))

The points are few whole numbers below, so that they can be read, argued about, and said again in SQL for a
whole board at once (`twin`; a test holds the two equal). How much the words of the two are alike, 0 to 100,
only the database can say, and hands in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutualaid.base.grid import Cell, rank_between

from .. import slots


class Reason(StrEnum):
    """Why two fit. What each says to a neighbour stands in `why`."""

    SAME = "same"
    MEANT = "meant"
    PART = "part"
    BESIDE = "beside"
    HERE = "here"
    NEXT = "next"
    NEAR = "near"
    ABOUT5 = "about5"
    TIMES = "times"
    LANGUAGE = "language"
    ENOUGH = "enough"
    WORDS = "words"


# What it is about: the same need, one that the words of either mean, a part of the other's, or beside it.
NEED = {Reason.SAME: 40, Reason.MEANT: 32, Reason.PART: 28, Reason.BESIDE: 12}
# By the rank of the band between their squares, and where one of them needs no place.
PLACE = (20, 16, 11, 5, 0)
PLACES = (Reason.HERE, Reason.NEXT, Reason.NEAR, Reason.ABOUT5)
NO_PLACE = 12
# As far as one of them goes; beyond what both said, or what the only one said who did.
GOES, TOO_FAR, FARTHER = 4, -30, -8
# A part of the week that suits both, none, and days that do not meet at all.
TIMES, OTHER_TIMES, OTHER_DAYS = 8, -20, -30
LANGUAGE, NO_LANGUAGE = 6, -4
FORM, OTHER_FORM = 4, -12
MODE = 4
ENOUGH = 3
# The most that words alone are worth, and from which likeness on they are a reason to name.
WORDS, LIKE = 30, 30
# With less than this, two posts do not fit.
LEAST = 45

Points = tuple[int, Reason | None]


@dataclass(frozen=True, kw_only=True)
class Side:
    """What of a post is compared. `needs`, `up` (what they are part of), `meant` (by its words) and
    `languages` are bits; `goes` is the rank of a band; `left` None means as many as are wanted."""

    needs: int
    up: int = 0
    meant: int = 0
    form: str = "resource"
    mode: str = "give"
    cell: Cell | None = None
    goes: int | None = None
    languages: int = 0
    slots: int = 0
    from_day: date | None = None
    until_day: date | None = None
    is_recurring: bool = False
    left: int | None = 1


@dataclass(frozen=True)
class Score:
    """`reasons` in the order in which they are said. `fits`: worth suggesting."""

    points: int
    reasons: tuple[Reason, ...] = ()

    @property
    def fits(self) -> bool:
        return self.points >= LEAST


def score(request: Side, offer: Side, alike: int = 0) -> Score:
    """The points of a pair; none where the two are about nothing in common."""
    need = _need(request, offer)
    if need is None:
        return Score(0)
    found = [(NEED[need], need), *_rest(request, offer, alike)]
    return Score(max(0, sum(points for points, _ in found)), tuple(reason for _, reason in found if reason))


def _rest(request: Side, offer: Side, alike: int) -> Iterator[Points]:
    yield alike * WORDS // 100, Reason.WORDS if alike >= LIKE else None
    yield from _place(request, offer)
    yield _times(request, offer)
    yield _language(request, offer)
    yield _amount(request, offer)
    yield (FORM if request.form == offer.form else OTHER_FORM), None
    yield (MODE if request.mode == offer.mode else 0), None


def _need(a: Side, b: Side) -> Reason | None:
    if a.needs & b.needs:
        return Reason.SAME
    if (a.needs | a.meant) & (b.needs | b.meant):
        return Reason.MEANT
    if a.needs & b.up or a.up & b.needs:
        return Reason.PART
    return Reason.BESIDE if a.up & b.up else None


def _place(a: Side, b: Side) -> Iterator[Points]:
    if a.cell is None or b.cell is None:
        yield NO_PLACE, None
        return
    far = rank_between(a.cell, b.cell)
    yield PLACE[far], PLACES[far] if far < len(PLACES) else None
    said = [side.goes for side in (a, b) if side.goes is not None]
    if said:
        beyond = TOO_FAR if len(said) == 2 else FARTHER
        yield (GOES if far <= max(said) else beyond), None


def _times(a: Side, b: Side) -> Points:
    if not (a.is_recurring or b.is_recurring) and (_over_before(a, b) or _over_before(b, a)):
        return OTHER_DAYS, None
    if not slots.meet(a.slots, b.slots):
        return OTHER_TIMES, None
    return (TIMES, Reason.TIMES) if a.slots and b.slots else (0, None)


def _over_before(a: Side, b: Side) -> bool:
    return a.until_day is not None and b.from_day is not None and a.until_day < b.from_day


def _language(a: Side, b: Side) -> Points:
    if a.languages & b.languages:
        return LANGUAGE, Reason.LANGUAGE
    return (NO_LANGUAGE if a.languages and b.languages else 0), None


def _amount(request: Side, offer: Side) -> Points:
    """Does the offer alone have all that is asked for? Said only where that is more than one."""
    if request.left is not None and offer.left is not None and offer.left < request.left:
        return 0, None
    return ENOUGH, Reason.ENOUGH if request.left is not None and request.left > 1 else None
