"""A mapping made by hand: which column of a spreadsheet is what, guessed first, then said by an organizer."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from .hoursinwords import NAMES as DAY_NAMES

# What a column can be: `part.column`, what people call it, and how such columns are called in the wild.
TARGETS: dict[str, tuple[Any, str]] = {
    "id": (_("A key of its own (a number that stays)"), r"id|uuid|key|number|row id"),
    "services.name": (_("What it is called"), r"name|title|service( name)?|agency|listing|nombre|place"),
    "services.description": (_("What it is"), r"desc(ription)?|about|details|services?|descripción|notes"),
    "services.url": (_("Website"), r"url|web ?site|link|web|página( web)?"),
    "services.email": (_("Email"), r"e-?mail|correo"),
    "services.eligibility_description": (_("Who can come"), r"eligib.*|who.*|requirements?|requisitos"),
    "services.fees_description": (_("What it costs"), r"fees?|cost|price|costo|precio"),
    "services.application_process": (_("How to get it"), r"how.*|appl(y|ication).*|intake|procedure"),
    "services.minimum_age": (_("From age"), r"min(imum)? ?age|age from"),
    "services.maximum_age": (_("To age"), r"max(imum)? ?age|age to"),
    "services.alert": (_("A notice for now"), r"alert|notice|aviso"),
    "organizations.name": (_("Who runs it"), r"org(ani[sz]ation)?( name)?|provider|run by|organización"),
    "locations.name": (_("What the place is called"), r"(location|site|venue|building)( name)?|lugar"),
    "locations.latitude": (_("Latitude"), r"lat(itude)?|latitud"),
    "locations.longitude": (_("Longitude"), r"lng|lon(g|gitude)?|longitud"),
    "locations.transportation": (_("How to get there"), r"transport.*|directions|bus"),
    "addresses.address_1": (
        _("Street and number"),
        r"(street )?address( ?(line )?1)?|street|dirección|calle",
    ),
    "addresses.address_2": (_("Second line of the address"), r"address ?_?(2|line 2)|unit|suite|apt"),
    "addresses.city": (_("Town"), r"city|town|ciudad|localidad"),
    "addresses.state_province": (_("State or province"), r"state|province|region|estado|provincia"),
    "addresses.postal_code": (_("Postcode"), r"zip( ?code)?|post(al)? ?code|código postal|cp"),
    "addresses.country": (_("Country (two letters)"), r"country|país"),
    "phones.number": (_("Phone"), r"phone( number)?|tel(ephone)?|teléfono|call"),
    "languages": (_("Languages, several in a cell"), r"lang(uage)?s?.*|idiomas?"),
    "categories": (
        _("What it is about, several in a cell"),
        r"categor(y|ies)|types?|needs?|tags?|categoría",
    ),
    "hours": (_("Opening hours in words"), r"hours|opening.*|schedule|open|horario"),
    "hours.MO": (_("Hours on Monday"), ""),
    "hours.TU": (_("Hours on Tuesday"), ""),
    "hours.WE": (_("Hours on Wednesday"), ""),
    "hours.TH": (_("Hours on Thursday"), ""),
    "hours.FR": (_("Hours on Friday"), ""),
    "hours.SA": (_("Hours on Saturday"), ""),
    "hours.SU": (_("Hours on Sunday"), ""),
}
# What several columns may be at once: their texts stand one under the other.
SEVERAL = {"services.description", "services.eligibility_description", "services.application_process"}
_DAYS = {"MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat", "SU": "Sun"}


def guess(header: list[str]) -> dict[str, str]:
    """For each column what it most likely is, or "" for nothing. Each target is given once, to the first."""
    found: dict[str, str] = {}
    for column in header:
        plain = re.sub(r"[\s_]+", " ", column.strip().lower())
        target = _meant(plain)
        found[column] = target if target in SEVERAL or target not in found.values() else ""
    return found


def _meant(plain: str) -> str:
    if plain in DAY_NAMES:
        return f"hours.{DAY_NAMES[plain]}"
    return next(
        (name for name, (_label, pattern) in TARGETS.items() if pattern and re.fullmatch(pattern, plain)), ""
    )


def mapping_of(
    columns: Mapping[str, str], *, file: str, source: str, need: str = "", name: str = ""
) -> dict[str, Any]:
    """The mapping that `mapped` reads: one row of `file` is one listing. Raises ValueError without a name.

    `columns`: target by column, as `guess` gives it.
    """
    by_target: dict[str, list[str]] = {}
    for column, target in columns.items():
        if target:
            by_target.setdefault(target, []).append(column)
    if "services.name" not in by_target:
        raise ValueError("no column says what it is called")
    key = by_target.get("id", by_target["services.name"])[0]
    told: dict[str, Any] = {
        "name": name or source,
        "source": source,
        "ignore": [column for column, target in columns.items() if not target],
        "needs": {"always": [need] if need else []},
    }
    parts: dict[str, dict[str, Any]] = {}
    for target, found in by_target.items():
        table, _dot, column = target.partition(".")
        if column and table != "hours":
            parts.setdefault(table, {})[column] = found if len(found) > 1 else found[0]
    base = {"file": file, "id": key}
    if "organizations" in parts:
        told["organizations"] = {"file": file, "id": parts["organizations"]["name"], **parts["organizations"]}
        parts["services"]["organization_id"] = parts["organizations"]["name"]
    told["services"] = {**base, **parts["services"]}
    _places(told, parts, base, key)
    _lists(told, by_target, base, key)
    return told


def _places(told: dict[str, Any], parts: dict[str, dict[str, Any]], base: dict[str, str], key: str) -> None:
    if {"locations", "addresses"} & parts.keys():
        place = {"name": parts["services"]["name"], **parts.get("locations", {})}
        told["locations"] = {**base, **place}
        told["service_at_location"] = {**base, "service_id": key, "location_id": key}
    if "addresses" in parts:
        told["addresses"] = {**base, "location_id": key, **parts["addresses"]}
    if "phones" in parts:
        told["phones"] = {**base, "service_id": key, **parts["phones"]}


def _lists(told: dict[str, Any], by_target: dict[str, list[str]], base: dict[str, str], key: str) -> None:
    if "languages" in by_target:
        column = by_target["languages"][0]
        told["languages"] = {**base, "each": column, "split": r"[,;/\n]", "service_id": key, "name": "item"}
    if "categories" in by_target:
        column = by_target["categories"][0]
        told["attributes"] = {
            **base,
            "each": column,
            "split": r"[,;\n]",
            "link_id": key,
            "link_entity": {"value": "service"},
            "link_type": {"value": "category"},
            "value": "item",
        }
    schedules = [{**base, "service_id": key, "hours": column} for column in by_target.get("hours", [])]
    schedules += [
        {**base, "service_id": key, "hours": by_target[f"hours.{code}"][0], "day": day}
        for code, day in _DAYS.items()
        if f"hours.{code}" in by_target
    ]
    if schedules:
        told["schedules"] = schedules
