"""Drafts into the database, set-based: whole bundles that are new or have changed, and nothing else.

A bundle is an organization, a place or a service with all that hangs on it. Its fingerprint says whether the
source has changed it since the last import; if not, it is left alone, and so is what organizers mended.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Model, Q
from django.utils import timezone
from django.utils.text import slugify

from .. import needs
from ..models import RESERVED, Language, Phone, Schedule, Service, ServiceAtLocation
from .drafts import Draft, Drafts
from .report import Report
from .tables import HEADS, TABLES
from .terms import merged_rows

BATCH = 1000
CHILDREN = ("addresses", "phones", "schedules", "languages")


@dataclass(frozen=True)
class Choices:
    """What the importer was told about a whole source."""

    zone: str
    language: str = "en"
    verified_on: dt.date | None = None


@dataclass
class Stored:
    """What an import touched, by primary key: what must be projected again."""

    services: set[int]
    locations: set[int]
    organizations: set[int]


class Store:
    """Stores the drafts of one import, in the caller's transaction."""

    def __init__(self, drafts: Drafts, choices: Choices, report: Report) -> None:
        self.drafts, self.choices, self.report = drafts, choices, report
        self.fingerprints = drafts.fingerprints()
        self.keys: dict[UUID, int] = {}
        self.outcomes: dict[UUID, str] = {}

    def run(self) -> Stored:
        """Write heads, then what hangs on them; count every row."""
        for table in HEADS:
            self._heads(table)
        self._parents()
        self._forget_children()
        self._links()
        for table in CHILDREN:
            self._children(table)
        self._needs()
        self._count()
        touched = {table: set(self._changed(table)) for table in HEADS}
        return Stored(touched["services"], touched["locations"], touched["organizations"])

    # --- Organizations, places, services -----------------------------------------------------------

    def _heads(self, table: str) -> None:
        model: Any = TABLES[table].model
        drafts = self.drafts.of(table)
        held = {
            row["uuid"]: row
            for row in model.objects.filter(uuid__in=[draft.uuid for draft in drafts]).values(*_held(table))
        }
        slugs = _Slugs() if table == "services" else None
        write = []
        for draft in drafts:
            before = held.get(draft.uuid)
            fingerprint = self._fingerprint(draft)
            if before and before["fingerprint"] == fingerprint:
                self.outcomes[draft.uuid] = "unchanged"
                continue
            self.outcomes[draft.uuid] = "changed" if before else "new"
            write.append(model(**self._head_values(draft, before, slugs), fingerprint=fingerprint))
        model.objects.bulk_create(
            write,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["uuid"],
            update_fields=_updated(table),
        )
        pairs = model.objects.filter(uuid__in=[draft.uuid for draft in drafts]).values_list("uuid", "pk")
        self.keys.update(pairs)

    def _fingerprint(self, draft: Draft) -> str:
        """Of the bundle; what was said of the whole source changes those of its services too."""
        own = self.fingerprints[draft.uuid]
        if draft.table == "services" and self.choices.verified_on:
            return f"{own[:24]}{self.choices.verified_on:%Y%m%d}"
        return own

    def _head_values(
        self, draft: Draft, before: dict[str, Any] | None, slugs: "_Slugs | None"
    ) -> dict[str, Any]:
        values: dict[str, Any] = {**draft.values, "uuid": draft.uuid, "source": self.drafts.source}
        values["external_id"] = draft.external_id[:100]
        values["modified_at"] = timezone.now()
        if "organization_id" in draft.links:
            values["organization_id"] = self.keys[draft.links["organization_id"].uuid]
        if slugs:
            values["slug"] = before["slug"] if before else slugs.free(draft.values["name"])
            values.update(zone=self.choices.zone, language=self.choices.language)
            values.update(self._verified(values.pop("assured_date", None), before))
        return values

    def _verified(self, assured: dt.date | None, before: dict[str, Any] | None) -> dict[str, Any]:
        """The last day that somebody looked: organizers, the source, or whoever vouches for the file."""
        days = [day for day in (assured, self.choices.verified_on) if day]
        found = {"last_verified_on": max(days), "verified_how": Service.How.IMPORT} if days else {}
        if (
            before
            and before["last_verified_on"]
            and before["last_verified_on"] >= max(days, default=dt.date.min)
        ):
            found = {name: before[name] for name in ("last_verified_on", "verified_how")}
        return found

    def _parents(self) -> None:
        model: Any = TABLES["organizations"].model
        parts = [
            model(pk=self.keys[draft.uuid], parent_organization_id=self.keys[parent.uuid])
            for draft in self._fresh("organizations")
            if (parent := draft.links.get("parent_organization_id"))
        ]
        model.objects.bulk_update(parts, ["parent_organization"], batch_size=BATCH)

    # --- What hangs on them ------------------------------------------------------------------------

    def _forget_children(self) -> None:
        """Of bundles that have changed, what hung on them before: it is written again."""
        services, locations = self._changed("services"), self._changed("locations")
        organizations = self._changed("organizations")
        alone: dict[str, Any] = {"service": None}
        ServiceAtLocation.objects.filter(service__in=services).delete()
        for model in (Phone, Schedule):
            manager: Any = model._default_manager
            of_place = Q(location__in=locations, service_at_location=None, **alone)
            manager.filter(Q(service__in=services) | of_place).delete()
        Language.objects.filter(Q(service__in=services) | Q(location__in=locations, **alone)).delete()
        Phone.objects.filter(organization__in=organizations, location=None, **alone).delete()
        TABLES["addresses"].model._default_manager.filter(location__in=locations).delete()
        Service.needs.through.objects.filter(service__in=services).delete()

    def _links(self) -> None:
        found = [
            ServiceAtLocation(
                uuid=draft.uuid,
                service_id=self.keys[draft.links["service_id"].uuid],
                location_id=self.keys[draft.links["location_id"].uuid],
                **draft.values,
            )
            for draft in self._fresh("service_at_location")
        ]
        ServiceAtLocation.objects.bulk_create(found, batch_size=BATCH, ignore_conflicts=True)
        uuids = [draft.uuid for draft in self.drafts.of("service_at_location")]
        self.keys.update(ServiceAtLocation.objects.filter(uuid__in=uuids).values_list("uuid", "pk"))

    def _children(self, table: str) -> None:
        model: Any = TABLES[table].model
        found = []
        for draft in self._fresh(table):
            links = {name: self.keys.get(other.uuid) for name, other in draft.links.items()}
            found.append(model(uuid=draft.uuid, **links, **draft.values))
        model.objects.bulk_create(found, batch_size=BATCH)
        if table == "phones":
            self.keys.update((one.uuid, one.pk) for one in found)

    def _needs(self) -> None:
        tree = needs.tree()
        through = Service.needs.through
        through.objects.bulk_create(
            [
                through(service_id=self.keys[draft.uuid], need_id=tree.by_slug[slug].id)
                for draft in self._fresh("services")
                for slug in sorted(draft.needs)
            ],
            batch_size=BATCH,
        )

    # --- Counting ----------------------------------------------------------------------------------

    def _fresh(self, table: str) -> Iterable[Draft]:
        """The drafts of a table whose bundle is new or has changed."""
        return (one for one in self.drafts.of(table) if self.outcomes[one.head.uuid] != "unchanged")

    def _changed(self, table: str) -> list[int]:
        return [self.keys[draft.uuid] for draft in self._fresh(table)]

    def _count(self) -> None:
        for drafts in self.drafts.by_table.values():
            for draft in drafts:
                for row in merged_rows(draft):
                    self.report.stored(row.file, self.outcomes[draft.head.uuid])
        here = [draft.uuid for draft in self.drafts.of("services")]
        self.report.gone = Service.objects.filter(source=self.drafts.source).exclude(uuid__in=here).count()


