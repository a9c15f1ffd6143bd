"""How well a request and an offer fit, and why. Pure: what is compared goes in, points and reasons come out.

    score(request, offer, alike=40)     # Score(points=87, reasons=("same", "here", "language"))

This is where the rules are to be read; what scores is their twin in SQL (`twin`), which reads no row in vain
and which tests hold equal to this. The points are few whole numbers below, so that they can be argued about;
the twin takes them from here. How much the words of the two are alike, 0 to 100, and whether they name other
things, only the database can say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutualaid.base.grid import Cell, rank_between

from ..calendar import slots


class Reason(StrEnum):
    """Why two fit. What each says to a neighbour stands in `why`."""

    SAME = "same"
    MEANT = "meant"
    SHARED = "shared"
    PART = "part"
    HINT = "hint"
    BESIDE = "beside"
    HERE = "here"
    NEXT = "next"
    NEAR = "near"
    ABOUT5 = "about5"
    TIMES = "times"
    OTHER_TIMES = "other_times"
    LANGUAGE = "language"
    ENOUGH = "enough"
    WORDS = "words"


# What it is about: the same need; one that the words of both mean and one of them chose; one of several,
# where each is about something else too; a part of the other's; one that only the words of one mean, or that
# neither chose; one beside it. What words mean and what is beside it counts only where both are a thing, or
# both something to do.
NEED = {
    Reason.SAME: 40,
    Reason.MEANT: 32,
    Reason.SHARED: 28,
    Reason.PART: 28,
    Reason.HINT: 20,
    Reason.BESIDE: 12,
}
# By the rank of the band between their squares, and where one of them needs no place.
PLACE = (20, 16, 11, 5, -10)
PLACES = (Reason.HERE, Reason.NEXT, Reason.NEAR, Reason.ABOUT5)
NO_PLACE = 12
# As far as one of them goes; beyond what both said, or what the only one said who did.
GOES, TOO_FAR, FARTHER = 4, -30, -8
# A part of the week that suits both, none, and days that do not meet at all.
TIMES, OTHER_TIMES, OTHER_DAYS = 8, -30, -30
LANGUAGE, NO_LANGUAGE = 6, -4
FORM, OTHER_FORM = 4, -12
# Two things of one kind that are not the same: jam jars for whoever asks for a mattress.
OTHER_THINGS = -12
MODE = 4
ENOUGH = 3
# The most that words alone are worth, and from which likeness on they are a reason to name.
WORDS, LIKE = 20, 30
# With less than this, two posts do not fit; nor with less for what they are about alone (need, words and
# form): what is near and in time is no help to somebody who asked for something else.
LEAST, ABOUT = 51, 30

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
    """`reasons` in the order in which they are said; `about`: those of the points that say what the two
    are about. `fits`: worth suggesting."""

    points: int
    reasons: tuple[Reason, ...] = ()
    about: int = 0

    @property
    def fits(self) -> bool:
        return self.points >= LEAST and self.about >= ABOUT


def score(request: Side, offer: Side, alike: int = 0, *, other_things: bool = False) -> Score:
    """The points of a pair; none where the two are about nothing in common."""
    need = _need(request, offer)
    if need is None:
        return Score(0)
    about = [(NEED[need], need), *_about(request, offer, alike), (OTHER_THINGS * other_things, None)]
    found = [*about, *_rest(request, offer)]
    return Score(
        points=max(0, sum(points for points, _ in found)),
        reasons=tuple(reason for _, reason in found if reason),
        about=sum(points for points, _ in about),
    )


def _about(request: Side, offer: Side, alike: int) -> Iterator[Points]:
    yield alike * WORDS // 100, Reason.WORDS if alike >= LIKE else None
    yield (FORM if request.form == offer.form else OTHER_FORM), None


def _rest(request: Side, offer: Side) -> Iterator[Points]:
    yield from _place(request, offer)
    yield _times(request, offer)
    yield _language(request, offer)
    yield _amount(request, offer)
    yield (MODE if request.mode == offer.mode else 0), None


def _need(a: Side, b: Side) -> Reason | None:
    """A wide need counts only where nothing closer was chosen beside it: "Company, Calls" is about calls."""
    mine, theirs = a.needs & ~a.up, b.needs & ~b.up
    both = mine & theirs
    if both and both in (mine, theirs):
        return Reason.SAME
    same_form = a.form == b.form
    if same_form and a.meant & b.meant & (mine | theirs):
        return Reason.MEANT
    if both:
        return Reason.SHARED
    if mine & b.up or a.up & theirs:
        return Reason.PART
    if same_form and (mine | a.meant) & (theirs | b.meant):
        return Reason.HINT
    return Reason.BESIDE if same_form and a.up & b.up else None


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
        return OTHER_DAYS, Reason.OTHER_TIMES
    if not slots.meet(a.slots, b.slots):
        return OTHER_TIMES, Reason.OTHER_TIMES
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
