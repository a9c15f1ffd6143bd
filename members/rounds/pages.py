"""What the pages of rounds and of the phone tree show, made of rows: no query hides in a template."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.hanging import Rows

from ..models import CheckIn, Person, Pod, PodReach, Round
from ..pods.sections import Building
from ..viewers import Viewer
from . import people as peoples
from . import permissions, requests, telling, tree
from .people import People
from .tree import Why

State = CheckIn.State
# Who needs something first; then those of whom nobody knows.
ORDER = {State.NEED: 0, State.UNREACHED: 1, State.WAITING: 2, State.OK: 3}
WHY = {
    Why.NOT_AGREED: _("has not said how to be reached"),
    Why.NOBODY_STARTS: _("neither point person nor backup can call"),
    Why.NOBODY_CAN: _("nobody can call or knock there"),
    Why.ALL_BUSY: _("those who could have five to call already"),
}
ICONS = {
    State.OK: "circle-check",
    State.NEED: "hand-helping",
    State.UNREACHED: "phone-off",
    State.WAITING: "clock",
}


def seen(found: Round, viewer: Viewer) -> list[CheckIn]:
    """Who is asked, but for those whom the viewer does not meet: they are in no list and in no count."""
    return list(met(found, viewer).select_related("person", "neighbour", "caller", "said_by"))


def met(found: Round, viewer: Viewer) -> QuerySet[CheckIn]:
    """Not who is blocked; neighbours without a phone are known to their pod only, not to organizers."""
    rows = found.check_ins.exclude(person__in=viewer.blocked) if viewer.blocked else found.check_ins.all()
    return rows if found.pod_id in viewer.pods else rows.filter(neighbour=None)


def part(pod: Pod, viewer: Viewer) -> Building:
    """What stands of it on the pod's own page."""
    me: Any = viewer.person
    now = pod.rounds.open()  # at most one
    rounds, asked, said = yield [
        Rows(now, "pod"),
        Rows(CheckIn.objects.filter(round__in=now, person=me)),
        Rows(PodReach.objects.filter(membership__pod=pod, membership__person=me)),
    ]
    found, mine = (next(iter(rows), None) for rows in (rounds, asked))
    return {
        "pod": pod,
        "open": found,
        "comes_first": found is not None,
        "url": telling.round_url(found) if found else "",
        "is_answered": mine is None or mine.is_answered,
        "can_start": found is None and permissions.can_start(me, pod),
        "said": bool(said),
    }


@dataclass(frozen=True)
class Line:
    """How one is, as those read it who look after the pod. Names that they do not meet are left out."""

    one: CheckIn
    words: str
    caller: str
    heard_by: str
    request: str
    can_take: bool
    can_mark: bool

    @property
    def icon(self) -> str:
        return ICONS[State(self.one.state)]


def counts(rows: Iterable[CheckIn]) -> list[tuple[str, str, int]]:
    """How many are how: `(state, in words, number)`."""
    number = Counter(row.state for row in rows)
    return [(state, str(state.label), number[state]) for state in State]


def kept_counts(found: Round) -> list[tuple[str, str, int]]:
    """The same of one that is over."""
    waiting = found.asked - found.ok - found.need - found.unreached
    number = {"ok": found.ok, "need": found.need, "unreached": found.unreached, "waiting": waiting}
    return [(state, str(state.label), number[state]) for state in State]


def round_page(found: Round, viewer: Viewer) -> dict[str, Any]:
    """One round: my own answer, whom I call, how all are."""
    me: Any = viewer.person
    rows = seen(found, viewer) if found.ended_at is None else []
    mine = next((row for row in rows if row.person_id == me.pk), None)
    oversees = permissions.can_oversee(me, found.pod)
    to_call = [row for row in rows if row.caller_id == me.pk]
    return {
        "round": found,
        "pod": found.pod,
        "now": timezone.now(),
        "counts": counts(rows) if found.ended_at is None else kept_counts(found),
        "mine": mine,
        "request_url": requests.path_for(mine) if mine and mine.state == State.NEED else "",
        "to_call": sum(not row.is_answered for row in to_call),
        "called": len(to_call),
        "oversees": oversees,
        "lines": _lines(found, rows, viewer) if oversees else [],
    }


