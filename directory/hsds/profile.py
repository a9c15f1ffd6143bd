"""What we say beyond HSDS, and the API for machines. Our own words; HSDS's schemas are linked, not copied."""

from typing import Any

from mutualaid.base.network import current_network

from ..models import Schedule, Service
from . import asking
from .lists import COLLECTIONS

HSDS = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema"
_PROPERTIES: dict[str, dict[str, dict[str, Any]]] = {
    "service": {
        "kind": {
            "enum": Service.Kind.values,
            "description": "A service of an organization, or a group that one can join.",
        },
        "zone": {
            "type": "string",
            "description": "The time zone of the clock that its hours are told by: America/Los_Angeles.",
        },
        "language": {"type": "string", "description": "The language that its texts are written in: en."},
        "is_confidential": {
            "type": "boolean",
            "description": "Its place is secret: nothing about it is here. Left out where it is not.",
        },
        "only_for": {
            "type": "boolean",
            "description": "Only those may come whom it is made for. Left out where everybody may.",
        },
        "hours_verified_on": {
            "type": "string",
            "format": "date",
            "description": "The last day on which somebody checked its hours.",
        },
        "verify_every_days": {
            "type": "integer",
            "description": "So many days after assured_date its hours count as unchecked.",
        },
    },
    "schedule": {
        "is_exception": {
            "type": "boolean",
            "description": (
                "A holiday or another exception: on its days it stands in place of all other hours;"
                " without times it is closed."
            ),
        },
        "rule_freq": {
            "enum": [Schedule.Freq.DAILY.value, Schedule.Freq.YEARLY.value],
            "description": "The frequency where it is neither WEEKLY nor MONTHLY; freq is left out then.",
        },
    },
    "taxonomy_term": {
        "parent": {"type": "object", "description": "The term above it, where it stands in a listing."},
    },
    "phone": {
        "extension_text": {"type": "string", "description": "An extension that is no plain number."},
    },
}
_NOTES = [
    "A listing whose place is secret has no service_at_location, location, address, phone or schedule of"
    " its place, in no format, and no metadata. Whoever is looking for it calls.",
    "Listings that are hidden or have stopped are not here; neither are organizations and programs without a"
    " listing that is shown.",
    "Persons are named only where they agreed to it.",
    "What is empty is left out, or is an empty text where HSDS wants something to be there.",
    "Lists are in the order of ids. per_page is at most"
    f" {asking.MOST_PER_PAGE}, and {asking.PER_PAGE} without a wish; minimal=true gives all on one page.",
    "assured_date is the last day on which somebody checked a listing; last_modified the moment when what it"
    " says changed, where its source tells that. modified_after and modified_date go by the moment when"
    " anything of it changed here: its own words, its place, hours, phones or organization.",
    "A service of every day has freq WEEKLY with all seven days.",
    "taxonomy_term_id finds that term only, not what is below it. Our own needs, communities and ways of"
    " access are taxonomies like others; link_type says how: need, by, for or access.",
    "postcode finds places with that postcode and services whose area names it; with proximity, in metres,"
    " places that near to its middle.",
    "Parameters that HSDS does not know are passed over; a value that cannot be read is an error 400.",
]
_PARAMETERS = {
    "search": "Words in its texts, its needs, or its public address.",
    "page": "Which page, from 1.",
    "per_page": f"How many on a page, 1 to {asking.MOST_PER_PAGE}; {asking.PER_PAGE} without a wish.",
    "format": "json, or ndjson: all of it without pages, an object a line.",
    "taxonomy_term_id": "Of which this term is said.",
    "taxonomy_id": "Of which a term of this taxonomy is said.",
    "organization_id": "Of this organization.",
    "modified_after": "Changed at this moment or later (ISO 8601, UTC unless it says otherwise).",
    "minimal": "Only id and modified_date, all on one page.",
    "full": "Whole objects.",
    "full_service": "With whole services.",
    "postcode": "Serving this postcode; with proximity, near its middle.",
    "proximity": "Metres from the middle of the postcode.",
    "top_only": "Only terms that are part of no other.",
    "parent_id": "Only terms right below this one.",
}
_TYPES = {
    **{name: {"type": "integer"} for name in ("page", "per_page", "proximity")},
    **{name: {"type": "boolean"} for name in ("minimal", "full", "full_service", "top_only")},
    **{
        name: {"type": "string", "format": "uuid"}
        for name in ("taxonomy_term_id", "taxonomy_id", "organization_id", "parent_id")
    },
    "modified_after": {"type": "string", "format": "date-time"},
    "format": {"enum": ["json", "ndjson"]},
}
# HSDS's schemas of an item in a list, and of a whole object.
_SCHEMAS = {
    "services": ("compiled/service_list.json", "compiled/service.json"),
    "service_at_locations": (
        "compiled/service_at_location_list.json",
        "compiled/service_at_location.json",
    ),
    "organizations": ("compiled/organization_list.json", "compiled/organization.json"),
    "taxonomies": ("taxonomy.json", "taxonomy.json"),
    "taxonomy_terms": ("taxonomy_term.json", "taxonomy_term.json"),
}


def profile() -> dict[str, Any]:
    """What this directory says beyond HSDS 3.0, as schemas of the properties that are added."""
    return {
        "name": f"HSDS profile of {current_network().name}",
        "hsds_version": "3.0",
        "about": _NOTES,
        "adds": {entity: {"properties": properties} for entity, properties in _PROPERTIES.items()},
    }


def openapi(server: str) -> dict[str, Any]:
    """The OpenAPI file; `server`: the address of the API."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"The directory of {current_network().name}",
            "version": "3.0",
            "description": "Open Referral HSDS 3.0, for reading, by everybody, without a key.",
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": server.rstrip("/")}],
        "paths": {
            "/": {"get": _operation("about", "What this API is.", {"type": "object"})},
            **{f"/{kind}": _list(kind) for kind in COLLECTIONS},
            **{f"/{kind}/{{id}}": _detail(kind) for kind in COLLECTIONS},
        },
        "components": {"schemas": {"Page": _PAGE, "Error": _ERROR}},
    }


def _list(kind: str) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": f"{HSDS}/{_SCHEMAS[kind][0]}"}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Page"}, {"properties": {"contents": items}}]}
    fields: dict[str, Any] = COLLECTIONS[kind].form.base_fields
    return {"get": _operation(kind, "A page of them.", schema, fields)}


def _detail(kind: str) -> dict[str, Any]:
    fields: dict[str, Any] = COLLECTIONS[kind].one.base_fields
    found = _operation(f"{kind}_one", "One, whole.", {"$ref": f"{HSDS}/{_SCHEMAS[kind][1]}"}, fields)
    return {"parameters": [_parameter("id", "path")], "get": found}


def _operation(name: str, summary: str, schema: dict[str, Any], fields: Any = ()) -> dict[str, Any]:
    wrong = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_parameter(field) for field in fields],
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "default": {"description": "What is wrong, in words.", **wrong},
        },
    }


def _parameter(name: str, where: str = "query") -> dict[str, Any]:
    return {
        "name": name,
        "in": where,
        "required": where == "path",
        "description": _PARAMETERS.get(name, "Its id."),
        "schema": _TYPES.get(name, {"type": "string"}),
    }


_PAGE = {
    "type": "object",
    "properties": {
        **{name: {"type": "integer"} for name in ("total_items", "total_pages", "page_number", "size")},
        **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
    },
}
_ERROR = {
    "type": "object",
    "properties": {"status": {"type": "integer"}, "message": {"type": "string"}},
}
