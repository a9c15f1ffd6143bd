"""Which HSDS tables and columns are stored, under which names, and how each cell is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from ..hours import FREQUENCIES, WEEKDAYS
from ..models import (
    Address,
    Language,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from . import values

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """One HSDS table. `columns`: how each cell is read; `links`: columns that name a row of another table.

    `strict`: columns whose bad value leaves out the row; elsewhere only the value is left out, with a note.
    `needed`: columns that may not be empty. `owners`: links of which at least one must be met; `must_link`:
    links of which each must.
    """

    model: type[models.Model]
    columns: Mapping[str, Convert]
    links: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    must_link: tuple[str, ...] = ()


_OWNER = {
    "organization_id": "organizations",
    "service_id": "services",
    "location_id": "locations",
    "service_at_location_id": "service_at_location",
}
_TYPES = tuple(Location.Type.values)
_RULE: dict[str, Convert] = {
    "valid_from": values.date,
    "valid_to": values.date,
    "dtstart": values.date,
    "until": values.date,
    "count": values.whole,
    "wkst": values.one_of(*WEEKDAYS),
    "freq": values.one_of(*FREQUENCIES[1:]),
    "interval": values.whole,
    "byday": values.weekdays,
    "byweekno": values.numbers(53),
    "bymonthday": values.numbers(31),
    "byyearday": values.numbers(366),
    "opens_at": values.time,
    "closes_at": values.time,
}

# In the order in which they are read: what others link to comes first.
TABLES: dict[str, Table] = {
    "organizations": Table(
        Organization,
        {
            "name": values.line,
            "alternate_name": values.line,
            "description": values.text,
            "email": values.email,
            "website": values.url,
            "year_incorporated": values.whole,
            "legal_status": values.line,
            "logo": values.url,
            "uri": values.url,
        },
        links={"parent_organization_id": "organizations"},
        needed=("name",),
        strict=("name",),
    ),
    "locations": Table(
        Location,
        {
            "location_type": values.one_of(*_TYPES),
            "url": values.url,
            "name": values.line,
            "alternate_name": values.line,
            "description": values.text,
            "transportation": values.text,
            "latitude": values.latitude,
            "longitude": values.longitude,
            "external_identifier": values.line,
            "external_identifier_type": values.line,
        },
        links={"organization_id": "organizations"},
    ),
    "services": Table(
        Service,
        {
            "name": values.line,
            "alternate_name": values.line,
            "description": values.text,
            "url": values.url,
            "email": values.email,
            "status": values.one_of(*Service.Status.values),
            "interpretation_services": values.text,
            "application_process": values.text,
            "fees_description": values.text,
            "accreditations": values.text,
            "eligibility_description": values.text,
            "minimum_age": values.whole,
            "maximum_age": values.whole,
            "alert": values.text,
            "assured_date": values.date,
        },
        links={"organization_id": "organizations"},
        needed=("name",),
        strict=("name", "status"),
    ),
    "service_at_location": Table(
        ServiceAtLocation,
        {"description": values.text},
        links={"service_id": "services", "location_id": "locations"},
        must_link=("service_id", "location_id"),
    ),
    "addresses": Table(
        Address,
        {
            "address_1": values.line,
            "address_2": values.line,
            "city": values.line,
            "region": values.line,
            "state_province": values.line,
            "postal_code": values.line,
            "country": values.line,
            "address_type": values.one_of(*_TYPES),
        },
        links={"location_id": "locations"},
        must_link=("location_id",),
    ),
    "phones": Table(
        Phone,
        {
            "number": values.phone,
            "extension": values.line,
            "type": values.line,
            "description": values.text,
        },
        links=_OWNER,
        needed=("number",),
        strict=("number",),
        owners=tuple(_OWNER),
    ),
    "schedules": Table(
        Schedule,
        {
            **_RULE,
            "timezone": values.number,
            "description": values.text,
            "schedule_link": values.url,
            "attending_type": values.text,
            "notes": values.text,
            "is_exception": bool,
        },
        links={name: table for name, table in _OWNER.items() if name != "organization_id"},
        # Half of a rule would say that a door is open which is not.
        strict=tuple(_RULE),
        owners=("service_id", "location_id", "service_at_location_id"),
    ),
    "languages": Table(
        Language,
        {"name": values.line, "code": values.language, "note": values.text},
        links={"service_id": "services", "location_id": "locations", "phone_id": "phones"},
        owners=("service_id", "location_id", "phone_id"),
    ),
}
HEADS = ("organizations", "locations", "services")

# What HSDS has and this version does not keep; why, as the report says it.
_LATER = "this version does not keep these"
NOT_KEPT = {
    "contacts": "names a person: not kept",
    "metadata": "who changed what elsewhere is not kept",
    "meta_table_descriptions": "says nothing of a listing",
    "taxonomies": "read only to find our needs",
    "taxonomy_terms": "read only to find our needs",
    "programs": _LATER,
    "funding": _LATER,
    "service_areas": _LATER,
    "required_documents": _LATER,
    "accessibility": _LATER,
    "cost_options": _LATER,
    "organization_identifiers": _LATER,
}
# Names of tables and columns in HSDS 1 and 2.
OLDER_TABLES = {
    "service_at_locations": "service_at_location",
    "services_at_location": "service_at_location",
    "physical_addresses": "addresses",
    "regular_schedules": "schedules",
    "regular_schedule": "schedules",
    "accessibility_for_disabilities": "accessibility",
    "meta_table_description": "meta_table_descriptions",
    "eligibility": "eligibilities",
}
OLDER_COLUMNS = {
    "organizations": {"url": "website"},
    "services": {"fees": "fees_description"},
    "schedules": {"weekday": "byday"},
    "addresses": {"type": "address_type"},
    "languages": {"language": "name"},
}
# Known columns that carry nothing of a listing, or a person's name: no note for them.
SILENT_COLUMNS = {"id", "contact_id", "program_id", "tax_status", "tax_id", "last_modified", "wait_time"}
