"""The parts of a listing that anybody may ask to change: how each is read, checked and written.

A correction is asked for part by part, and organizers take some and leave others. Only `actions.requests`
writes; it holds the lock and the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .importing import values
from .importing.hoursinwords import read_hours
from .models import Address, Phone, Schedule, Service
from .wordsofhours import write_hours


@dataclass(frozen=True)
class Part:
    """`read(service)` gives what it says now; `write(service, text)` changes rows, and raises ValueError.

    `rows`: of the field that asks for it; 1 is a line. `more`: asked for less often.
    """

    name: str
    label: Any
    read: Callable[[Service], str]
    write: Callable[[Service, str], None]
    rows: int = 1
    help: Any = ""
    more: bool = False


def parts_of(service: Service) -> list[Part]:
    """The parts of a listing that one may ask to change. A secret place is not asked about."""
    return [part for part in PARTS if part.name != "address" or not service.is_confidential]


def said(text: str) -> str:
    """A text as it is compared: without the blanks that nobody sees."""
    return values.text(text)


# --- Columns of the listing itself ------------------------------------------------------------------


def _column(name: str) -> tuple[Callable[[Service], str], Callable[[Service, str], None]]:
    def read(service: Service) -> str:
        return str(getattr(service, name))

    def write(service: Service, text: str) -> None:
        setattr(service, name, text)
        service.save(update_fields=[name, "modified_at"])

    return read, write


def _checked(
    name: str, check: Callable[[str], None], message: Promise
) -> tuple[Callable[[Service], str], Callable[[Service, str], None]]:
    read, plain = _column(name)

    def write(service: Service, text: str) -> None:
        try:
            if text:
                check(text)
        except ValidationError:
            raise ValueError(str(message)) from None
        plain(service, text)

    return read, write


# --- Hours ------------------------------------------------------------------------------------------


def _hours(service: Service) -> list[Schedule]:
    """The usual hours that hold: of the listing at its only place, or its own, or the place's."""
    links = list(service.at_locations.all())
    levels: list[Any] = [
        *(link.schedules.all() for link in links[:1] if len(links) == 1),
        service.schedules.all(),
        *(link.location.schedules.all() for link in links[:1] if len(links) == 1),
    ]
    usual = ([one for one in level if not one.is_exception] for level in levels)
    return next((found for found in usual if found), [])


def _read_hours(service: Service) -> str:
    return write_hours(_hours(service))


def _write_hours(service: Service, text: str) -> None:
    rules = read_hours(text) if text else []
    if rules is None:
        raise ValueError(_t("These hours are more than a weekly plan: change them by hand."))
    owner = _hours(service)
    on = {
        name: getattr(owner[0], name) if owner else None
        for name in ("service_id", "location_id", "service_at_location_id")
    }
    if not owner:
        on["service_id"] = service.pk
    made = [
        Schedule(
            **on,
            freq="WEEKLY",
            byday=byday,
            opens_at=values.time(opens),
            closes_at=values.time(closes),
        )
        for byday, opens, closes in rules
    ]
    Schedule.objects.filter(pk__in=[one.pk for one in owner]).delete()
    Schedule.objects.bulk_create(made)


# --- Phone and address ------------------------------------------------------------------------------


def _phone(service: Service) -> Phone | None:
    """The number that cards show: the nearest to what is offered, a voice before a fax."""
    links = list(service.at_locations.all())
    near = [one for link in links for one in link.phones.all()]
    near += service.phones.all()
    near += [one for link in links for one in link.location.phones.all()]
    near += list(service.organization.phones.all()) if service.organization else []
    return min(near, key=lambda one: one.type.lower() in NO_VOICE, default=None)


NO_VOICE = ("fax", "text", "textphone", "pager")


def _read_phone(service: Service) -> str:
    found = _phone(service)
    return found.number if found else ""


def _write_phone(service: Service, text: str) -> None:
    found = _phone(service)
    if not text:
        if found:
            found.delete()
        return
    number = values.phone(text)
    if found is None:
        Phone.objects.create(service=service, number=number)
    else:
        found.number = number
        found.save(update_fields=["number"])


def _address(service: Service) -> Address | None:
    links = list(service.at_locations.all())
    if len(links) != 1:
        return None
    found = [one for one in links[0].location.addresses.all() if one.address_type != "postal"]
    return found[0] if found else None


def _read_address(service: Service) -> str:
    found = _address(service)
    if found is None:
        return ""
    town = " ".join(filter(None, [found.city, found.state_province, found.postal_code]))
    return "\n".join(filter(None, [found.address_1, found.address_2, town]))


def _write_address(service: Service, text: str) -> None:
    """Only what stands in another line of the same address: a new place needs its point on the map."""
    raise ValueError(_t("A place also stands on the map: change it by hand."))


# --- The table ----------------------------------------------------------------------------------------

_WEB = URLValidator(schemes=["http", "https"])


def _write_web(service: Service, text: str) -> None:
    service.url = values.url(text) if text else ""
    service.save(update_fields=["url", "modified_at"])


PARTS: tuple[Part, ...] = (
    Part(
        "hours",
        _("When it is open"),
        _read_hours,
        _write_hours,
        rows=3,
        help=_("Such as: Mon-Fri 9:00-17:00, Sat 10:00-12:00"),
    ),
    Part("phone", _("Phone"), _read_phone, _write_phone),
    Part("address", _("Where it is"), _read_address, _write_address, rows=3),
    Part("who", _("Who can come"), *_column("eligibility_description"), rows=2, more=True),
    Part("cost", _("What it costs"), *_column("fees_description"), rows=2, more=True),
    Part("how", _("How to get it"), *_column("application_process"), rows=2, more=True),
    Part("name", _("What it is called"), *_column("name"), more=True),
    Part("what", _("What it is"), *_column("description"), rows=4, more=True),
    Part("website", _("Website"), _column("url")[0], _write_web, more=True),
    Part(
        "email",
        _("Email"),
        *_checked("email", EmailValidator(), _("This is no email address.")),
        more=True,
    ),
)
BY_NAME = {part.name: part for part in PARTS}
# Not a part: the whole of it.
GONE = "gone"


def label(name: str) -> str:
    """What a requested change is about, in words."""
    return _t("It does not exist any more") if name == GONE else str(BY_NAME[name].label)


def is_up_to_date(change: Any, service: Service) -> bool:
    """Whether the listing still says what it said when the change was asked for."""
    return change.part == GONE or BY_NAME[change.part].read(service) == change.before