class _Slugs:
    """Free addresses for new listings; those that stand never change."""

    def __init__(self) -> None:
        self.taken = {*RESERVED, *Service.objects.values_list("slug", flat=True)}
        self.last: dict[str, int] = {}

    def free(self, name: str) -> str:
        base = slugify(name)[:100].strip("-") or "listing"
        number = self.last.get(base, 1)
        slug = base if number == 1 else f"{base}-{number}"
        while slug in self.taken:
            number += 1
            slug = f"{base}-{number}"
        self.taken.add(slug)
        self.last[base] = number
        return slug


def _held(table: str) -> list[str]:
    more = ["slug", "last_verified_on", "verified_how"] if table == "services" else []
    return ["uuid", "fingerprint", *more]


def _updated(table: str) -> list[str]:
    """The columns that an import may change: never what organizers decide (shown or hidden, secret place)."""
    model: type[Model] = TABLES[table].model
    columns = [name for name in TABLES[table].columns if name != "assured_date"]
    links = [name.removesuffix("_id") for name in TABLES[table].links if name != "parent_organization_id"]
    mine = ["source", "external_id", "fingerprint", "modified_at"]
    if model is Service:
        mine += ["zone", "language", "last_verified_on", "verified_how"]
    return [*columns, *links, *mine]


def services_to_project(stored: Stored) -> set[int]:
    """The listings whose search rows an import has made old."""
    at_places = ServiceAtLocation.objects.filter(location__in=stored.locations).values_list(
        F("service"), flat=True
    )
    of_organizations = Service.objects.filter(organization__in=stored.organizations)
    return {*stored.services, *at_places, *of_organizations.values_list("pk", flat=True)}