def _lines(found: Round, rows: list[CheckIn], viewer: Viewer) -> list[Line]:
    me: Any = viewer.person
    leads = permissions.leads_pod(me, found.pod)
    lines = [
        Line(
            one=row,
            words=row.words if leads or me.pk in (row.person_id, row.caller_id) else "",
            caller=_name(row.caller, viewer),
            heard_by=_name(row.said_by, viewer)
            if row.is_answered and row.said_by_id != row.person_id
            else "",
            request=requests.path_for(row) if leads and row.state == State.NEED else "",
            can_take=leads and row.caller_id != me.pk and row.person_id != me.pk and not row.is_answered,
            can_mark=row.person_id != me.pk,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (ORDER[State(line.one.state)], line.one.name.lower(), line.one.pk))


def _name(person: Person | None, viewer: Viewer) -> str:
    return "" if person is None or person.pk in viewer.blocked else person.name


# --- Whom I call ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """One on a caller's list. `number` once they asked for it; `how`: to knock; `speaks` in languages."""

    one: CheckIn
    number: str
    knock: bool
    how: str
    request: str


def call_page(found: Round, viewer: Viewer) -> dict[str, Any]:
    """My list: who is not answered yet comes first."""
    me: Any = viewer.person
    rows = [row for row in seen(found, viewer) if row.caller_id == me.pk] if found.is_open else []
    reach = {one.membership.person_id: one for one in _reaches(found.pod, rows)}
    calls = [_call(row, reach.get(row.person_id or 0)) for row in rows]
    return {
        "round": found,
        "pod": found.pod,
        "calls": sorted(calls, key=lambda call: (call.one.is_answered, call.one.tries, call.one.pk)),
        "hidden": sum(not call.knock and call.one.shown_at is None for call in calls),
    }


def _call(row: CheckIn, reach: PodReach | None) -> Call:
    is_knock = row.neighbour is not None or (reach is not None and reach.reached == PodReach.Reached.KNOCK)
    return Call(
        one=row,
        number=reach.number if reach and row.shown_at and not is_knock else "",
        knock=is_knock,
        how=row.neighbour.how if row.neighbour else "",
        request=requests.path_for(row) if row.state == State.NEED else "",
    )


def _reaches(pod: Pod, rows: list[CheckIn]) -> QuerySet[PodReach]:
    people = [row.person_id for row in rows if row.person_id]
    found = PodReach.objects.filter(membership__pod=pod, membership__person__in=people)
    return found.select_related("membership")


# --- The tree -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Branch:
    """Somebody in the tree, and those whom they reach."""

    key: int
    name: str
    is_knock: bool
    below: list["Branch"]


def tree_page(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """My own place in the tree; for whoever looks after the pod all of it."""
    me: Any = viewer.person
    people = peoples.of(pod)
    found = peoples.tree_of(pod, people)
    can_print = permissions.can_print(me, pod)
    by = found.callers.get(me.pk)
    return {
        "pod": pod,
        "is_in_pod": me.pk in people.places,
        "said": me.pk in people.places and hasattr(people.places[me.pk], "reach"),
        "called_by": people.name(by) if by is not None else "",
        "to_call": [people.name(key) for key in found.called_by(me.pk)],
        "is_top": found.top == me.pk,
        "can_print": can_print,
        "whole": _branch(found.top, people, found, viewer) if can_print and found.top else None,
        "left_out": _left_out(people, found, viewer) if can_print else [],
        "neighbours": _by_phone(people, viewer),
    }


def _branch(key: int, people: People, found: tree.Tree, viewer: Viewer) -> Branch:
    """With those below; somebody whom the viewer does not meet has no name, and theirs move up to them."""
    below = [_branch(one, people, found, viewer) for one in found.called_by(key)]
    name = "" if key in viewer.blocked else people.name(key)
    return Branch(key, name, people.someone(key).reached == tree.Reached.KNOCK, below)


def _left_out(people: People, found: tree.Tree, viewer: Viewer) -> list[tuple[str, str]]:
    """`(name, why)` of who has no place."""
    shown = [(key, why) for key, why in found.left_out.items() if key not in viewer.blocked]
    return sorted((people.name(key), str(WHY[why])) for key, why in shown)


def _by_phone(people: People, viewer: Viewer) -> list[Person]:
    """Neighbours by phone in the pod, for whom the viewer says how they are reached."""
    me: Any = viewer.person
    found = [place for key, place in people.places.items() if key != me.pk]
    return [place.person for place in found if permissions.can_say_reach(me, place)]


# --- On paper -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One on a caller's card."""

    name: str
    number: str
    is_knock: bool


@dataclass(frozen=True)
class Card:
    """A caller's own part: `calls`, and how many more there are whose names stand only on the site."""

    name: str
    called_by: str
    calls: list[Entry]
    others: int


def paper(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """The whole tree and each caller's part, of those who agreed to be on paper."""
    people = peoples.of(pod)
    found = peoples.tree_of(pod, people)
    agreed = {
        key: peoples.reach_of(place)
        for key, place in people.places.items()
        if peoples.reach_of(place).is_on_paper and key not in viewer.blocked
    }
    cards = [
        _card(key, people, found, agreed) for key in found.order() if key in agreed and found.called_by(key)
    ]
    return {"pod": pod, "cards": cards, "leads": [one.name for one in people.leads if one.pk in agreed]}


def _card(key: int, people: People, found: tree.Tree, agreed: dict[int, PodReach]) -> Card:
    below = found.called_by(key)
    by = found.callers.get(key)
    return Card(
        name=people.name(key),
        called_by=people.name(by) if by in agreed else "",
        calls=[
            Entry(people.name(one), agreed[one].number, agreed[one].reached == PodReach.Reached.KNOCK)
            for one in below
            if one in agreed
        ],
        others=sum(one not in agreed for one in below),
    )
