"""The phone tree of a pod: who calls whom. Pure: what each agreed to goes in, who calls whom comes out.

It is shallow, since each step down is another call to wait for; nobody has more than five to call; whoever
does not want to meet somebody never calls them, and nothing says why. Mended, it moves as few as it can: on
paper at home stands whom one calls.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_CALLS = 5

Pair = frozenset[int]
Cost = Callable[[], tuple[int, ...]]


class Reached(StrEnum):
    """How somebody wants to be reached."""

    CALL = "call"
    KNOCK = "knock"
    NOT = ""


class Why(StrEnum):
    """Why somebody has no place in the tree."""

    NOT_AGREED = "not_agreed"
    NOBODY_STARTS = "nobody_starts"
    NOBODY_CAN = "nobody_can"
    ALL_BUSY = "all_busy"


@dataclass(frozen=True)
class Someone:
    """`calls_in`: the languages in which they call others; none, and they do not. `knocks`: they go to doors.

    `times`: parts of the day at which they can, none is at any time. `only_by`: the one who promised to look
    after somebody without a phone.
    """

    key: int
    reached: Reached = Reached.NOT
    speaks: frozenset[str] = frozenset()
    calls_in: frozenset[str] = frozenset()
    knocks: bool = False
    times: frozenset[str] = frozenset()
    only_by: int | None = None

    @property
    def leads(self) -> bool:
        """Somebody may hang below them."""
        return bool(self.calls_in) or self.knocks


@dataclass(frozen=True)
class Tree:
    """`callers`: by whom each is called. `left_out`: who has no place, and why."""

    top: int | None
    callers: Mapping[int, int]
    left_out: Mapping[int, Why]

    def called_by(self, key: int) -> list[int]:
        """Whom somebody calls."""
        return sorted(called for called, caller in self.callers.items() if caller == key)

    def depth(self, key: int) -> int:
        """After how many calls the word has reached them."""
        return len(list(upward(self.callers, key)))

    def order(self) -> list[int]:
        """All of them, from the top down."""
        return sorted({self.top, *self.callers} - {None}, key=lambda key: (self.depth(key), key))  # type: ignore[type-var, arg-type, return-value]


def upward(callers: Mapping[int, int], key: int) -> Iterator[int]:
    """Who calls them, who calls that one, and so on."""
    while key in callers:
        key = callers[key]
        yield key


def may_reach(caller: Someone, called: Someone, apart: Collection[Pair] = ()) -> bool:
    """Whether this one can call the other, or knock where they want that."""
    if caller.key == called.key or frozenset({caller.key, called.key}) in apart:
        return False
    if called.reached == Reached.KNOCK:
        return called.only_by == caller.key if called.only_by is not None else caller.knocks
    return called.reached == Reached.CALL and bool(caller.calls_in)


def misfit(caller: Someone, called: Someone) -> int:
    """0 where they share a language and a part of the day; a language that they lack weighs more."""
    understand = called.reached == Reached.KNOCK or bool(caller.calls_in & called.speaks)
    meet = not (caller.times and called.times) or bool(caller.times & called.times)
    return 2 * (not understand) + (not meet)


def make(
    people: Collection[Someone],
    top: int | None,
    *,
    apart: Collection[Pair] = (),
    before: Mapping[int, int] | None = None,
    most: int = MOST_CALLS,
) -> Tree:
    """The tree below `top`. `before`: the callers of the tree that there was, which stay where they can."""
    growing = _Growing({person.key: person for person in people}, top, set(apart), most)
    if before:
        growing.keep(before)
    growing.grow()
    if not before:
        growing.settle()
    return Tree(top, growing.callers, growing.left_out())


class _Growing:
    """A tree on its way. Branches that hang on nobody yet are in `callers`, too, and are tied to it whole."""

    def __init__(self, people: dict[int, Someone], top: int | None, apart: set[Pair], most: int) -> None:
        self.people, self.top, self.apart, self.most = people, top, apart, most
        self.callers: dict[int, int] = {}
        self.wanted = {key for key, person in people.items() if person.reached and key != top}
        self.fits = {
            key: [caller for caller in sorted(people) if may_reach(people[caller], people[key], apart)]
            for key in sorted(self.wanted)
        }

    # --- What is there ---

    def load(self, key: int) -> int:
        return sum(caller == key for caller in self.callers.values())

    def is_tied(self, key: int) -> bool:
        return self.top is not None and (key == self.top or self.top in upward(self.callers, key))

    def is_below(self, key: int, above: int) -> bool:
        return key == above or above in upward(self.callers, key)

    def loose(self) -> list[int]:
        """The heads of what hangs on nobody yet."""
        return [key for key in sorted(self.wanted) if key not in self.callers]

    def left_out(self) -> dict[int, Why]:
        return {
            key: self._why(person)
            for key, person in self.people.items()
            if key != self.top and key not in self.callers
        }

    def _why(self, person: Someone) -> Why:
        if not person.reached:
            return Why.NOT_AGREED
        if self.top is None:
            return Why.NOBODY_STARTS
        return Why.ALL_BUSY if any(map(self.is_tied, self.fits[person.key])) else Why.NOBODY_CAN

    # --- Growing ---

    def keep(self, before: Mapping[int, int]) -> None:
        """What still holds of the tree before: everybody stays with their caller who can."""
        for called, caller in sorted(before.items()):
            if caller in self.fits.get(called, ()) and self.load(caller) < self.most:
                self.callers[called] = caller

    def grow(self) -> None:
        """Tie what is loose until nothing more can be; a branch that fits nowhere is taken apart."""
        while self._tie() or self._make_room() or self._take_apart():
            pass
        for key in [key for key in self.callers if not self.is_tied(key)]:
            del self.callers[key]

    def _tie(self) -> bool:
        """The best of all single ties: high up, then those who bring others, who understand each other."""
        loose = self.loose()
        ties = [
            (self._rank(caller, called, loose), caller, called)
            for called in loose
            for caller in self.fits[called]
            if self.is_tied(caller) and self.load(caller) < self.most
        ]
        if ties:
            _rank, caller, called = min(ties)
            self.callers[called] = caller
        return bool(ties)

    def _rank(self, caller: int, called: int, loose: list[int]) -> tuple[int, ...]:
        people = self.people
        depth = len(list(upward(self.callers, caller)))
        brings = sum(called in self.fits[other] for other in loose)
        return (
            depth,
            not people[called].leads,
            -min(brings, self.most),
            misfit(people[caller], people[called]),
            self.load(caller),
        )

    def _make_room(self) -> bool:
        """Somebody who could call one that is loose has five: hand one of theirs on to another."""
        return any(
            self._room_at(caller, frozenset()) and self._hang(called, caller)
            for called in self.loose()
            for caller in self.fits[called]
            if self.is_tied(caller)
        )

    def _room_at(self, caller: int, asked: frozenset[int]) -> bool:
        """Make room at `caller`, through others in a row where it must be."""
        if self.load(caller) < self.most:
            return True
        for called in [key for key, by in self.callers.items() if by == caller]:
            for other in self.fits[called]:
                if other == caller or other in asked or not self.is_tied(other):
                    continue
                if self._room_at(other, asked | {caller}) and self._hang(called, other):
                    return True
        return False

    def _hang(self, called: int, caller: int) -> bool:
        """Below this one from now on; False where that would close a circle or is one too many."""
        if self.is_below(caller, called) or self.load(caller) >= self.most:
            return False
        self.callers[called] = caller
        return True

    def _take_apart(self) -> bool:
        """A loose branch whose head nobody can take: perhaps somebody in it can be taken."""
        branch = next((key for key in self.loose() if key in self.callers.values()), None)
        for key in [key for key, by in self.callers.items() if by == branch]:
            del self.callers[key]
        return branch is not None

    # --- Settling ---

    def settle(self) -> None:
        """Better by single moves, as long as one helps: first shallow, then understood and even."""
        for cost in (self._depth, self._cost):
            while any(self._is_better_with(move, cost) for move in self._moves()):
                pass

    def _moves(self) -> Iterator[dict[int, int]]:
        """One called by somebody else; two who change their callers; two who change their places."""
        tied = sorted(self.callers)
        for called in tied:
            for caller in self.fits[called]:
                if caller != self.callers[called]:
                    yield {called: caller}
        for one in tied:
            for other in (key for key in tied if key > one):
                yield {one: self.callers[other], other: self.callers[one]}
                yield self._places_changed(one, other)

    def _places_changed(self, one: int, other: int) -> dict[int, int]:
        new = {one: other, other: one}
        return {
            new.get(called, called): new.get(caller, caller)
            for called, caller in self.callers.items()
            if {called, caller} & {one, other}
        }

    def _is_better_with(self, move: dict[int, int], cost: Cost) -> bool:
        before, was = self.callers, cost()
        self.callers = before | move
        if self._holds(move) and cost() < was:
            return True
        self.callers = before
        return False

    def _holds(self, move: dict[int, int]) -> bool:
        return all(
            caller in self.fits[called] and self.load(caller) <= self.most and self._ends(called)
            for called, caller in move.items()
        )

    def _ends(self, key: int) -> bool:
        """At the top, and not in a circle."""
        for steps, caller in enumerate(upward(self.callers, key)):
            if caller == self.top:
                return True
            if steps > len(self.callers):
                return False
        return False

    def _depths(self) -> list[int]:
        return [len(list(upward(self.callers, key))) for key in self.callers]

    def _depth(self) -> tuple[int, ...]:
        """How far down the word has to go, and to how many so far."""
        depths = self._depths()
        deepest = max(depths, default=0)
        return (deepest, depths.count(deepest))

    def _cost(self) -> tuple[int, ...]:
        depths = self._depths()
        loads: dict[int, int] = defaultdict(int)
        for caller in self.callers.values():
            loads[caller] += 1
        return (
            max(depths, default=0),
            sum(misfit(self.people[caller], self.people[called]) for called, caller in self.callers.items()),
            sum(load * load for load in loads.values()),
            sum(depths),
        )


def hand_out(
    silent: Collection[Someone],
    awake: Collection[Someone],
    *,
    callers: Mapping[int, int],
    apart: Collection[Pair] = (),
    loads: Mapping[int, int] | None = None,
    most: int = MOST_CALLS,
) -> dict[int, int]:
    """Who calls whom of those who gave no answer: their own caller where that one is awake, or another.

    First those to whom fewest can go, then those who call others themselves, then from the top down. `loads`:
    how many each has to call already. Whoever is in no list that comes back waits until more are awake.
    """
    loads, lists = dict(loads or {}), {}
    for called in sorted(silent, key=lambda one: _turn(one, callers)):
        can = [by for by in awake if may_reach(by, called, apart) and loads.get(by.key, 0) < most]
        if can:
            own, above = callers.get(called.key), set(upward(callers, called.key))
            best = min(
                can,
                key=lambda by: (
                    by.key != own,
                    misfit(by, called),
                    by.key not in above,
                    loads.get(by.key, 0),
                    by.key,
                ),
            )
            lists[called.key] = best.key
            loads[best.key] = loads.get(best.key, 0) + 1
    return lists


def _turn(one: Someone, callers: Mapping[int, int]) -> tuple[bool, bool, int, int]:
    return (one.reached != Reached.KNOCK, not one.leads, len(list(upward(callers, one.key))), one.key)
