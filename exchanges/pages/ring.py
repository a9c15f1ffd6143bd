"""What the page of a ring shows: a drawing of who gives to whom, and one's own part of it in words."""

from collections.abc import Iterable
from math import cos, pi, sin
from typing import Any

from django.utils.translation import gettext as _

from members.models import Person
from members.viewers import Viewer
from mutualaid.base.hanging import Rows

from .. import permissions
from ..models import Ring, RingPart

# A drawing 320 wide and as high as it has to be, each person on a circle around its middle.
MIDDLE, RADIUS, DISC, AIR = 160, 112, 44, 4
# How much of that circle, in radians, half a disc takes with some air, and the tip of an arrow.
RIM, TIP = (DISC + 6) / RADIUS, 6 / RADIUS
LONGEST_NAME = 9


def ring_page(ring: Ring, viewer: Viewer) -> dict[str, Any]:
    """`steps`: who gives to whom, with posts where they are the viewer's; `mine`: for whom they answer."""
    me = viewer.person
    assert me is not None
    parts = _parts(ring)
    own = {part.giver_id for part in parts if permissions.acts_for(me, part.giver)}
    return {
        "ring": ring,
        "title": title(len(parts)),
        "drawing": drawing([part.giver.called for part in parts]),
        "steps": [_step(part, own, me) for part in parts],
        "mine": [part for part in parts if part.giver_id in own],
        "in_already": sum(part.answer == RingPart.Answer.YES for part in parts),
    }


def that_wait(viewer: Viewer) -> Rows:
    """The viewer's rings that wait, for `lines`."""
    return Rows(Ring.objects.visible_to(viewer).proposed(), "parts__giver")


def lines(rings: Iterable[Ring], me: Person) -> list[dict[str, Any]]:
    """Rings that wait, one's own answer first: `ring`, `title`, `names`, `in_already` of `size`,
    `waits_for_me`."""
    found = [_line(ring, me) for ring in rings]
    return sorted(found, key=lambda line: not line["waits_for_me"])


def title(size: int) -> str:
    """What a ring of so many is called."""
    return {2: _("A swap both ways"), 3: _("A three-way swap"), 4: _("A four-way swap")}[size]


def drawing(names: list[str]) -> dict[str, Any]:
    """How `high` it is, where to draw each person (`people`: x, y, name; `disc`: radius) and each arrow."""
    angles = [2 * pi * number / len(names) - pi / 2 for number in range(len(names))]
    spots = [(MIDDLE + RADIUS * cos(angle), MIDDLE + RADIUS * sin(angle)) for angle in angles]
    people = [
        {"x": round(x), "y": round(y), "name": _short(name)}
        for (x, y), name in zip(spots, names, strict=True)
    ]
    turn = 2 * pi / len(names)
    return {
        "people": people,
        "disc": DISC,
        "arrows": [_arc(angle + RIM, angle + turn - RIM - TIP) for angle in angles],
        "high": max(MIDDLE + RADIUS, *(round(y) + DISC for _x, y in spots)) + AIR,
    }


def _arc(start: float, end: float) -> str:
    x1, y1, x2, y2 = (
        round(MIDDLE + RADIUS * turn(angle), 1) for angle in (start, end) for turn in (cos, sin)
    )
    is_large = int(end - start > pi)
    return f"M{x1} {y1}A{RADIUS} {RADIUS} 0 {is_large} 1 {x2} {y2}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _parts(ring: Ring) -> list[RingPart]:
    related = ("giver__user", "receiver__user", "offer__post", "request__post", "exchange")
    return list(ring.parts.select_related(*related).order_by("position"))


def _step(part: RingPart, own: set[int], me: Person) -> dict[str, Any]:
    """The posts of a step are for its two only: what others need is not told around."""
    is_mine = part.giver_id in own or permissions.acts_for(me, part.receiver)
    return {
        "giver": _name(part.giver, me),
        "receiver": _name(part.receiver, me),
        "said": _said(part, me),
        "is_in": part.answer == RingPart.Answer.YES,
        "offer": part.offer.post if is_mine else None,
        "request": part.request.post if is_mine else None,
        "swap": part.exchange if is_mine else None,
        "i_give": part.giver_id in own,
    }


def _name(person: Person, me: Person) -> str:
    return _("You") if person.pk == me.pk else person.called


def _said(part: RingPart, me: Person) -> str:
    """ "Ben is in", "You have not answered yet"."""
    if part.giver_id == me.pk:
        return _("You are in") if part.answer == RingPart.Answer.YES else _("You have not answered yet")
    return _("%(name)s %(answer)s") % {"name": part.giver.called, "answer": part.get_answer_display()}


def _line(ring: Ring, me: Person) -> dict[str, Any]:
    parts = list(ring.parts.all())
    own = [part for part in parts if permissions.acts_for(me, part.giver)]
    return {
        "ring": ring,
        "title": title(len(parts)),
        "names": ", ".join(part.giver.called for part in parts if part not in own),
        "in_already": sum(part.answer == RingPart.Answer.YES for part in parts),
        "size": len(parts),
        "waits_for_me": any(part.answer == RingPart.Answer.WAITING for part in own),
        "mine": own,
    }
