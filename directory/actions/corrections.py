"""How each part of a correction is written (`correcting.PARTS`). `actions.requests` holds lock and log.

Each writer takes a listing and a text, "" for nothing, and raises ValueError with what is wrong with it.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from .. import correcting
from ..importing import values
from ..importing.hoursinwords import read_hours
from ..models import Phone, Schedule, Service

Writer = Callable[[Service, str], None]


def _column(name: str, read: Callable[[str], str] = str) -> Writer:
    def write(service: Service, text: str) -> None:
        setattr(service, name, _read(read, text) if text else "")
        service.save(update_fields=[name, "modified_at"])

    return write


def _read(read: Callable[[str], str], text: str) -> str:
    try:
        return read(text)
    except ValueError:
        raise ValueError(_("This cannot be read.")) from None


def _hours(service: Service, text: str) -> None:
    """In place of the usual hours that hold, wherever they hang; else on the listing itself."""
    rules = read_hours(text) if text else []
    if rules is None:
        raise ValueError(_("These hours are more than a weekly plan: change them by hand."))
    held = correcting.usual_hours(service)
    on = {name: getattr(held[0], name) for name in _OWNERS} if held else {"service_id": service.pk}
    made = [
        Schedule(**on, freq="WEEKLY", byday=byday, opens_at=values.time(opens), closes_at=values.time(closes))
        for byday, opens, closes in rules
    ]
    Schedule.objects.filter(pk__in=[one.pk for one in held]).delete()
    Schedule.objects.bulk_create(made)


_OWNERS = ("service_id", "location_id", "service_at_location_id")


def _phone(service: Service, text: str) -> None:
    held = correcting.phone_to_call(service)
    if not text:
        if held:
            held.delete()
        return
    number = _read(values.phone, text)
    if held is None:
        Phone.objects.create(service=service, number=number)
    else:
        held.number = number
        held.save(update_fields=["number"])


def _address(service: Service, text: str) -> None:
    raise ValueError(_("A place also stands on the map: change it by hand."))


WRITERS: dict[str, Writer] = {
    "hours": _hours,
    "phone": _phone,
    "address": _address,
    "who": _column("eligibility_description"),
    "cost": _column("fees_description"),
    "how": _column("application_process"),
    "name": _column("name"),
    "what": _column("description"),
    "website": _column("url", values.url),
    "email": _column("email", values.email),
}
