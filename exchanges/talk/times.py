"""Times and places of a swap: the lines that tell of them, and what stands now."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from directory import meeting
from directory.models import Location

from .. import handovers, permissions
from ..models import Exchange, Handover
from .reader import Reader


def lines(reader: Reader, exchange: Exchange, found: list[Handover]) -> Iterator[dict[str, Any]]:
    """ "Ana proposes Thursday 26 November, 18:00, Alder Hall", and that somebody agreed."""
    places = _places(found)
    for handover in found:
        is_mine = reader.is_me(handover.proposed_by)
        said = {"name": reader.name_of(handover.proposed_by), "time": _all(handover, places)}
        words = _("You propose %(time)s") if is_mine else _("%(name)s proposes %(time)s")
        yield reader.line(handover.created_at, "calendar-clock", words % said, is_mine=is_mine)
        if handover.agreed_at:
            said = {
                "name": reader.name_of(exchange.other(handover.proposed_by)),
                "time": handovers.when(handover),
            }
            words = _("%(name)s agreed to %(time)s") if is_mine else _("You agreed to %(time)s")
            yield reader.line(handover.agreed_at, "calendar-check", words % said, is_mine=not is_mine)


def standing(reader: Reader, exchange: Exchange, found: list[Handover]) -> list[dict[str, Any]]:
    """What is agreed and what is proposed: `handover`, `is_agreed`, `is_mine`, `may_agree`, `when`, `where`.

    Nothing once the swap is over.
    """
    if not exchange.is_open:
        return []
    kept = handovers.standing(found)
    places = _places(kept)
    return [
        {
            "handover": handover,
            "is_agreed": handover.status == Handover.Status.AGREED,
            "is_mine": reader.is_me(handover.proposed_by),
            "may_agree": _may_agree(reader, exchange, handover),
            "when": handovers.when(handover),
            "where": handovers.where(handover, places),
        }
        for handover in kept
    ]


def can_propose(reader: Reader, exchange: Exchange) -> bool:
    """Is there still a time to settle, and nothing between the two?"""
    if not permissions.can_propose_time(reader.by, exchange):
        return False
    return exchange.is_open and not exchange.is_apart


def _may_agree(reader: Reader, exchange: Exchange, handover: Handover) -> bool:
    if handover.status != Handover.Status.PROPOSED or exchange.status not in Exchange.HELD:
        return False
    return permissions.acts_for(reader.by, exchange.other(handover.proposed_by))


def _all(handover: Handover, places: dict[int, Location]) -> str:
    return ", ".join(filter(None, [handovers.when(handover), handovers.where(handover, places)]))


def _places(found: list[Handover]) -> dict[int, Location]:
    ids = [handover.location_id for handover in found if handover.location_id]
    return meeting.still_open(ids) if ids else {}
