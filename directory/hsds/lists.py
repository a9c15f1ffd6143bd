"""The lists of the API: which rows each has, in which order, and how one of them is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Max, OuterRef, Q, QuerySet

from ..models import Service, Taxonomy, TaxonomyTerm
from . import asking, nested, ours
from .asking import of_services, saying
from .nested import Json
from .rows import Row, plain, read
from .shown import shown

Asked = dict[str, Any]


@dataclass(frozen=True)
class Collection:
    """One kind of object. `keys`: of all that is asked for, in order; `write`: objects of some of them.

    `key`: of the object with this id, or None; `one`: how that is asked for.
    """

    form: type[forms.Form]
    keys: Callable[[Asked], Any]
    write: Callable[[Sequence[Any], Asked], list[Json]]
    key: Callable[[UUID], Any]
    one: type[forms.Form] = asking.One


def _ordered(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("uuid").values_list("pk", flat=True)


def _key(table: str) -> Callable[[UUID], Any]:
    return lambda uuid: shown(table).filter(uuid=uuid).values_list("pk", flat=True).first()


# --- Listings, with their places ----------------------------------------------------------------------


def _services(asked: Asked) -> QuerySet[Any]:
    rows = shown("services").filter(of_services(asked))
    if text := asked.get("search"):
        rows = rows.filter(saying(text, service=OuterRef("pk")))
    return _ordered(rows)


def _write_services(keys: Sequence[int], asked: Asked) -> list[Json]:
    if asked.get("minimal"):
        rows = Service.objects.filter(pk__in=keys).order_by("uuid").values_list("uuid", "modified_at")
        return [{"id": str(uuid), "modified_date": plain(moment)} for uuid, moment in rows]
    found = nested.of_services(keys, whole=bool(asked.get("full")))
    write = found.whole if asked.get("full") else found.brief
    return [write("services", key) for key in keys]


def _links(asked: Asked) -> QuerySet[Any]:
    rows = shown("service_at_location").filter(of_services(asked, "service__"))
    if text := asked.get("search"):
        rows = rows.filter(saying(text, service=OuterRef("service"), location=OuterRef("location")))
    if near := asked.get("near"):
        rows = rows.filter(asking.near(near, asked["proximity"]))
    elif postcode := asked.get("postcode"):
        rows = rows.filter(asking.serving(postcode))
    return _ordered(rows)


def _write_links(keys: Sequence[int], asked: Asked) -> list[Json]:
    whole = bool(asked.get("full"))
    found = nested.of_links(keys, whole=whole)
    return [found.link(key, whole=whole) for key in keys]


def _organizations(asked: Asked) -> QuerySet[Any]:
    rows = shown("organizations")
    if text := asked.get("search"):
        rows = rows.filter(saying(text, service__organization=OuterRef("pk")) | Q(name__icontains=text))
    return _ordered(rows)


def _write_organizations(keys: Sequence[int], asked: Asked) -> list[Json]:
    whole = bool(asked.get("full"))
    services = "whole" if asked.get("full_service") else "brief" if whole else ""
    found = nested.of_organizations(keys, whole=whole, services=services)
    return [found.organization(key, whole=whole, services=services) for key in keys]


# --- Words: ours and those of others, by their ids -----------------------------------------------------


def _taxonomies(asked: Asked) -> list[UUID]:
    text = asked.get("search") or ""
    rows = shown("taxonomies").filter(Q(name__icontains=text) | Q(description__icontains=text))
    mine = [row.uuid for row in ours.taxonomies() if _says(row, text)]
    return sorted([*rows.values_list("uuid", flat=True), *mine])


def _write_taxonomies(keys: Sequence[UUID], asked: Asked) -> list[Json]:
    rows = [*read("taxonomies", shown("taxonomies").filter(uuid__in=keys)), *ours.taxonomies()]
    return [row.whole for row in _in_order(rows, keys)]


def _terms(asked: Asked) -> list[UUID]:
    text, taxonomy, parent = asked.get("search") or "", asked.get("taxonomy_id"), asked.get("parent_id")
    rows = shown("taxonomy_terms").filter(
        Q(name__icontains=text) | Q(description__icontains=text) | Q(code__iexact=text)
    )
    mine = [row for row in ours.terms() if _says(row, text)]
    if taxonomy:
        rows = rows.filter(taxonomy_detail__uuid=taxonomy)
        mine = [row for row in mine if row.links["taxonomy_id"] == str(taxonomy)]
    if parent:
        rows = rows.filter(parent__uuid=parent)
        mine = [row for row in mine if row.links.get("parent_id") == str(parent)]
    if asked.get("top_only"):
        rows = rows.filter(parent=None)
        mine = [row for row in mine if "parent_id" not in row.links]
    return sorted([*rows.values_list("uuid", flat=True), *(row.uuid for row in mine)])


def _write_terms(keys: Sequence[UUID], asked: Asked) -> list[Json]:
    rows = [*read("taxonomy_terms", shown("taxonomy_terms").filter(uuid__in=keys)), *ours.terms()]
    return nested.terms(_in_order(rows, keys))


def _in_order(rows: Sequence[Row], keys: Sequence[UUID]) -> list[Row]:
    by_uuid = {row.uuid: row for row in rows}
    return [by_uuid[key] for key in keys if key in by_uuid]


def _says(row: Row, text: str) -> bool:
    words = (row.values["name"], row.values["description"], row.values.get("code", ""))
    return any(text.lower() in word.lower() for word in words)


COLLECTIONS = {
    "services": Collection(asking.Services, _services, _write_services, _key("services")),
    "service_at_locations": Collection(asking.Links, _links, _write_links, _key("service_at_location")),
    "organizations": Collection(
        asking.Organizations,
        _organizations,
        _write_organizations,
        _key("organizations"),
        asking.OneOrganization,
    ),
    "taxonomies": Collection(asking.Page, _taxonomies, _write_taxonomies, lambda uuid: uuid),
    "taxonomy_terms": Collection(asking.Terms, _terms, _write_terms, lambda uuid: uuid),
}


def newest() -> Any:
    """When anything changed last, what is hidden now too: a list without it is another one. Or None."""
    models: tuple[Any, ...] = (Service, Taxonomy, TaxonomyTerm)
    found = [model.objects.aggregate(at=Max("modified_at"))["at"] for model in models]
    return max(filter(None, found), default=None)
