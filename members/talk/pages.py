"""What `members/_talk.html` shows: what was said, in the flow of time, and a form for the next words."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone

from mutualaid.base import clocks
from mutualaid.base.linked import linked
from mutualaid.base.network import local_today

from ..models import Talk, TalkMessage
from ..viewers import Viewer
from . import access, kinds
from .forms import SayForm

# As many are shown at once; the ones before stand on a page of their own.
MOST = 100


def context(
    talk: Talk, viewer: Viewer, *, focus: str = "", before: str = "", form: SayForm | None = None
) -> dict[str, Any]:
    """`talk` and `say_form` for the template. `viewer` was found to be in it (`Talk.objects.visible_to`).

    `focus`: "words" where they go on to write. `before`: the public id of a message; what was said earlier.
    """
    assert viewer.person is not None
    found = access.messages(talk, viewer).order_by("-created_at", "-pk")
    if edge := found.filter(public_id=before).first() if before else None:
        found = found.filter(created_at__lt=edge.created_at)
    newest = list(found[: MOST + 1])
    shown = list(reversed(newest[:MOST]))
    reading = talk.readings.filter(person=viewer.person).first()
    read_at = reading.read_at if reading else None
    items = [_item(talk, viewer, message) for message in shown]
    news = [item for item in items if not item["is_mine"] and (read_at is None or item["at"] > read_at)]
    may_announce = kinds.of(talk).may_announce(viewer.person, talk)
    return {
        "talk": {
            "talk": talk,
            "title": str(kinds.of(talk).title(talk, viewer)),
            "flow": list(_in_time(items, news[0] if news and read_at else None)),
            "earlier": _earlier(talk, shown) if len(newest) > MOST else "",
            "closed": access.why_closed(talk),
            "read_until": news[-1]["at"] if news else None,
            "is_muted": reading is not None and reading.is_muted,
        },
        "say_form": form or SayForm(may_announce=may_announce, is_next=focus == "words"),
    }


def _item(talk: Talk, viewer: Viewer, message: TalkMessage) -> dict[str, Any]:
    is_gone = access.is_gone(message.author)
    is_shown = not message.hidden_at and not is_gone
    return {
        "kind": "said",
        "at": message.created_at,
        "clock": clocks.said(timezone.localtime(message.created_at).time()),
        "is_mine": message.author_id is not None and message.author == viewer.person,
        "name": access.name_of(talk, message.author, viewer),
        "message": message,
        "html": linked(message.text) if is_shown else "",
        "is_hidden": bool(message.hidden_at),
        "is_gone": is_gone,
    }


def _in_time(items: list[dict[str, Any]], first_new: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """With a line where another day begins, and one where begins what is new."""
    today = local_today()
    for day, of_day in groupby(items, key=lambda item: timezone.localdate(item["at"])):
        yield {"kind": "day", "day": day, "ago": (today - day).days}
        for item in of_day:
            if item is first_new:
                yield {"kind": "new"}
            yield item


def _earlier(talk: Talk, shown: list[TalkMessage]) -> str:
    return reverse("members:talk", args=[talk.public_id], query={"before": shown[0].public_id})
