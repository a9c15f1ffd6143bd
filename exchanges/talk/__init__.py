"""What the page of a conversation shows: what was said and settled, in the flow of time; what comes next."""

from typing import Any

from members.viewers import Viewer
from mutualaid.base import hanging

from .. import threads
from ..forms.thread import HandoverForm, MessageForm, TellForm
from ..models import Exchange, Handover, Thread
from . import flow, times, told
from .reader import Reader

__all__ = ["context", "show"]


def context(thread: Thread, viewer: Viewer, *, focus: str = "") -> dict[str, Any]:
    """What `exchanges/_thread.html` takes, with forms that are still empty.

    `focus`: where whoever just did something goes on: "words" to write more, "last" to see what came of it.
    """
    talk = show(thread, viewer)
    tell_form = None
    if talk["can_tell"] and viewer.person and thread.exchange:
        tell_form = TellForm(by=viewer.person, exchange=thread.exchange)
    return {
        "talk": talk,
        "focus": focus,
        "message_form": MessageForm(is_next=focus == "words"),
        "time_form": HandoverForm() if talk["can_propose"] else None,
        "tell_form": tell_form,
        "problem": "",
    }


def show(thread: Thread, viewer: Viewer) -> dict[str, Any]:
    """`thread`; `flow`: what was said and done in order; `closed`: why nobody can write now, or "".

    `read_until`: up to when they have read once they saw all of it; None where nothing is new to them.
    `times`: what is agreed or proposed; `can_propose` and `can_tell`: whether there is a form for more. A
    gathering's conversation has none of these. Raises `NotAllowed` for somebody who takes no part.
    """
    reader = Reader.of(thread, viewer)
    settled = _settled(reader.exchange) if reader.exchange else None
    readings = settled.thread.readings if settled else thread.readings.filter(person=reader.by)
    reading = next((one for one in readings.all() if one.person_id == reader.by.pk), None)
    items, found = flow.messages(reader), list[Handover]()
    if reader.exchange and settled:
        found = list(settled.handovers.all())
        items += flow.steps(reader, reader.exchange, settled.events.all())
        items += times.lines(reader, reader.exchange, found)
        items += told.lines(reader, reader.exchange, settled.reveals.all())
    items.sort(key=lambda item: item["at"])
    news = [item for item in items if not item["is_mine"] and (not reading or item["at"] > reading.read_at)]
    return {
        "thread": thread,
        "swap": reader.exchange,
        "other_name": reader.name_of(reader.other) if reader.other else "",
        "flow": list(flow.in_time(items, news[0] if news and reading else None)),
        "closed": threads.why_closed(thread),
        "read_until": news[-1]["at"] if news else None,
        **_next(reader, reader.exchange, found),
    }


def _settled(exchange: Exchange) -> Exchange:
    """The swap with all that was done and settled in it, and who read how far. One statement."""
    rows = Exchange.objects.filter(pk=exchange.pk).with_blocks()
    paths = ("events__by", "handovers__proposed_by", "reveals__person", "thread__readings")
    found: Exchange = hanging.fetch(rows, *paths)[0]
    return found


def _next(reader: Reader, exchange: Exchange | None, found: list[Handover]) -> dict[str, Any]:
    if exchange is None:
        return {"times": [], "can_propose": False, "can_tell": False}
    return {
        "times": times.standing(reader, exchange, found),
        "can_propose": times.can_propose(reader, exchange),
        "can_tell": told.can_tell(exchange),
    }
