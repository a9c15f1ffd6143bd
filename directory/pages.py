"""What the page of a listing is told."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mutualaid.base import hanging
from mutualaid.base.network import current_network

from . import confidence, hours, needs, wording
from .cards import tel
from .models import Check, Schedule, Service, ServiceAtLocation
from .needs import Node
from .projection import RULE_FIELDS, rules_at, while_fresh


@dataclass(frozen=True)
class At:
    """A listing at one of its places. `week`: `[(day, ["9:00–17:00"])]`; `usual`: the rules in words."""

    name: str
    address: list[str]
    transportation: str
    said: str
    is_open: bool
    is_fresh: bool
    week: list[tuple[dt.date, list[str]]]
    usual: list[str]
    notes: list[str]
    phones: list[tuple[Any, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ListingPage:
    """All that the page of a listing says."""

    needs: list[needs.Node]
    places: list[At]
    languages: list[str]
    access: list[str]
    by: list[str]
    made_for: list[str]
    ages: str
    trust: list[str]
    is_due: bool
    is_paused: bool
    today: dt.date

    @property
    def main_need(self) -> Node | None:
        """What it is about, as exactly as one word says it."""
        return next((node for node in self.needs if node.parent), self.needs[0] if self.needs else None)


# Of the terms only the keys: what they are called is held in memory.
_TERMS = {
    "need_ids": hanging.keys(Service, "needs"),
    "access_ids": hanging.keys(Service, "access"),
    "by_ids": hanging.keys(Service, "by_communities"),
    "for_ids": hanging.keys(Service, "for_communities"),
}
# What the page of a listing is made of, on any page that shows it.
_HANGING = (
    *("organization__phones", "phones", "schedules", "languages", "checks"),
    *("at_locations__phones", "at_locations__schedules"),
    *(f"at_locations__location__{name}" for name in ("addresses", "phones", "schedules", "languages")),
)
# What only its own page says: what to bring, what it costs whom, and the like.
_SMALL_PRINT = (
    *("required_documents", "cost_options", "service_areas", "contacts"),
    "at_locations__location__accessibility",
)


def with_everything(services: QuerySet[Service]) -> list[Any]:
    """The listings with all that their pages say, in one statement."""
    return hanging.fetch(services.annotate(**_TERMS), *_HANGING)


def with_small_print(services: QuerySet[Service]) -> list[Any]:
    """The same with what `small_print` reads."""
    return hanging.fetch(services.annotate(**_TERMS), *_HANGING, *_SMALL_PRINT)


def small_print(service: Any) -> list[tuple[str, str]]:
    """`(what, in words)` of a listing as `with_small_print` gives it; nothing of a secret place."""
    links = [] if service.is_confidential else list(service.at_locations.all())
    ways_in = [one.description for link in links for one in link.location.accessibility.all()]
    return [
        (_("What to bring"), _listed(one.document for one in service.required_documents.all())),
        (_("Costs"), _listed(_cost(one) for one in service.cost_options.all())),
        (_("How long one waits"), service.wait_time),
        (_("For people from"), _listed(one.name or one.description for one in service.service_areas.all())),
        (_("Getting in and around"), _listed(ways_in)),
        (_("Ask for"), _listed(map(str, service.contacts.all()))),
        (_("Licences"), "\n".join(filter(None, [service.accreditations, service.licenses]))),
    ]


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _cost(one: Any) -> str:
    amount = "" if one.amount is None else f"{one.amount:f} {one.currency}".strip()
    return ", ".join(filter(None, [one.option, amount, one.amount_description]))


def listing(service: Any, at: dt.datetime) -> ListingPage:
    """The page of one listing, as `with_everything` gives it, at a moment (aware)."""
    today = hours.wall_clock(at, service.zone).date()
    days = confidence.interval_days(service.need_ids, service.verify_every_days)
    last = confidence.hours_checked(service)
    links = [] if service.is_confidential else list(service.at_locations.all())
    return ListingPage(
        needs=needs.tree().among(service.need_ids),
        places=[_at(service, link, at) for link in links] or [_at(service, None, at)],
        languages=_languages(service, links),
        access=[term.name for term in needs.access().among(service.access_ids)],
        by=[term.name for term in needs.communities().among(service.by_ids)],
        made_for=[term.name for term in needs.communities().among(service.for_ids)],
        ages=wording.ages(service.minimum_age, service.maximum_age),
        trust=_trust(service, today),
        is_due=last is None or last + dt.timedelta(days=days) < today,
        is_paused=service.status == Service.Status.PAUSED,
        today=today,
    )


def _trust(service: Any, today: dt.date) -> list[str]:
    """How sure we are, line by line: the whole, then what was looked at since, then what neighbours say."""
    last = service.last_verified_on
    days = confidence.interval_days(service.need_ids, service.verify_every_days)
    checks = sorted(service.checks.all(), key=lambda one: (-one.on.toordinal(), one.part))
    lines = [wording.checked(last, today, service.verified_how)]
    lines += [
        wording.checked_part(one, today)
        for one in checks
        if one.by in Check.TRUSTED and one.part != Check.Part.ALL and (last is None or one.on > last)
    ]
    since = max(last or dt.date.min, today - dt.timedelta(days=days))
    confirmed = sum(one.by == Check.By.NEIGHBOUR and one.on >= since for one in checks)
    return [*lines, *([wording.confirmed(confirmed)] if confirmed else [])]


def _at(service: Any, link: ServiceAtLocation | None, at: dt.datetime) -> At:
    clock = current_network().clock
    location = link.location if link else None
    schedules = [
        list(link.schedules.all()) if link else [],
        list(service.schedules.all()),
        list(location.schedules.all()) if location else [],
    ]
    rules = rules_at(*([_values(one) for one in level] for level in schedules))
    today = hours.wall_clock(at, service.zone).date()
    days = confidence.interval_days(service.need_ids, service.verify_every_days)
    fresh = confidence.fresh_until(confidence.hours_checked(service), days)
    found = hours.spans(rules, today)
    said = hours.state(
        while_fresh(found, fresh),
        zone=service.zone,
        at=at,
        is_known=hours.is_known(rules),
        fresh_until=fresh,
        is_paused=service.status == Service.Status.PAUSED,
    )
    return At(
        name=location.name if location else "",
        address=_address(link) if link else [],
        transportation=location.transportation if location else "",
        said=wording.opening(said, clock),
        is_open=said.kind is hours.Kind.OPEN,
        is_fresh=fresh is not None and fresh >= today,
        week=wording.week(found, today, clock) if found else [],
        usual=[wording.rule(rule, clock) for rule in rules],
        notes=[note for level in schedules for one in level for note in (one.description, one.notes) if note],
        phones=_phones(service, link),
    )


def _values(schedule: Schedule) -> dict[str, Any]:
    return {name: getattr(schedule, name) for name in RULE_FIELDS}


def _address(link: ServiceAtLocation) -> list[str]:
    """The lines of the address to go to; the one to write to if there is no other."""
    addresses = sorted(link.location.addresses.all(), key=lambda one: one.address_type == "postal")
    if not addresses:
        return []
    one = addresses[0]
    town = " ".join(filter(None, [one.city, one.state_province, one.postal_code]))
    return list(filter(None, [one.address_1, one.address_2, town]))


def _phones(service: Service, link: ServiceAtLocation | None) -> list[tuple[Any, str]]:
    """Numbers to call and what they are for, the nearest first, each once."""
    found = [*link.phones.all()] if link else []
    found += service.phones.all()
    found += link.location.phones.all() if link else []
    found += service.organization.phones.all() if service.organization else []
    told = {one.number: one for one in reversed(found)}
    return [
        (tel(f"{one.number} x{one.extension}" if one.extension else one.number), one.description or one.type)
        for one in reversed(told.values())
    ]


def _languages(service: Service, links: Sequence[ServiceAtLocation]) -> list[str]:
    spoken = [*service.languages.all(), *(one for link in links for one in link.location.languages.all())]
    names = [wording.language_name(one.code) if one.code else one.name for one in spoken]
    return list(dict.fromkeys(names))
