"""Organizations and their places."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from mutualaid.base import audit

from .. import gazetteer
from ..models import Location, Organization, Program
from .shared import Formset, change, create, locked, retell


@transaction.atomic
def create_organization(*, by: Any, **values: Any) -> Organization:
    """A new organization, without listings yet."""
    return create(Organization, by, values)


@transaction.atomic
def change_organization(*, by: Any, subject: Organization, **changes: Any) -> Organization:
    """Change an organization; its listings say so too."""
    organization = change(Organization, by, subject, changes)
    retell(Q(organization=organization))
    return organization


@transaction.atomic
def change_organization_parts(*, by: Any, subject: Organization, parts: Formset) -> None:
    """Change the phones of an organization; `parts`: a valid inline formset."""
    organization = locked(Organization, by, subject)
    parts.save()
    audit.record("organization.change_parts", organization, by=by)
    retell(Q(organization=organization))


@transaction.atomic
def create_program(*, by: Any, **values: Any) -> Program:
    """A new program of an organization."""
    return create(Program, by, values)


@transaction.atomic
def change_program(*, by: Any, subject: Program, **changes: Any) -> Program:
    """Change a program."""
    return change(Program, by, subject, changes)


@transaction.atomic
def create_location(*, by: Any, **values: Any) -> Location:
    """A new place, without listings yet."""
    return create(Location, by, values)


@transaction.atomic
def change_location(*, by: Any, subject: Location, **changes: Any) -> Location:
    """Change a place; the listings there and the names of places follow."""
    location = change(Location, by, subject, changes)
    _moved(location)
    return location


@transaction.atomic
def change_location_parts(*, by: Any, subject: Location, parts: Formset) -> None:
    """Change the address, hours or phones of a place; `parts`: a valid inline formset."""
    location = locked(Location, by, subject)
    parts.save()
    audit.record("location.change_parts", location, by=by)
    _moved(location)


def _moved(location: Location) -> None:
    retell(Q(at_locations__location=location))
    gazetteer.fill_from_listings()
