"""The parts of a listing that anybody may ask to change, and what each says now.

A correction is asked for part by part, and organizers take some and leave others. How a part is written:
`actions.corrections`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from .importing import values
from .models import Phone, Schedule, Service
from .wordsofhours import write_hours


@dataclass(frozen=True)
class Part:
    """`read(service)` gives what it says now, in the reader's language.

    `rows`: of the field that asks for it; 1 is a line. `more`: asked for less often.
    """

    name: str
    label: Any
    read: Callable[[Service], str]
    rows: int = 1
    help: Any = ""
    more: bool = False


def parts_of(service: Service) -> list[Part]:
    """The parts of a listing that one may ask to change. A secret place is not asked about."""
    return [part for part in PARTS if part.name != "address" or not service.is_confidential]


def said(text: str) -> str:
    """A text as it is compared: without the blanks that nobody sees."""
    return values.text(text)


# --- Hours, phone, address ----------------------------------------------------------------------------


def usual_hours(service: Service) -> list[Schedule]:
    """The usual hours that hold: of the listing at its only place, or its own, or the place's."""
    links = list(service.at_locations.all())
    levels: list[Any] = [
        *(link.schedules.all() for link in links[:1] if len(links) == 1),
        service.schedules.all(),
        *(link.location.schedules.all() for link in links[:1] if len(links) == 1),
    ]
    usual = ([one for one in level if not one.is_exception] for level in levels)
    return next((found for found in usual if found), [])


def _hours(service: Service) -> str:
    return write_hours(usual_hours(service))


def phone_to_call(service: Service) -> Phone | None:
    """The number that cards show: the nearest to what is offered, a voice before a fax."""
    links = list(service.at_locations.all())
    near = [one for link in links for one in link.phones.all()]
    near += service.phones.all()
    near += [one for link in links for one in link.location.phones.all()]
    near += list(service.organization.phones.all()) if service.organization else []
    return min(near, key=lambda one: one.type.lower() in NO_VOICE, default=None)


NO_VOICE = ("fax", "text", "textphone", "pager")


def _phone(service: Service) -> str:
    found = phone_to_call(service)
    return found.number if found else ""


def _address(service: Service) -> str:
    """Of its only place: where there are several, nobody can tell which one is meant."""
    links = list(service.at_locations.all())
    places = [one for link in links for one in link.location.addresses.all() if one.address_type != "postal"]
    if len(links) != 1 or not places:
        return ""
    town = " ".join(filter(None, [places[0].city, places[0].state_province, places[0].postal_code]))
    return "\n".join(filter(None, [places[0].address_1, places[0].address_2, town]))


# --- The table ----------------------------------------------------------------------------------------

PARTS: tuple[Part, ...] = (
    Part(
        "hours",
        _("When it is open"),
        _hours,
        rows=3,
        help=_("Such as: Mon-Fri 9:00-17:00, Sat 10:00-12:00"),
    ),
    Part("phone", _("Phone"), _phone),
    Part("address", _("Where it is"), _address, rows=3),
    Part("who", _("Who can come"), attrgetter("eligibility_description"), rows=2, more=True),
    Part("cost", _("What it costs"), attrgetter("fees_description"), rows=2, more=True),
    Part("how", _("How to get it"), attrgetter("application_process"), rows=2, more=True),
    Part("name", _("What it is called"), attrgetter("name"), more=True),
    Part("what", _("What it is"), attrgetter("description"), rows=4, more=True),
    Part("website", _("Website"), attrgetter("url"), more=True),
    Part("email", _("Email"), attrgetter("email"), more=True),
)
BY_NAME = {part.name: part for part in PARTS}
# Not a part: the whole of it.
GONE = "gone"


def label(name: str) -> str:
    """What a requested change is about, in words."""
    return _t("It does not exist any more") if name == GONE else str(BY_NAME[name].label)


def is_up_to_date(change: Any, service: Service) -> bool:
    """Whether the listing still says what it said when the change was asked for."""
    if change.part == GONE:
        return True
    with override(change.request.language):  # hours were written as whoever asked reads them
        return BY_NAME[change.part].read(service) == change.before
