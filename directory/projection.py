"""The search rows of listings: made from the tables that are the truth, with any edit, in its transaction.

`project(ids)` is the only writer, for edits, imports and rebuilds alike: a constant number of statements for
a chunk of listings, and one INSERT. What is hidden or has stopped has no row, so that it cannot be found by
probing; a confidential listing has one row without a place.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from mutualaid.base import masks

from . import confidence, hours, needs
from .hours import Rule, Span
from .models import (
    Address,
    Language,
    ListingRow,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)

CHUNK = 1000
RULE_FIELDS = tuple(Rule.__dataclass_fields__)
Values = dict[str, Any]


def project(ids: Collection[int] | None = None, *, at: dt.datetime | None = None) -> int:
    """Write the search rows of these listings again (of all: None), as of a moment. Gives how many rows."""
    if ids is None:
        ids = list(Service.objects.values_list("pk", flat=True).order_by("pk"))
    moment = at or timezone.now()
    ordered = sorted(set(ids))
    return sum(_write(ordered[i : i + CHUNK], moment) for i in range(0, len(ordered), CHUNK))


@transaction.atomic
def _write(ids: list[int], moment: dt.datetime) -> int:
    # In key order, so that two who write the same listings wait for one another rather than collide.
    list(Service.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    rows = list(_rows(_Truth(ids), moment))
    ListingRow.objects.filter(service__in=ids).delete()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [json.dumps(rows)])
    return len(rows)


# --- Reading the truth -----------------------------------------------------------------------------


class _Truth:
    """Everything that the rows of some listings are made of, in a dozen statements."""

    def __init__(self, ids: list[int]) -> None:
        shown = Service.objects.published().filter(pk__in=ids, status__in=Service.SHOWN)
        self.services: list[Values] = list(shown.order_by("pk").values(*_SERVICE, "organization__name"))
        ids = [service["id"] for service in self.services]
        self.at: dict[int, list[Values]] = defaultdict(list)
        places = ServiceAtLocation.objects.filter(service__in=ids).order_by("pk")
        for link in places.values("id", "service_id", "location_id"):
            self.at[link["service_id"]].append({**link})
        location_ids = {link["location_id"] for links in self.at.values() for link in links}
        self.locations = {
            row["id"]: row for row in Location.objects.filter(pk__in=location_ids).values(*_LOCATION)
        }
        self.addresses = _first(
            Address.objects.filter(location__in=location_ids).exclude(address_type="postal"), "location_id"
        )
        self.schedules = _Owned(Schedule, ids, location_ids, (*RULE_FIELDS,))
        self.phones = _Owned(Phone, ids, location_ids, ("number", "type"), self._organization_ids())
        self.languages = _Owned(Language, ids, location_ids, ("code",))
        self.needs = _many(Service.needs.through, "need_id", ids)
        self.access = _many(Service.access.through, "access_id", ids)
        self.by_communities = _many(Service.by_communities.through, "community_id", ids)
        self.for_communities = _many(Service.for_communities.through, "community_id", ids)

    def _organization_ids(self) -> set[int]:
        return {service["organization_id"] for service in self.services if service["organization_id"]}


_SERVICE = (
    *("id", "slug", "name", "alternate_name", "kind", "language", "description", "status", "zone"),
    *("eligibility_description", "is_confidential", "organization_id"),
    *("last_verified_on", "verified_how", "verify_every_days"),
)
_LOCATION = ("id", "name", "location_type", "latitude", "longitude")


class _Owned:
    """Rows that hang on a service at a place, a service, a place or an organization."""

    def __init__(
        self,
        model: type[Model],
        ids: Collection[int],
        location_ids: Collection[int],
        columns: tuple[str, ...],
        organization_ids: Collection[int] = (),
    ) -> None:
        owners = {"service": ids, "location": location_ids, "organization": organization_ids}
        names = {field.name for field in model._meta.get_fields()}
        if "service_at_location" in names:
            owners = {"service_at_location__service": ids, **owners}
        self.by: dict[str, dict[int, list[Values]]] = {}
        manager: Any = model._default_manager
        for path, keys in owners.items():
            owner = path.split("__")[0]
            if owner in names:
                found = manager.filter(**{f"{path}__in": keys}).order_by("pk")
                self.by[owner] = _grouped(found.values(f"{owner}_id", *columns), f"{owner}_id")

    def of(self, owner: str, pk: int | None) -> list[Values]:
        return self.by.get(owner, {}).get(pk or 0, [])


def _grouped(rows: Iterable[Values], key: str) -> dict[int, list[Values]]:
    found: dict[int, list[Values]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def _first(rows: Any, key: str) -> dict[int, Values]:
    found: dict[int, Values] = {}
    for row in rows.order_by("pk").values(key, "address_1", "city", "postal_code"):
        found.setdefault(row[key], row)
    return found


def _many(through: Any, column: str, ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for service, term in through.objects.filter(service__in=ids).values_list("service_id", column):
        found[service].append(term)
    return found


# --- Making the rows -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Where:
    """One listing at one of its places; `location_id` None where it has none, or where that is secret."""

    link_id: int | None = None
    location_id: int | None = None


def _rows(truth: _Truth, moment: dt.datetime) -> Iterator[Values]:
    for service in truth.services:
        links = [] if service["is_confidential"] else truth.at[service["id"]]
        places = [Where(link["id"], link["location_id"]) for link in links] or [Where()]
        shared = _shared(truth, service)
        for where in places:
            yield {**shared, **_placed(truth, service, where), **_opening(truth, service, where, moment)}


def _shared(truth: _Truth, service: Values) -> Values:
    """What is the same at every place of a listing."""
    pk = service["id"]
    tree = needs.tree()
    nodes = [tree.by_id[need] for need in truth.needs[pk] if need in tree.by_id]
    needs_a, needs_b = masks.pair(node.bit for node in nodes)
    communities, access = needs.communities().by_id, needs.access().by_id
    return {
        "service_id": pk,
        "kind": service["kind"],
        "slug": service["slug"],
        "name": service["name"],
        "language": service["language"],
        "organization": service["organization__name"] or "",
        "zone": service["zone"],
        "needs_a": needs_a,
        "needs_b": needs_b,
        "by_communities": masks.pair(communities[one].bit for one in truth.by_communities[pk])[0],
        "for_communities": masks.pair(communities[one].bit for one in truth.for_communities[pk])[0],
        "access": masks.pair(access[one].bit for one in truth.access[pk])[0],
        "last_verified_on": _iso(service["last_verified_on"]),
        "verified_how": service["verified_how"],
        "is_paused": service["status"] == Service.Status.PAUSED,
        "words_en": " ".join(node.words_en for node in nodes),
        "words_es": " ".join(node.words_es for node in nodes),
    }


def _placed(truth: _Truth, service: Values, where: Where) -> Values:
    """What belongs to the place. Without one, nothing of it: no point, no word of an address."""
    location = truth.locations.get(where.location_id or 0, {})
    address = truth.addresses.get(where.location_id or 0, {})
    is_there = location.get("location_type") == Location.Type.PHYSICAL
    spoken = [
        *truth.languages.of("service", service["id"]),
        *truth.languages.of("location", where.location_id),
    ]
    texts = [service["alternate_name"], service["description"], service["eligibility_description"]]
    place_words = [location.get("name", ""), address.get("address_1", ""), address.get("city", "")]
    return {
        "location_id": where.location_id,
        "latitude": location.get("latitude") if is_there else None,
        "longitude": location.get("longitude") if is_there else None,
        "street": address.get("address_1", ""),
        "city": address.get("city", ""),
        "phone": _phone(truth, service, where),
        "languages": masks.languages(row["code"] for row in spoken if row["code"]),
        "text": " ".join(texts),
        "place_words": " ".join([*place_words, address.get("postal_code", "")]),
    }


def _phone(truth: _Truth, service: Values, where: Where) -> str:
    """The number to call: the nearest to what is offered here, a voice before a fax."""
    numbers = [
        *truth.phones.of("service_at_location", where.link_id),
        *truth.phones.of("service", service["id"]),
        *truth.phones.of("location", where.location_id),
        *truth.phones.of("organization", service["organization_id"]),
    ]
    numbers.sort(key=lambda phone: phone["type"].lower() in ("fax", "text", "textphone", "pager"))
    return numbers[0]["number"] if numbers else ""


def _opening(truth: _Truth, service: Values, where: Where, moment: dt.datetime) -> Values:
    rules = rules_at(
        truth.schedules.of("service_at_location", where.link_id),
        truth.schedules.of("service", service["id"]),
        truth.schedules.of("location", where.location_id),
    )
    days = confidence.interval_days(truth.needs[service["id"]], service["verify_every_days"])
    fresh = confidence.fresh_until(service["last_verified_on"], days)
    is_paused = service["status"] == Service.Status.PAUSED
    today = moment.astimezone(ZoneInfo(service["zone"])).date()
    found = [] if is_paused else while_fresh(hours.spans(rules, today), fresh)
    return {
        "has_hours": hours.is_known(rules),
        "fresh_until": _iso(fresh),
        "open": "{" + ",".join(f"[{start.isoformat()},{end.isoformat()})" for start, end in found) + "}",
    }


def rules_at(at_place: list[Values], of_service: list[Values], of_place: list[Values]) -> list[Rule]:
    """The rules that hold: the most particular hours alone, with the exceptions of all."""
    levels = [[_rule(row) for row in rows] for rows in (at_place, of_service, of_place)]
    usual = next((own for rules in levels if (own := [one for one in rules if not one.is_exception])), [])
    return usual + [one for rules in levels for one in rules if one.is_exception]


def _rule(row: Values) -> Rule:
    values = {name: row[name] for name in RULE_FIELDS}
    return Rule(**{**values, "interval": row["interval"] or 1})


def while_fresh(spans: list[Span], fresh: dt.date | None) -> list[Span]:
    """The parts of spans until the end of the last day on which the hours count as checked."""
    if fresh is None:
        return []
    end = dt.datetime.combine(fresh + hours.DAY, dt.time())
    return [(start, min(stop, end)) for start, stop in spans if start < end]


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


_INSERT = """
INSERT INTO directory_listingrow (
  published, service_id, location_id, kind, needs_a, needs_b, languages, by_communities, for_communities,
  access, latitude, longitude, open, zone, has_hours, is_paused, fresh_until, last_verified_on, verified_how,
  slug, name, language, organization, street, city, phone, words
)
SELECT
  true, service_id, location_id, kind, needs_a, needs_b, languages, by_communities, for_communities,
  access, latitude, longitude, open::tsmultirange, zone, has_hours, is_paused, fresh_until, last_verified_on,
  verified_how, slug, name, language, organization, street, city, phone,
  mutualaid_words(language, name, organization, text)
    || mutualaid_words('simple', name, organization, place_words)
    || mutualaid_words('en', '', words_en, '') || mutualaid_words('es', '', words_es, '')
FROM jsonb_to_recordset(%s::jsonb) AS row (
  service_id bigint, location_id bigint, kind text, needs_a bigint, needs_b bigint, languages bigint,
  by_communities bigint, for_communities bigint, access bigint, latitude float8, longitude float8, open text,
  zone text, has_hours boolean, is_paused boolean, fresh_until date, last_verified_on date,
  verified_how text, slug text, name text, language text, organization text, street text, city text,
  phone text, text text, place_words text, words_en text, words_es text
)
"""
