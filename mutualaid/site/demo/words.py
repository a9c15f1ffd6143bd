"""The shapes of the demo's texts: plain data, so that everybody can read and better them.

Days count from today: `ago` backwards, `day` forwards. A text may hold `{weekday}`: that of the day it is
about, in its own language.
"""

from dataclasses import dataclass, field
from typing import Literal

Square = tuple[int, int]  # kilometres east and north of the grid's origin: the square is 1000 m
Kind = Literal["request", "offer"]
Form = Literal["service", "resource"]
Mode = Literal["give", "lend", "together"]
State = Literal["open", "full", "done", "withdrawn", "hidden", "expired", "moderated"]
Audience = Literal["everybody", "members", "organizers"]
SwapState = Literal["proposed", "accepted", "lent", "declined", "withdrawn", "done", "failed"]


@dataclass(frozen=True)
class PersonText:
    """One neighbour. `by`: the organizer who entered them, for a neighbour by phone (no account then)."""

    key: str
    name: str
    square: Square
    languages: tuple[str, ...]
    about: str = ""
    since: int = 90  # days ago
    seen: int = 1  # days ago
    by: str = ""
    phone: str = ""
    status: str = "active"
    organizer: bool = False
    coarse: bool = False  # chose a square of 2 km

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


@dataclass(frozen=True, kw_only=True)
class PostText:
    """One note on the board. `key` is what threads call it; `day`, `at`, `hours` say when it is.

    `rule`: how often it comes round (RFC 5545); `skips`: which of its next dates is left out, if any.
    `is_asked`: after a month its author was asked whether it is still so, and has not answered yet.
    """

    key: str
    author: str
    kind: Kind
    form: Form
    needs: tuple[str, ...]
    title: str
    text: str
    ago: int
    language: str = "en"
    mode: Mode = "give"
    quantity: int = 1
    unit: str = ""
    day: int | None = None
    at: str = ""
    hours: float = 1.0
    standing: bool = False
    rule: str = ""
    skips: int | None = None
    how: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    audience: Audience | None = None  # None: what the network starts with for such a post
    pod: str = ""  # for this pod only
    named: bool = True
    gathering: bool = False
    bring: tuple[str, ...] = ()
    entered_by: str = ""  # the organizer who typed it, or the neighbour who asks for somebody else
    for_other: bool = False
    urgent: str = ""  # why it cannot wait
    state: State = "open"
    is_asked: bool = False
    reported: tuple[str, str, str] | None = None  # who told the organizers, the category, their words
    photo: str = ""  # a drawing of drawings.py
    photo_text: str = ""


@dataclass(frozen=True, kw_only=True)
class SwapText:
    """One exchange about a post, from "Count me in" `ago` days back.

    `says`: (who, hours after that, words), oldest first; `answered` and `ended` count the same hours.
    """

    post: str
    other: str
    note: str
    ago: float
    state: SwapState
    quantity: int = 1
    language: str = "en"
    answered: float = 2
    says: tuple[tuple[str, float, str], ...] = ()
    ended: float = 0  # 0: an hour after the last words
    thanks: tuple[tuple[str, str], ...] = ()
    back_in: int = 14  # days from then until a loan comes back


@dataclass(frozen=True, kw_only=True)
class GatheringText:
    """Who comes to a gathering and what they write to each other. Hours count from when it was posted.

    `joins`: (who, hours, how many, what they bring); `leaves`: (who, hours); `says`: (who, hours, words).
    """

    post: str
    joins: tuple[tuple[str, float, int, str], ...]
    leaves: tuple[tuple[str, float], ...] = ()
    says: tuple[tuple[str, float, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class RingText:
    """Neighbours who each give to the next one, proposed by an organizer `ago` days back.

    `pairs`: (offer, request), each receiver the next one's giver; `says_yes`: (who, hours after that);
    `ended`: the same hours, when each had what they asked for; `thanks`: (who, words), to who gave it.
    """

    pairs: tuple[tuple[str, str], ...]
    by: str
    ago: float
    says_yes: tuple[tuple[str, float], ...]
    ended: float = 0  # 0: it still waits
    thanks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Hours:
    """A line of opening hours: days as "MO TU", local times; nothing in `opens` means all day.

    `weeks`: weeks of the month ("1 3", "-1" the last). `ends` before `opens` runs past midnight.
    """

    days: str
    opens: str = ""
    closes: str = ""
    weeks: str = ""
    note: str = ""
    season: tuple[str, str] | None = None  # (MM-DD, MM-DD)


@dataclass(frozen=True)
class Closed:
    """An exception: closed `day` days from today, or open `opens` to `closes` instead."""

    day: int
    opens: str = ""
    closes: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ListingText:
    """One entry of the directory. `checked`: days since somebody asked; None means nobody has yet."""

    key: str
    name: str
    organization: str
    needs: tuple[str, ...]
    text: str
    street: str = ""
    number: int = 0
    place: str = ""  # "the hall behind the library"
    phone: str = ""
    kind: str = "service"
    hours: tuple[Hours, ...] = ()
    closed: tuple[Closed, ...] = ()
    by_appointment: bool = False
    communities_for: tuple[str, ...] = ()
    communities_by: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    language: str = "en"
    checked: int | None = 20
    confidential: bool = False
    alert: str = ""
    eligibility: str = ""


@dataclass(frozen=True)
class SaidText:
    """What somebody in a pod said to the others, that many days ago."""

    who: str
    ago: int
    text: str
    language: str = "en"
    announced: bool = False


@dataclass(frozen=True, kw_only=True)
class PodText:
    """One pod. `ago`: when it began. `neighbours`: name, how they are reached, and by whom.

    `skills`: by person, the codes of `members.pods.skills` and words of their own. `reach`: by person, the
    number to call them, and the languages in which they would call others. `answers`: to the round that its
    point person started this morning.
    """

    key: str
    name: str
    area: str
    squares: tuple[Square, ...]
    languages: tuple[str, ...]
    agreed: str
    openness: str
    ago: int
    point: str
    backup: str
    members: tuple[str, ...]
    neighbours: tuple[tuple[str, str, str], ...]
    skills: dict[str, tuple[tuple[str, ...], str]]
    said: tuple[SaidText, ...]
    reach: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    round: str = ""  # its words
    answers: tuple[tuple[str, str, str], ...] = ()  # who, the state, their words
