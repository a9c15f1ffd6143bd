"""Whole listings as lines of a spreadsheet: one for each of their places."""

from collections.abc import Iterable, Iterator
from typing import Any

from .nested import Json

_OWN = {
    "id": "id",
    "name": "name",
    "kind": "kind",
    "status": "status",
    "description": "description",
    "alert": "alert",
    "website": "url",
    "email": "email",
    "who_can_come": "eligibility_description",
    "minimum_age": "minimum_age",
    "maximum_age": "maximum_age",
    "how_to_apply": "application_process",
    "fees": "fees_description",
    "last_checked": "assured_date",
    "last_modified": "last_modified",
}
_ADDRESS = ("address_1", "address_2", "city", "state_province", "postal_code", "country")
# `link_type` of our own words -> the column that they stand in.
_WORDS = {"need": "needs", "by": "run_by", "for": "made_for", "access": "access"}
COLUMNS = [
    *("id", "name", "organization", "kind", "status", "description", "alert", *_WORDS.values()),
    *("who_can_come", "minimum_age", "maximum_age", "how_to_apply", "fees", "languages"),
    *("place", *_ADDRESS, "latitude", "longitude", "phones", "hours", "website", "email"),
    *("last_checked", "last_modified"),
]


def flat(service: Json) -> Iterator[Json]:
    """The lines of a whole listing; one without a place where it has none, or a secret one."""
    for link in service.get("service_at_locations", [{}]):
        yield {name: value for name, value in _line(service, link).items() if value not in (None, "")}


def _line(service: Json, link: Json) -> Json:
    location = link.get("location", {})
    around = (link, service, location)
    address = min(
        location.get("addresses", []), key=lambda one: one["address_type"] == "postal", default=Json()
    )
    return {
        **{name: service.get(column) for name, column in _OWN.items()},
        "organization": service.get("organization", {}).get("name"),
        **{name: _said(service, kind) for kind, name in _WORDS.items()},
        "languages": _joined(one.get("name") or one.get("code") for one in _all("languages", around)),
        "place": location.get("name"),
        **{name: address.get(name) for name in _ADDRESS},
        "latitude": location.get("latitude"),
        "longitude": location.get("longitude"),
        "phones": _joined(_phone(one) for one in _all("phones", (*around, service.get("organization", {})))),
        "hours": _joined(_hours(one) for one in _all("schedules", around)),
    }


def _all(name: str, around: Iterable[Json]) -> list[Json]:
    """What hangs on any of these, the nearest first."""
    return [one for holder in around for one in holder.get(name, [])]


def _joined(words: Iterable[Any]) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word))


def _said(service: Json, kind: str) -> str:
    said = [one for one in service.get("attributes", []) if one.get("link_type") == kind]
    return _joined(sorted(one["taxonomy_term"]["name"] for one in said if "taxonomy_term" in one))


def _phone(phone: Json) -> str:
    extension = phone.get("extension", phone.get("extension_text"))
    return f"{phone['number']} x{extension}" if extension else phone["number"]


def _hours(schedule: Json) -> str:
    """ "MO,WE 09:00-17:00", as HSDS tells it."""
    days = schedule.get("byday") or schedule.get("bymonthday") or schedule.get("byyearday") or ""
    times = f"{schedule['opens_at'][:5]}-{schedule['closes_at'][:5]}" if "opens_at" in schedule else ""
    if schedule.get("is_exception"):
        days = f"{schedule.get('valid_from', days)} to {schedule.get('valid_to', '')}".removesuffix(" to ")
        times = times or "closed"
    return " ".join(filter(None, [days, times, schedule.get("description", "")]))
