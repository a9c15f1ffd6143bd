"""Who reads which conversation, and as whom they take part in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from members.viewers import Viewer
from mutualaid.base import clocks
from mutualaid.base.actions import NotAllowed

from .. import threads
from ..models import Exchange, Thread


@dataclass(frozen=True)
class Reader:
    """`by` looks at the page; `mine` is who they are in it: themselves, or a neighbour by phone."""

    thread: Thread
    viewer: Viewer
    by: Person
    mine: Person

    @classmethod
    def of(cls, thread: Thread, viewer: Viewer) -> "Reader":
        """Raises `NotAllowed` for somebody who takes no part."""
        mine = threads.side(viewer.person, thread)
        if viewer.person is None or mine is None:
            raise NotAllowed
        return cls(thread, viewer, viewer.person, mine)

    @property
    def exchange(self) -> Exchange | None:
        """None in the conversation of a gathering."""
        return self.thread.exchange

    @property
    def other(self) -> Person | None:
        """The other one of a swap."""
        return self.exchange.other(self.mine) if self.exchange else None

    def is_me(self, person: Person | None) -> bool:
        return person is not None and person.pk == self.mine.pk

    def name_of(self, person: Person) -> str:
        """What they are called in it."""
        return threads.name_of(self.thread, person, self.by)

    def you(self) -> str:
        """Whoever acts for a neighbour by phone is reminded of it."""
        if self.by.pk == self.mine.pk:
            return _("You")
        return _("You, for %(name)s") % {"name": self.mine.name}

    def line(self, at: datetime, icon: str, text: str, *, is_mine: bool, **more: Any) -> dict[str, Any]:
        """Something that was settled, as one line between what was said."""
        return {
            "kind": "step",
            "at": at,
            "clock": clock(at),
            "icon": icon,
            "text": text,
            "is_mine": is_mine,
            "value": "",
            "href": "",
            "reveal": None,
            **more,
        }


def clock(at: datetime) -> str:
    """ "18:30", in the zone that is active."""
    return clocks.said(timezone.localtime(at).time())
