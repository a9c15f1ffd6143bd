"""Which HSDS tables and columns are stored, under which names, and how each cell is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from ..hours import FREQUENCIES, WEEKDAYS
from ..models import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    CostOption,
    Funding,
    Language,
    Location,
    Metadata,
    Organization,
    OrganizationIdentifier,
    Phone,
    Program,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from . import values

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """One HSDS table, called `entity` where one row is meant.

    `columns`: how each cell is read; `links`: columns that name a row of another table; `parent`: the column
    that names one of the same. `fields`: what a link is called in our model where that differs.
    `strict`: columns whose bad value leaves out the row; elsewhere only the value is left out, with a note.
    `needed`: columns that may not be empty. `owners`: links of which at least one must be met; `must_link`:
    links of which each must. `any_link`: the column that names a row of any table, `any_entity` the one that
    says of which. `names`: columns that name a person. `says`: columns of which one must say something.
    """

    model: type[models.Model]
    entity: str
    columns: Mapping[str, Convert]
    links: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    must_link: tuple[str, ...] = ()
    any_link: str = ""
    any_entity: str = ""
    names: tuple[str, ...] = ()
    says: tuple[str, ...] = ()

    def field_of(self, column: str) -> str:
        """What our model calls a column."""
        return self.fields.get(column, column)


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
        "organization",
        {
            "name": values.line,
            "alternate_name": values.line,
            "description": values.text,
            "email": values.email,
            "website": values.url,
            "tax_status": values.line,
            "tax_id": values.line,
            "year_incorporated": values.whole,
            "legal_status": values.line,
            "logo": values.url,
            "uri": values.url,
        },
        parent="parent_organization_id",
        needed=("name",),
        strict=("name",),
    ),
    "programs": Table(
        Program,
        "program",
        {"name": values.line, "alternate_name": values.line, "description": values.text},
        links={"organization_id": "organizations"},
        needed=("name",),
        strict=("name",),
        must_link=("organization_id",),
    ),
    "taxonomies": Table(
        Taxonomy,
        "taxonomy",
        {
            "name": values.line,
            "description": values.text,
            "uri": values.url,
            "version": values.line,
        },
        needed=("name",),
        strict=("name",),
    ),
    "taxonomy_terms": Table(
        TaxonomyTerm,
        "taxonomy_term",
        {
            "code": values.line,
            "name": values.line,
            "description": values.text,
            "taxonomy": values.line,
            "language": values.line,
            "term_uri": values.url,
        },
        links={"taxonomy_id": "taxonomies"},
        parent="parent_id",
        fields={"taxonomy_id": "taxonomy_detail_id"},
        needed=("name",),
        strict=("name",),
    ),
    "locations": Table(
        Location,
        "location",
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
        "service",
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
            "wait_time": values.text,
            "accreditations": values.text,
            "licenses": values.text,
            "eligibility_description": values.text,
            "minimum_age": values.age,
            "maximum_age": values.age,
            "assured_date": values.date,
            "assurer_email": values.email,
            "alert": values.text,
            "last_modified": values.moment,
            # Ours, beyond HSDS: what another network that runs this software says.
            "kind": values.one_of(*Service.Kind.values),
            "zone": values.zone,
            "language": values.line,
            "is_confidential": values.truth,
            "only_for": values.truth,
            "verify_every_days": values.whole,
            "hours_verified_on": values.date,
        },
        links={"organization_id": "organizations", "program_id": "programs"},
        fields={"assured_date": "last_verified_on"},
        needed=("name",),
        strict=("name", "status"),
    ),
    "service_at_location": Table(
        ServiceAtLocation,
        "service_at_location",
        {"description": values.text},
        links={"service_id": "services", "location_id": "locations"},
        must_link=("service_id", "location_id"),
    ),
    "organization_identifiers": Table(
        OrganizationIdentifier,
        "organization_identifier",
        {"identifier_scheme": values.line, "identifier_type": values.line, "identifier": values.line},
        links={"organization_id": "organizations"},
        needed=("identifier",),
        must_link=("organization_id",),
    ),
    "addresses": Table(
        Address,
        "address",
        {
            "attention": values.line,
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
        names=("attention",),
        says=("address_1", "city", "state_province"),
    ),
    "accessibility": Table(
        Accessibility,
        "accessibility",
        {"description": values.text, "details": values.text, "url": values.url},
        links={"location_id": "locations"},
        must_link=("location_id",),
        says=("description", "details", "url"),
    ),
    "contacts": Table(
        Contact,
        "contact",
        {
            "name": values.line,
            "title": values.line,
            "department": values.line,
            "email": values.email,
        },
        links=_OWNER,
        owners=tuple(_OWNER),
        names=("name",),
        says=("name", "title", "department", "email"),
    ),
    "phones": Table(
        Phone,
        "phone",
        {
            "number": values.phone,
            "extension": values.line,
            "type": values.line,
            "description": values.text,
            # Ours: HSDS has only numbers for it.
            "extension_text": values.line,
        },
        links={**_OWNER, "contact_id": "contacts"},
        fields={"extension_text": "extension"},
        needed=("number",),
        strict=("number",),
        owners=(*_OWNER, "contact_id"),
    ),
    "schedules": Table(
        Schedule,
        "schedule",
        {
            **_RULE,
            "timezone": values.number,
            "description": values.text,
            "schedule_link": values.url,
            "attending_type": values.text,
            "notes": values.text,
            # Ours: HSDS has no holidays, and neither days nor years as a frequency.
            "is_exception": values.truth,
            "rule_freq": values.one_of(*FREQUENCIES[1:]),
        },
        fields={"rule_freq": "freq"},
        links={name: table for name, table in _OWNER.items() if name != "organization_id"},
        # Half of a rule would say that a door is open which is not.
        strict=tuple(_RULE),
        owners=("service_id", "location_id", "service_at_location_id"),
    ),
    "languages": Table(
        Language,
        "language",
        {"name": values.line, "code": values.language, "note": values.text},
        links={"service_id": "services", "location_id": "locations", "phone_id": "phones"},
        owners=("service_id", "location_id", "phone_id"),
    ),
    "service_areas": Table(
        ServiceArea,
        "service_area",
        {
            "name": values.text,
            "description": values.text,
            "extent": values.text,
            "extent_type": values.line,
            "uri": values.line,
        },
        links={"service_id": "services"},
        must_link=("service_id",),
        says=("name", "description", "extent", "uri"),
    ),
    "required_documents": Table(
        RequiredDocument,
        "required_document",
        {"document": values.text, "uri": values.url},
        links={"service_id": "services"},
        must_link=("service_id",),
        says=("document", "uri"),
    ),
    "cost_options": Table(
        CostOption,
        "cost_option",
        {
            "valid_from": values.date,
            "valid_to": values.date,
            "option": values.line,
            "currency": values.currency,
            "amount": values.amount,
            "amount_description": values.text,
        },
        links={"service_id": "services"},
        must_link=("service_id",),
        says=("option", "amount", "amount_description"),
    ),
    "funding": Table(
        Funding,
        "funding",
        {"source": values.text},
        links={"organization_id": "organizations", "service_id": "services"},
        owners=("organization_id", "service_id"),
        needed=("source",),
    ),
    "attributes": Table(
        Attribute,
        "attribute",
        {"link_type": values.line, "value": values.text},
        links={"taxonomy_term_id": "taxonomy_terms"},
        any_link="link_id",
        any_entity="link_entity",
    ),
    "metadata": Table(
        Metadata,
        "metadata",
        {
            "last_action_date": values.date,
            "last_action_type": values.line,
            "field_name": values.line,
            "previous_value": values.text,
            "replacement_value": values.text,
            "updated_by": values.line,
        },
        needed=("last_action_date", "last_action_type", "field_name"),
        strict=("last_action_date",),
        any_link="resource_id",
        any_entity="resource_type",
        names=("updated_by",),
    ),
}
# Rows that stand for themselves, in the order in which they are stored; what hangs on one is its bundle.
HEADS = ("organizations", "programs", "taxonomies", "taxonomy_terms", "locations", "services")
CHILDREN = tuple(name for name in TABLES if name not in HEADS)
# Whose bundle a row belongs to, where it hangs on several: the most particular one.
HEAD_LINKS = (
    *("link_id", "resource_id", "service_at_location_id", "service_id", "contact_id", "phone_id"),
    *("location_id", "program_id", "organization_id"),
)
ENTITIES = {table.entity: name for name, table in TABLES.items()}

# What HSDS has and nobody keeps; why, as the report says it.
NOT_KEPT = {"meta_table_descriptions": "says nothing of a listing"}
# Known columns that carry nothing of a listing: no note for them.
SILENT_COLUMNS = {"id", "fees"}
