"""Drafts into the database, set-based: whole bundles that are new or have changed, and nothing else.

A bundle is an organization, a place or a service with all that hangs on it. Its fingerprint says whether the
source has changed it since the last import; if not, it is left alone, and so is what organizers mended.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from mutualaid.base import many

from .. import needs
from ..models import RESERVED, Service, ServiceAtLocation
from .drafts import Draft, Drafts, Key
from .report import Change, Report
from .tables import CHILDREN, HEAD_LINKS, HEADS, TABLES

BATCH = 1000


@dataclass(frozen=True)
class Choices:
    """What the importer was told about a whole source."""

    zone: str
    language: str = "en"
    verified_on: dt.date | None = None
    # Persons' names and mailboxes too: only for whoever vouches that these persons agreed.
    keep_names: bool = False
    # Listings that are no longer in the source: hidden, or left alone.
    hide_gone: bool = False


@dataclass
class Stored:
    """What an import touched, by primary key: what must be projected again."""

    services: set[int]
    locations: set[int]
    organizations: set[int]


# What a listing has of our own words: the column of the table between, and where the words are held.
OUR_TERMS: dict[str, tuple[str, Callable[[], needs.Terms]]] = {
    "needs": ("need_id", needs.tree),
    "by_communities": ("community_id", needs.communities),
    "for_communities": ("community_id", needs.communities),
    "access": ("access_id", needs.access),
}


class Store:
    """Stores the drafts of one import, in the caller's transaction."""

    def __init__(self, drafts: Drafts, choices: Choices, report: Report) -> None:
        self.drafts, self.choices, self.report = drafts, choices, report
        self.fingerprints = drafts.fingerprints()
        self.keys: dict[Key, int] = {}
        self.outcomes: dict[Key, str] = {}

    def run(self) -> Stored:
        """Write heads, then what hangs on them; count every row."""
        for table in HEADS:
            self._heads(table)
            self._parents(table)
        for table in CHILDREN:
            self._tell_changes_below(table)
        for table in CHILDREN:
            self._forget(table)
        for table in CHILDREN:
            self._children(table)
        for name in OUR_TERMS:
            self._terms(name)
        self._count()
        touched = {table: set(self._changed(table)) for table in HEADS}
        touched["services"].update(self._gone())
        return Stored(touched["services"], touched["locations"], touched["organizations"])

    # --- Organizations, places, services -----------------------------------------------------------

    def _heads(self, table: str) -> None:
        model: Any = TABLES[table].model
        drafts = self.drafts.of(table)
        held = {
            row["uuid"]: row
            for row in model.objects.filter(uuid__in=many.uuids([draft.uuid for draft in drafts])).values(
                *_held(table)
            )
        }
        self.report.on_step(f"{len(drafts)} {table.replace('_', ' ')}")
        slugs = _Slugs() if table == "services" else None
        write = []
        for draft in drafts:
            before = held.get(draft.uuid)
            fingerprint = self._fingerprint(draft)
            if before and before["fingerprint"] == fingerprint:
                self.outcomes[draft.key] = "unchanged"
                continue
            self.outcomes[draft.key] = "changed" if before else "new"
            row = model(**self._head_values(draft, before, slugs), fingerprint=fingerprint)
            write.append(row)
            if before:
                self._tell_changes(table, str(row), before, row)
        model.objects.bulk_create(
            write,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["uuid"],
            update_fields=_updated(table),
        )
        pairs = model.objects.filter(uuid__in=many.uuids([draft.uuid for draft in drafts])).values_list(
            "uuid", "pk"
        )
        self.keys.update({(table, uuid): pk for uuid, pk in pairs})

    def _tell_changes(self, table: str, name: str, before: dict[str, Any], row: Any) -> None:
        for column in TABLES[table].columns:
            what = TABLES[table].field_of(column)
            was, now = before[what], getattr(row, what)
            if was != now:
                self.report.changes.append(Change(table, name, what, _words(was), _words(now)))

    def _tell_changes_below(self, table: str) -> None:
        """What hangs on a bundle that was here: added, removed, or saying something else."""
        manager: Any = TABLES[table].model._default_manager
        held = {row.uuid: str(row) for row in manager.filter(self._hanging(table))}
        for draft in self._fresh(table):
            was = held.pop(draft.uuid, "")
            values = {TABLES[table].field_of(name): value for name, value in draft.values.items()}
            now = str(TABLES[table].model(**values))
            if self.outcomes[draft.head.key] == "changed" and was != now:
                self._tell(table, draft.head.values.get("name", ""), was, now)
        for was in held.values():
            self._tell(table, "", was, "")

    def _tell(self, table: str, name: str, before: str, after: str) -> None:
        self.report.changes.append(Change(table, name, TABLES[table].entity, before, after))

    def _fingerprint(self, draft: Draft) -> str:
        """Of the bundle; what was said of the whole source changes those of its services too."""
        own = self.fingerprints[draft.key]
        if draft.table == "services" and self.choices.verified_on:
            return f"{own[:24]}{self.choices.verified_on:%Y%m%d}"
        return own

    def _head_values(
        self, draft: Draft, before: dict[str, Any] | None, slugs: "_Slugs | None"
    ) -> dict[str, Any]:
        values = self._row_values(draft)
        values |= {
            "source": self.drafts.source,
            "external_id": draft.external_id[:100],
            "modified_at": timezone.now(),
        }
        if draft.table == "taxonomy_terms" and draft.needs:
            values["need_id"] = needs.tree().by_slug[min(draft.needs)].id
        if slugs:
            values["slug"] = before["slug"] if before else slugs.free(draft.values["name"])
            values.update(zone=self.choices.zone, language=self.choices.language)
            values |= self._verified(values.pop("last_verified_on", None), before)
            hours = [values.get("hours_verified_on"), (before or {}).get("hours_verified_on")]
            values["hours_verified_on"] = max(filter(None, hours), default=None)
            # Once secret, a place stays so until organizers say otherwise.
            values["is_confidential"] = bool(
                draft.values.get("is_confidential") or (before and before["is_confidential"])
            )
            values |= {name: draft.values[name] for name in ("zone", "language") if name in draft.values}
            if before and before["only_for"]:
                values["only_for"] = True
        return values

    def _row_values(self, draft: Draft) -> dict[str, Any]:
        """A row of our model, as far as the source says it."""
        table = TABLES[draft.table]
        values: dict[str, Any] = {table.field_of(name): value for name, value in draft.values.items()}
        for name, other in draft.links.items():
            if name not in (table.any_link, table.parent):
                values[table.field_of(name)] = self.keys[other.key]
        if table.any_link:
            linked = draft.links[table.any_link]
            values |= {
                table.any_link: linked.uuid,
                table.any_entity: TABLES[linked.table].entity,
                f"{TABLES[linked.head.table].entity}_id": self.keys[linked.head.key],
            }
        return {"uuid": draft.uuid, **values}

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

    def _parents(self, table: str) -> None:
        """What is part of another row of its table; that may come later in the file."""
        column = TABLES[table].parent
        if not column:
            return
        model: Any = TABLES[table].model
        parts = [
            model(pk=self.keys[draft.key], **{column: self.keys[draft.links[column].key]})
            for draft in self._fresh(table)
            if column in draft.links
        ]
        model.objects.bulk_update(parts, [column.removesuffix("_id")], batch_size=BATCH)

    # --- What hangs on them ------------------------------------------------------------------------

    def _forget(self, table: str) -> None:
        """Of bundles that have changed, what hung on them before and is no longer there."""
        manager: Any = TABLES[table].model._default_manager
        gone = manager.filter(self._hanging(table))
        drafts = self.drafts.of(table)
        if table == "service_at_location":
            # Also what is at another place now: two rows may have changed places with one another.
            here = {(d.uuid, *(self.keys[d.links[name].key] for name in TABLES[table].links)) for d in drafts}
            held = gone.values_list("pk", "uuid", "service_id", "location_id")
            moved = [pk for pk, *row in held if tuple(row) not in here]
            manager.filter(pk__in=many.keys(moved)).delete()
        else:
            gone.exclude(uuid__in=many.uuids([draft.uuid for draft in drafts])).delete()

    def _hanging(self, table: str) -> Q:
        """The rows of a table that hang on a bundle that has changed: the same rule as `Draft.head`."""
        if TABLES[table].any_link:
            entities = [(TABLES[head].entity, head) for head in HEADS if not head.startswith("taxonom")]
            return _any(Q(**{f"{entity}__in": many.keys(self._changed(head))}) for entity, head in entities)
        found, alone = Q(pk=None), dict[str, Any]()
        for column in HEAD_LINKS:
            if column not in TABLES[table].links:
                continue
            name, other = column.removesuffix("_id"), TABLES[table].links[column]
            if other in HEADS:
                on = Q(**{f"{name}__in": many.keys(self._changed(other))})
            else:
                linked: Any = TABLES[other].model._default_manager
                on = Q(**{f"{name}__in": linked.filter(self._hanging(other)).values("pk")})
            found |= on & Q(**alone)
            alone[name] = None
        return found

    def _children(self, table: str) -> None:
        model: Any = TABLES[table].model
        model.objects.bulk_create(
            [model(**self._row_values(draft)) for draft in self._fresh(table)],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["uuid"],
            update_fields=_columns(table),
        )
        uuids = many.uuids([draft.uuid for draft in self.drafts.of(table)])
        pairs = model.objects.filter(uuid__in=uuids).values_list("uuid", "pk")
        self.keys.update({(table, uuid): pk for uuid, pk in pairs})

    def _terms(self, name: str) -> None:
        """The needs of services that have changed, and whom and how they welcome where the source says so."""
        through = getattr(Service, name).through
        column, terms = OUR_TERMS[name]
        fresh = [draft for draft in self._fresh("services") if name == "needs" or draft.terms.get(name)]
        services = many.keys([self.keys[draft.key] for draft in fresh])
        through.objects.filter(service__in=services).delete()
        by_slug = terms().by_slug
        through.objects.bulk_create(
            [
                through(service_id=self.keys[draft.key], **{column: by_slug[slug].id})
                for draft in fresh
                for slug in sorted(draft.needs if name == "needs" else draft.terms[name])
            ],
            batch_size=BATCH,
        )

    # --- Counting ----------------------------------------------------------------------------------

    def _fresh(self, table: str) -> Iterable[Draft]:
        """The drafts of a table whose bundle is new or has changed."""
        return (one for one in self.drafts.of(table) if self.outcomes[one.head.key] != "unchanged")

    def _changed(self, table: str) -> list[int]:
        return [self.keys[draft.key] for draft in self._fresh(table)]

    def _count(self) -> None:
        for drafts in self.drafts.by_table.values():
            for draft in drafts:
                for row in draft.counted_rows:
                    self.report.stored(row.file, self.outcomes[draft.head.key])

    def _gone(self) -> list[int]:
        """Listings of this source that are no longer in it are hidden, if so told, and come back with it."""
        here = many.uuids([draft.uuid for draft in self.drafts.of("services")])
        of_source = Service.objects.filter(source=self.drafts.source)
        gone = of_source.filter(publication=Service.Publication.PUBLISHED).exclude(uuid__in=here)
        self.report.gone = list(gone.values_list("name", flat=True).order_by("name"))
        back = of_source.filter(uuid__in=here, hidden_reason=Service.HiddenReason.GONE)
        touched = list(back.values_list("pk", flat=True))
        back.update(publication=Service.Publication.PUBLISHED, hidden_reason="")
        if self.choices.hide_gone:
            touched += gone.values_list("pk", flat=True)
            gone.update(publication=Service.Publication.HIDDEN, hidden_reason=Service.HiddenReason.GONE)
        return touched


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
    told = TABLES[table]
    columns = [told.field_of(name) for name in told.columns]
    more = ["slug", "verified_how"] if table == "services" else []
    return ["uuid", "fingerprint", *columns, *more]


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def _columns(table: str) -> list[str]:
    """What our model calls the columns that a source may say something in, its parent apart."""
    told = TABLES[table]
    names = [told.field_of(name) for name in told.columns]
    names += [told.field_of(name).removesuffix("_id") for name in told.links]
    if told.any_link:
        heads = [TABLES[head].entity for head in HEADS if not head.startswith("taxonom")]
        names += [told.any_link, told.any_entity, *heads]
    return list(dict.fromkeys(names))


def _updated(table: str) -> list[str]:
    """The columns that an import may change: never what organizers decide (shown or hidden, its need)."""
    mine = ["source", "external_id", "fingerprint", "modified_at"]
    if table == "services":
        mine += ["zone", "language", "verified_how", "is_confidential"]
    return list(dict.fromkeys([*_columns(table), *mine]))


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk=None)
    for one in conditions:
        found |= one
    return found


def services_to_project(stored: Stored) -> set[int]:
    """The listings whose search rows an import has made old."""
    at_places = ServiceAtLocation.objects.filter(location__in=many.keys(stored.locations)).values_list(
        F("service"), flat=True
    )
    of_organizations = Service.objects.filter(organization__in=many.keys(stored.organizations))
    return {*stored.services, *at_places, *of_organizations.values_list("pk", flat=True)}
