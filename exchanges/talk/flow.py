"""What was said, and the steps that a swap took, one after the other."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from members.models import Person
from mutualaid.base.linked import linked
from mutualaid.base.network import local_today

from .. import threads, wording
from ..models import Exchange, ExchangeEvent, Message
from .reader import Reader, clock

# A step of a swap as one line: said of the one who reads it, of the other one, and of nobody.
STEPS = {
    "accept": (_lazy("You said yes"), _lazy("%(name)s said yes"), _lazy("Agreed")),
    "drop_time": (
        _lazy("You cannot make it at that time"),
        _lazy("%(name)s cannot make it at that time"),
        _lazy("The time is off"),
    ),
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
    "date_skip": (
        _lazy("You left this date out"),
        _lazy("%(name)s left this date out"),
        _lazy("This date was left out"),
    ),
    "date_change": (
        _lazy("You changed this date"),
        _lazy("%(name)s changed this date"),
        _lazy("This date was changed"),
    ),
    "did_not_happen": (
        _lazy("You said that it did not happen"),
        _lazy("%(name)s said that it did not happen"),
        _lazy("It did not happen"),
    ),
}


def messages(reader: Reader) -> list[dict[str, Any]]:
    """What was said. Each has `kind`, `at`, `clock` and `is_mine`, as all that stands in the flow."""
    return [_message(reader, message) for message in threads.messages(reader.thread, reader.viewer)]


def steps(reader: Reader, exchange: Exchange, events: Iterable[ExchangeEvent]) -> Iterator[dict[str, Any]]:
    """Those of the swap's steps that are worth a line."""
    return (_step(reader, exchange, event) for event in events if event.verb in STEPS)


def in_time(found: Iterable[dict[str, Any]], first_new: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """With a line where another day begins, and one where begins what is new."""
    for day, of_day in groupby(found, key=lambda item: timezone.localdate(item["at"])):
        yield {"kind": "day", "day": day, "title": _title(day)}
        for item in of_day:
            if item is first_new:
                yield {"kind": "new"}
            yield item


def _message(reader: Reader, message: Message) -> dict[str, Any]:
    is_mine = reader.is_me(message.author)
    is_hidden = message.hidden_at is not None
    is_read = is_mine or not is_hidden
    return {
        "kind": "said",
        "at": message.created_at,
        "clock": clock(message.created_at),
        "is_mine": is_mine,
        "name": reader.you() if is_mine else reader.name_of(message.author),
        "message": message,
        "html": linked(message.text) if is_read else "",
        "image": getattr(message, "image", None) if is_read else None,
        "is_hidden": is_hidden,
    }


def _step(reader: Reader, exchange: Exchange, event: ExchangeEvent) -> dict[str, Any]:
    doer = _doer(exchange, event.by)
    is_mine = reader.is_me(doer)
    words = STEPS[event.verb][0 if is_mine else 1 if doer else 2]
    name = reader.name_of(doer) if doer else ""
    return reader.line(event.at, "info", str(words) % {"name": name}, is_mine=is_mine)


def _doer(exchange: Exchange, by: Person | None) -> Person | None:
    """Which of the two it was, by themselves or through the organizer who acts for them."""
    for person in (exchange.giver, exchange.receiver):
        if by is not None and by.pk in {person.pk, None if person.user_id else person.entered_by_id}:
            return person
    return None


def _title(day: date) -> str:
    ago = local_today() - day
    if ago == timedelta(0):
        return _("Today")
    if ago == timedelta(days=1):
        return _("Yesterday")
    return wording.long_day(day)
