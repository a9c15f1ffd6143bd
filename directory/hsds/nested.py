"""The objects of HSDS's JSON: rows with what belongs to them inside, whole or in brief.

`of_services`, `of_links` and `of_organizations` read all that a page of them holds, in a constant number of
statements: one a table.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from ..importing.tables import TABLES
from . import ours
from .rows import Row, read
from .shown import shown

Json = dict[str, Any]
# What stands in an object: one of each, as `(name, table, column)`, and lists of what hangs on it.
_ONE = {
    "services": (
        ("organization", "organizations", "organization_id"),
        ("program", "programs", "program_id"),
    ),
    "service_at_location": (("location", "locations", "location_id"),),
}
_MANY = {
    "organizations": ("funding", "contacts", "phones", "programs", "organization_identifiers"),
    "services": (
        *("phones", "schedules", "service_areas", "service_at_location", "languages", "funding"),
        *("cost_options", "required_documents", "contacts"),
    ),
    "service_at_location": ("contacts", "phones", "schedules"),
    "locations": ("languages", "addresses", "contacts", "accessibility", "phones", "schedules"),
    "contacts": ("phones",),
    "phones": ("languages",),
}
_LIST_NAMES = {"service_at_location": "service_at_locations"}
# What hangs on these, in an order in which nobody comes before whom it hangs on.
_PARTS = (
    *("organization_identifiers", "addresses", "accessibility", "contacts", "phones", "schedules"),
    *("languages", "service_areas", "required_documents", "cost_options", "funding"),
)
# Objects that say by its id, too, what they link to.
_WITH_LINKS = ("organizations", "programs", "locations", "services", "service_at_location")


class Nested:
    """The rows of one page: by table and primary key, under what they hang on, and by what they are about."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[int, Row]] = defaultdict(dict)
        self._held: dict[tuple[str, int, str], list[Row]] = defaultdict(list)
        self._about: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self._terms: dict[str, Json] = {}
        self._parents: dict[str, Json | None] = {}

    def brief(self, table: str, pk: int, leave: Collection[str] = ()) -> Json:
        """An object with what there is one of, in brief too; `leave`: names of what not to put into it."""
        row = self.rows[table][pk]
        return {**_own(row), **{name: self.brief(of, key) for name, of, key in self._one(row, leave)}}

    def whole(self, table: str, pk: int, leave: Collection[str] = ()) -> Json:
        """An object with all that belongs to it."""
        row = self.rows[table][pk]
        found = {**_own(row), **{name: self.whole(of, key) for name, of, key in self._one(row, leave)}}
        for inner in _MANY.get(table, ()):
            name = _LIST_NAMES.get(inner, inner)
            if name not in leave and (held := self._held.get((table, pk, inner))):
                found[name] = [self.whole(one.table, one.pk) for one in held]
        for about in ("attributes", "metadata"):
            if said := self._about.get((row.values["id"], about)):
                found[about] = [self._said(one) for one in said]
        return found

    def link(self, pk: int, *, whole: bool) -> Json:
        """A service at a location, with both."""
        service = self.rows["service_at_location"][pk].keys["service_id"]
        if whole:
            inner = self.whole("services", service, leave=["service_at_locations"])
            return {**self.whole("service_at_location", pk), "service": inner}
        return {**self.brief("service_at_location", pk), "service": self.brief("services", service)}

    def organization(self, pk: int, *, whole: bool, services: str = "") -> Json:
        """An organization, with its places and programs; `services`: "brief", "whole", or without them."""
        found = (self.whole if whole else self.brief)("organizations", pk)
        if whole and (places := self._held.get(("organizations", pk, "locations"))):
            found["locations"] = [self.whole("locations", one.pk) for one in places]
        if services and (held := self._held.get(("organizations", pk, "services"))):
            write = self.whole if services == "whole" else self.brief
            found["services"] = [write("services", one.pk, ["organization"]) for one in held]
        return found

    def _one(self, row: Row, leave: Collection[str]) -> Iterable[tuple[str, str, int]]:
        for name, table, column in _ONE.get(row.table, ()):
            if name not in leave and row.keys.get(column) in self.rows[table]:
                yield name, table, row.keys[column]

    def _said(self, row: Row) -> Json:
        term = self._terms.get(row.links.get("taxonomy_term_id", ""))
        return {**row.values, "taxonomy_term": self._term(term)} if term else row.values

    # --- Reading ---------------------------------------------------------------------------------------

    def take(self, table: str, *which: Q, **where: Any) -> None:
        """Read rows that everybody may see, and put them under what they hang on."""
        for row in read(table, shown(table).filter(*which, **where)):
            self.rows[table][row.pk] = row
            for column, other in TABLES[table].links.items():
                if column in row.keys:
                    self._held[other, row.keys[column], table].append(row)

    def keys(self, table: str, column: str = "") -> list[int]:
        """The primary keys of the rows of a table; of what their `column` links to."""
        rows = self.rows[table].values()
        return [row.keys[column] if column else row.pk for row in rows if not column or column in row.keys]

    def take_owners(self, *, whole: bool) -> None:
        """Organizations and programs of the services."""
        self.take("organizations", pk__in=self.keys("services", "organization_id"))
        wanted = Q(pk__in=self.keys("services", "program_id"))
        if whole:
            wanted |= Q(organization__in=self.keys("organizations"))
        self.take("programs", wanted)

    def take_parts(self) -> None:
        """All that hangs on what is there, and what is said of any of it."""
        for table in _PARTS:
            wanted = Q(pk__in=[])
            for column, other in TABLES[table].links.items():
                wanted |= Q(**{f"{column.removesuffix('_id')}__in": self.keys(other)})
            self.take(table, wanted)
        said = [row.uuid for rows in self.rows.values() for row in rows.values()]
        for table, column in (("attributes", "link_id"), ("metadata", "resource_id")):
            self._put(read(table, shown(table).filter(**{f"{column}__in": said})), column)
        self._put(ours.attributes(self.keys("services")), "link_id")
        for found in self._about.values():
            found.sort(key=lambda row: row.uuid)
        self._take_terms()

    def _put(self, rows: Iterable[Row], column: str) -> None:
        for row in rows:
            self._about[row.links[column], row.table].append(row)

    def _take_terms(self) -> None:
        """Terms and those above them: of others a statement for each step up."""
        keys = {row.keys.get("taxonomy_term_id") for rows in self._about.values() for row in rows}
        found: dict[int, Row] = {}
        while keys := keys - {None, *found}:
            rows = read("taxonomy_terms", shown("taxonomy_terms").filter(pk__in=keys))
            found.update((row.pk, row) for row in rows)
            keys = {row.keys.get("parent_id") for row in rows}
        self._terms = {one["id"]: one for one in terms([*found.values(), *ours.terms()])}
        self._parents = {one: self._terms.get(term.get("parent_id", "")) for one, term in self._terms.items()}

    def _term(self, term: Json, below: Collection[str] = ()) -> Json:
        """A term with the ones above it inside."""
        parent = self._parents[term["id"]]
        if parent is None or parent["id"] in below:
            return term
        return {**term, "parent": self._term(parent, [*below, term["id"]])}


