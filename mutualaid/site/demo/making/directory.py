"""The directory's entries, written set-based as an import writes them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from directory import projection
from directory.models import (
    Access,
    Address,
    Community,
    Language,
    Location,
    Need,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    Term,
)
from mutualaid.base import words

from .. import place
from ..listings import LISTINGS
from ..words import Closed, Hours, ListingText
from .again import stable_uuid
from .place import coordinates

SOURCE = "demo"
Door = tuple[str, str, int, str]  # organization, street, number, how to find it
Row = TypeVar("Row", bound=models.Model)


def fill(now: dt.datetime) -> int:
    """Every listing of the demo; the guides are there already. Returns how many listings."""
    today = timezone.localdate(now)
    organizations = _organizations()
    services = _save(Service, [_service(text, organizations, today) for text in LISTINGS])
    of = dict(zip((text.key for text in LISTINGS), services, strict=True))
    _tag(Service, of, {text.key: text for text in LISTINGS})
    _put_in_places(of, organizations)
    _save(Phone, (_phone(text, of[text.key]) for text in LISTINGS if text.phone))
    _save(Schedule, (row for text in LISTINGS for row in _schedules(text, of[text.key], today)))
    _save(Language, (row for text in LISTINGS for row in _languages(text, of[text.key])))
    projection.rebuild(at=now)
    words.rebuild()
    return len(services)


def _save(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    return model._default_manager.bulk_create(list(rows))


def _organizations() -> dict[str, Organization]:
    names = dict.fromkeys(text.organization for text in LISTINGS)
    rows = [
        Organization(
            uuid=stable_uuid("organization", name), name=name, source=SOURCE, external_id=slugify(name)
        )
        for name in names
    ]
    return {row.name: row for row in _save(Organization, rows)}


def _service(text: ListingText, organizations: dict[str, Organization], today: dt.date) -> Service:
    return Service(
        uuid=stable_uuid("service", text.key),
        source=SOURCE,
        external_id=text.key,
        slug=slugify(text.name),
        name=text.name,
        kind=text.kind,
        organization=organizations[text.organization],
        description=text.text,
        language=text.language,
        zone=place.ZONE,
        is_confidential=text.confidential,
        alert=text.alert,
        eligibility_description=text.eligibility,
        application_process="Ring first: they give you a time." if text.by_appointment else "",
        last_verified_on=None if text.checked is None else today - dt.timedelta(days=text.checked),
        verified_how="" if text.checked is None else _how(text),
    )


def _how(text: ListingText) -> str:
    return Service.How.PHONE if text.phone else Service.How.VISIT


def _tag(model: type[Service], rows: dict[str, Service], texts: dict[str, ListingText]) -> None:
    """Needs, communities and ways of access, one statement for each table."""
    for field, term, column, slugs in (
        ("needs", Need, "need_id", "needs"),
        ("access", Access, "access_id", "access"),
        ("for_communities", Community, "community_id", "communities_for"),
        ("by_communities", Community, "community_id", "communities_by"),
    ):
        _join(model, field, column, {rows[key].pk: getattr(text, slugs) for key, text in texts.items()}, term)


def _join(
    model: type[models.Model], field: str, column: str, slugs: dict[int, tuple[str, ...]], term: type[Term]
) -> None:
    ids = dict(term._default_manager.values_list("slug", "pk"))
    through = getattr(model, field).through
    own = f"{model._meta.model_name}_id"
    through.objects.bulk_create(
        through(**{own: pk, column: ids[slug]}) for pk, wanted in slugs.items() for slug in wanted
    )


def _put_in_places(services: dict[str, Service], organizations: dict[str, Organization]) -> None:
    """One location for each organization and door; several listings may share it."""
    doors: dict[Door, ListingText] = {}
    for text in LISTINGS:
        if text.street:
            doors.setdefault(_door(text), text)
    places = _save(Location, (_location(text, organizations) for text in doors.values()))
    at = dict(zip(doors, places, strict=True))
    _save(
        Address,
        (
            Address(
                uuid=stable_uuid("address", *door),
                location=at[door],
                address_1=f"{door[2]} {door[1]}",
                city=place.AREA_NAME,
            )
            for door in doors
        ),
    )
    _save(
        ServiceAtLocation,
        (
            ServiceAtLocation(
                uuid=stable_uuid("at", text.key),
                service=services[text.key],
                location=at[_door(text)],
            )
            for text in LISTINGS
            if text.street
        ),
    )


def _door(text: ListingText) -> Door:
    return (text.organization, text.street, text.number, text.place)


def _location(text: ListingText, organizations: dict[str, Organization]) -> Location:
    latitude, longitude = coordinates(*place.position(text.street, text.number))
    return Location(
        uuid=stable_uuid("location", *_door(text)),
        source=SOURCE,
        external_id=slugify("-".join(map(str, _door(text)))),
        organization=organizations[text.organization],
        name=text.organization,
        transportation=text.place[:1].upper() + text.place[1:],
        latitude=latitude,
        longitude=longitude,
    )


def _phone(text: ListingText, service: Service) -> Phone:
    return Phone(uuid=stable_uuid("phone", text.key), service=service, number=text.phone, type="voice")


def _languages(text: ListingText, service: Service) -> Iterator[Language]:
    for code in text.languages:
        yield Language(uuid=stable_uuid("language", text.key, code), service=service, code=code)


# --- Opening hours --------------------------------------------------------------------------------


def _schedules(text: ListingText, service: Service, today: dt.date) -> Iterator[Schedule]:
    for number, hours in enumerate(text.hours):
        yield _usual(text, hours, service, today, number)
    for number, closed in enumerate(text.closed):
        yield _exception(text, closed, service, today, number)


def _usual(text: ListingText, hours: Hours, service: Service, today: dt.date, number: int) -> Schedule:
    """Around the clock is 00:00 to 00:00; by appointment has its times in words only."""
    valid_from, valid_to = _season(hours.season, today) if hours.season else (None, None)
    row = Schedule(
        uuid=stable_uuid("schedule", text.key, number),
        service=service,
        freq=Schedule.Freq.MONTHLY if hours.weeks else Schedule.Freq.WEEKLY,
        byday=",".join(f"{week}{day}" for week in hours.weeks.split() or [""] for day in hours.days.split()),
        valid_from=valid_from,
        valid_to=valid_to,
        description=hours.note,
    )
    if text.by_appointment:
        row.description = f"{hours.opens}-{hours.closes}, by appointment"
    else:
        row.opens_at = _time(hours.opens or "00:00")
        row.closes_at = _time(hours.closes or "00:00")
    return row


def _exception(text: ListingText, closed: Closed, service: Service, today: dt.date, number: int) -> Schedule:
    day = today + dt.timedelta(days=closed.day)
    return Schedule(
        uuid=stable_uuid("exception", text.key, number),
        service=service,
        is_exception=True,
        valid_from=day,
        valid_to=day,
        description=closed.note,
        opens_at=_time(closed.opens) if closed.opens else None,
        closes_at=_time(closed.closes) if closed.closes else None,
    )


def _time(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def _season(season: tuple[str, str], today: dt.date) -> tuple[dt.date, dt.date]:
    """The season that is on, or else the next one: ("12-01", "03-15") goes over the new year."""
    for year in (today.year - 1, today.year, today.year + 1):
        first = dt.date.fromisoformat(f"{year}-{season[0]}")
        last = dt.date.fromisoformat(f"{year + (season[1] < season[0])}-{season[1]}")
        if last >= today:
            return first, last
    raise ValueError(season)
