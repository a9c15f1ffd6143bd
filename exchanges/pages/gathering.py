"""What pages show of one time of a gathering: names only to those who come and to its author."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import ngettext

from members import speaking
from members.models import Person
from members.viewers import Viewer
from mutualaid.base import hanging
from mutualaid.base.grid import Cell
from mutualaid.base.network import local_today
from mutualaid.base.notes import Fact

from .. import gatherings, permissions, wording
from ..forms import ComingForm, JoinForm
from ..models import Coming, Occurrence, Post


def asked(time: Occurrence, viewer: Viewer) -> Iterator[hanging.Rows]:
    """What `panel` reads: the places that this member is told of, and for whom an organizer may speak.

    Nothing where it is no gathering.
    """
    assert viewer.person is not None
    if time.post.is_gathering:
        there = time.comings.exclude(status=Coming.Status.CANCELLED)
        yield hanging.Rows(there.visible_to(viewer), "person")
        if viewer.is_organizer:
            yield hanging.Rows(speaking.neighbours(viewer.person))


def panel(
    time: Occurrence,
    viewer: Viewer,
    read: Sequence[list[Any]] = (),
    *,
    form: JoinForm | None = None,
    changes: dict[int, ComingForm] | None = None,
) -> dict[str, Any]:
    """Everything that `exchanges/_gathering.html` shows of `time` to a member. `read`: what was `asked`.

    `form`, `changes`: what they filled in to join, or for a place (by id), to be corrected. `mine`: their own
    places, and those of neighbours by phone for whom they speak. `guests` and `waiting` are empty for whoever
    is told no names.
    """
    me = viewer.person
    assert me is not None
    post, on = time.post, gatherings.is_on(time)
    seen, *neighbours = read or hanging.together(*asked(time, viewer))
    for coming in seen:
        coming.occurrence = time
    mine = [coming for coming in seen if permissions.acts_for(me, coming.person)]
    line = _line(time, mine)
    is_host = permissions.can_change_post(me, post)
    is_inside = is_host or any(coming.status == Coming.Status.COMING for coming in mine)
    return {
        "time": time,
        "url": time.get_absolute_url(),
        "count": count(time),
        "bring": [line.strip() for line in post.bring.splitlines() if line.strip()],
        "is_on": on,
        "is_over": bool(time.done) or time.is_past(local_today()),
        "is_called_off": gatherings.is_called_off(time),
        "is_full": time.left == 0,
        "is_host": is_host,
        "is_inside": is_inside,
        "mine": [_place(coming, me, line, (changes or {}).get(coming.pk)) for coming in mine],
        "guests": [coming for coming in seen if is_inside and coming.status == Coming.Status.COMING],
        "waiting": [coming for coming in seen if is_host and coming.status == Coming.Status.WAITING],
        "form": (form or _join_form(time, me, mine, *neighbours)) if on and post.is_open else None,
        "is_form_for_others": is_host or bool(mine),
        "can_settle": is_host and _can_settle(time),
        "other_times": _other_times(post, time),
        "me": me,
    }


def facts(time: Occurrence, viewer: Viewer) -> list[Fact]:
    """Where, and when this time is."""
    cell = Cell(*time.post.cell) if time.post.cell else None
    found = [
        ("map-pin", wording.far(cell, viewer.cell), ""),
        ("clock", wording.when(is_standing=False, **_days(time)), ""),
    ]
    return [fact for fact in found if fact[1]]


def count(time: Occurrence) -> str:
    """ "4 of 6 come", "4 people come" where nobody counts places; after the day "5 people came"."""
    if time.done:
        return ngettext("%(count)s person came", "%(count)s people came", time.done) % {"count": time.done}
    if time.quantity is None and time.promised:
        come = ngettext("%(count)s person comes", "%(count)s people come", time.promised)
        return come % {"count": time.promised}
    return wording.come(time.quantity, time.left)


def candidates(time: Occurrence, viewer: Viewer) -> list[Person]:
    """For whom the viewer may say "count me in": themselves, and neighbours by phone whom they entered."""
    me = viewer.person
    assert me is not None
    mine = time.comings.exclude(status=Coming.Status.CANCELLED).of(me)
    return _candidates(time, me, mine, speaking.neighbours(me) if viewer.is_organizer else [])


def _candidates(
    time: Occurrence, me: Person, mine: Iterable[Coming], neighbours: Iterable[Person]
) -> list[Person]:
    """`mine`: their places and those of these neighbours."""
    there = {coming.person_id for coming in mine}
    people = [one for one in (me, *neighbours) if one.pk not in there]
    return [one for one in people if permissions.can_join(me, one, time.post)]


def _join_form(
    time: Occurrence, me: Person, mine: Iterable[Coming], neighbours: Iterable[Person] = ()
) -> JoinForm | None:
    found = _candidates(time, me, mine, neighbours)
    return JoinForm(me=me, candidates=found) if found else None


def _line(time: Occurrence, mine: list[Coming]) -> list[int]:
    """Who waits, in order; asked only for somebody who stands in it."""
    if not any(coming.status == Coming.Status.WAITING for coming in mine):
        return []
    return list(time.comings.waiting().values_list("pk", flat=True))


def _place(coming: Coming, me: Person, line: list[int], form: ComingForm | None) -> dict[str, Any]:
    """One of their own: whose, how to change it, and its number in the line."""
    return {
        "coming": coming,
        "name": "" if coming.person_id == me.pk else coming.person.name,
        "form": form or change_form(coming),
        "number": line.index(coming.pk) + 1 if coming.pk in line else None,
    }


def change_form(coming: Coming, data: Any = None) -> ComingForm:
    """There may be several on the page."""
    said = {"people": coming.people, "brings": coming.brings}
    return ComingForm(data, initial=said, prefix=coming.person.public_id)


def _can_settle(time: Occurrence) -> bool:
    """Its day has come, and nobody has said yet whether it took place."""
    has_come = time.from_day is not None and time.from_day <= local_today()
    return has_come and bool(time.promised) and not gatherings.is_called_off(time)


def _other_times(post: Post, time: Occurrence) -> list[dict[str, Any]]:
    """The next other times of one that comes again: when, how many come, and its page."""
    if not post.rule:
        return []
    return [
        {
            "when": wording.when(is_standing=False, **_days(other)),
            "count": count(other),
            "url": other.get_absolute_url(),
        }
        for other in post.occurrences.all()
        if other.pk != time.pk and not other.is_skipped and not other.is_past(local_today())
    ]


def _days(time: Occurrence) -> dict[str, Any]:
    return {name: getattr(time, name) for name in ("from_day", "until_day", "from_time", "until_time")}