def terms(rows: Collection[Row]) -> list[Json]:
    """Terms, each with its taxonomy. At most one statement."""
    keys = {row.keys["taxonomy_id"] for row in rows if "taxonomy_id" in row.keys}
    lists = [*read("taxonomies", shown("taxonomies").filter(pk__in=keys)), *ours.taxonomies()]
    by_id = {row.values["id"]: row.values for row in lists}
    return [
        {**row.whole, "taxonomy_detail": by_id[of]} if (of := row.links.get("taxonomy_id")) else row.whole
        for row in rows
    ]


def of_services(keys: Collection[int], *, whole: bool) -> Nested:
    """Listings. In brief three statements, otherwise one a table."""
    found = Nested()
    found.take("services", pk__in=keys)
    if whole:
        found.take("service_at_location", service__in=keys)
        found.take("locations", pk__in=found.keys("service_at_location", "location_id"))
    found.take_owners(whole=whole)
    if whole:
        found.take_parts()
    return found


def of_links(keys: Collection[int], *, whole: bool) -> Nested:
    """Listings at one of their places each."""
    found = Nested()
    found.take("service_at_location", pk__in=keys)
    found.take("locations", pk__in=found.keys("service_at_location", "location_id"))
    found.take("services", pk__in=found.keys("service_at_location", "service_id"))
    found.take_owners(whole=whole)
    if whole:
        found.take_parts()
    return found


def of_organizations(keys: Collection[int], *, whole: bool, services: str = "") -> Nested:
    """Organizations with their places, programs and services, as `Nested.organization` writes them."""
    found = Nested()
    found.take("organizations", pk__in=keys)
    if services:
        found.take("services", organization__in=keys)
    if services == "whole":
        found.take("service_at_location", service__in=found.keys("services"))
    if services or whole:
        at = found.keys("service_at_location", "location_id")
        found.take("locations", Q(pk__in=at) | Q(organization__in=keys if whole else []))
        found.take(
            "programs",
            Q(organization__in=keys) | Q(pk__in=found.keys("services", "program_id")),
        )
    if whole or services == "whole":
        found.take_parts()
    return found


def _own(row: Row) -> Json:
    return dict(row.whole if row.table in _WITH_LINKS else row.values)
