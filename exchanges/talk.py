"""What the page of a conversation shows, in the flow of time: days, words, pictures, and what was settled."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from members.models import Person
from members.viewers import Viewer
from mutualaid.base.actions import NotAllowed
from mutualaid.base.network import local_today

from . import threads, wording
from .forms.thread import MessageForm
from .linked import linked
from .models import Exchange, ExchangeEvent, Message, Reading, Thread

# A step of a swap as one line: said of the one who reads it, of the other one, and of nobody.
STEPS = {
    "accept": (_lazy("You said yes"), _lazy("%(name)s said yes"), _lazy("Agreed")),
    "hand_over": (
        _lazy("You said that it changed hands"),
        _lazy("%(name)s said that it changed hands"),
        _lazy("It changed hands"),
    ),
    "ask_to_keep": (
        _lazy("You asked to keep it longer"),
        _lazy("%(name)s asked to keep it longer"),
        _lazy("Asked to keep it longer"),
    ),
    "let_keep": (_lazy("You said: keep it"), _lazy("%(name)s said: keep it"), _lazy("It stays longer")),
    "want_back": (
        _lazy("You need it back on the day that you agreed on"),
        _lazy("%(name)s needs it back on the day that you agreed on"),
        _lazy("It comes back on the day that was agreed on"),
    ),
    "set_return": (
        _lazy("You changed the day of return"),
        _lazy("%(name)s changed the day of return"),
        _lazy("The day of return changed"),
    ),
    "done": (_lazy("You said that it is done"), _lazy("%(name)s said that it is done"), _lazy("Done")),
    "did_not_happen": (
        _lazy("You said that it did not happen"),
        _lazy("%(name)s said that it did not happen"),
        _lazy("It did not happen"),
    ),
}


def context(thread: Thread, viewer: Viewer) -> dict[str, Any]:
    """What `exchanges/_thread.html` takes, with forms that are still empty."""
    return {"talk": show(thread, viewer), "message_form": MessageForm()}


def show(thread: Thread, viewer: Viewer) -> dict[str, Any]:
    """`thread`; `flow`: what was said and done in order; `closed`: why nobody can write now, or "".

    `read_until`: up to when they have read once they saw all of it; None where nothing is new to them.
    Raises `NotAllowed` for somebody who takes no part.
    """
    by = viewer.person
    mine = threads.side(by, thread)
    if by is None or mine is None:
        raise NotAllowed
    reading = Reading.objects.filter(thread=thread, person=by).first()
    items = sorted(_items(thread, viewer, mine), key=lambda item: item["at"])
    news = [item for item in items if _is_new(item, reading)]
    return {
        "thread": thread,
        "flow": list(_in_time(items, news[0] if news and reading else None)),
        "closed": threads.why_closed(thread),
        "read_until": news[-1]["at"] if news else None,
    }


def _is_new(item: dict[str, Any], reading: Reading | None) -> bool:
    return not item["is_mine"] and (reading is None or item["at"] > reading.read_at)


def _in_time(items: list[dict[str, Any]], first_new: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """With a line where another day begins, and one where begins what is new."""
    for day, of_day in groupby(items, key=lambda item: timezone.localdate(item["at"])):
        yield {"kind": "day", "day": day, "title": _day(day)}
        for item in of_day:
            if item is first_new:
                yield {"kind": "new"}
            yield item


def _items(thread: Thread, viewer: Viewer, mine: Person) -> Iterator[dict[str, Any]]:
    for message in threads.messages(thread, viewer):
        yield _message(thread, message, viewer, mine)
    if thread.exchange is not None:
        for event in thread.exchange.events.select_related("by"):
            if event.verb in STEPS:
                yield _step(thread.exchange, event, mine, thread, viewer)


def _message(thread: Thread, message: Message, viewer: Viewer, mine: Person) -> dict[str, Any]:
    is_mine = message.author_id == mine.pk
    return {
        "kind": "message",
        "at": message.created_at,
        "clock": _clock(message.created_at),
        "is_mine": is_mine,
        "name": _you(viewer, mine) if is_mine else threads.name_of(thread, message.author, _person(viewer)),
        "message": message,
        "html": linked(message.text),
        "image": getattr(message, "image", None),
    }


def _step(
    exchange: Exchange, event: ExchangeEvent, mine: Person, thread: Thread, viewer: Viewer
) -> dict[str, Any]:
    doer = _doer(exchange, event.by)
    is_mine = doer is not None and doer.pk == mine.pk
    words = STEPS[event.verb][0 if is_mine else 1 if doer else 2]
    name = threads.name_of(thread, doer, _person(viewer)) if doer else ""
    return line(event.at, "info", str(words) % {"name": name}, is_mine=is_mine)


def line(at: datetime, icon: str, text: str, *, is_mine: bool) -> dict[str, Any]:
    """Something that was settled, as one line between what was said."""
    return {"kind": "line", "at": at, "clock": _clock(at), "icon": icon, "text": text, "is_mine": is_mine}


def _doer(exchange: Exchange, by: Person | None) -> Person | None:
    """Which of the two it was, by themselves or through the organizer who acts for them."""
    for person in (exchange.giver, exchange.receiver):
        if by is not None and by.pk in {person.pk, None if person.user_id else person.entered_by_id}:
            return person
    return None


def _person(viewer: Viewer) -> Person:
    assert viewer.person is not None
    return viewer.person


def _you(viewer: Viewer, mine: Person) -> str:
    """Whoever acts for a neighbour by phone is reminded of it."""
    if _person(viewer).pk == mine.pk:
        return _("You")
    return _("You, for %(name)s") % {"name": mine.name}


def _clock(at: datetime) -> str:
    return wording.clock(timezone.localtime(at).time())


def _day(day: date) -> str:
    ago = local_today() - day
    if ago == timedelta(0):
        return _("Today")
    if ago == timedelta(days=1):
        return _("Yesterday")
    return wording.long_day(day)
