"""Every change to the directory by hand. Each writes the search rows again in its own transaction."""

from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from . import gazetteer, hours, needs, phrases, projection
from .importing import BrokenFile, Report, import_hsds, import_table, uploads
from .importing.store import Choices
from .models import (
    RESERVED,
    Community,
    Guide,
    Listing,
    Location,
    Need,
    Organization,
    Service,
    Term,
)
from .permissions import can_edit

Formset = Any


# --- Listings ---------------------------------------------------------------------------------------


@transaction.atomic
def create_listing(*, by: Any, **values: Any) -> Service:
    """A new listing, shown at once."""
    service = _create(Service, by, {"slug": free_slug(Service, values["name"]), **values})
    projection.project([service.pk])
    return service


@transaction.atomic
def change_listing(*, by: Any, subject: Service, **changes: Any) -> Service:
    """Change what a listing says. It does not count as checked: that is `verify_listing`."""
    service = _change(Service, by, subject, changes)
    projection.project([service.pk])
    return service


@transaction.atomic
def change_listing_parts(*, by: Any, subject: Service, parts: Formset) -> None:
    """Change the places, hours, phones or languages of a listing; `parts`: a valid inline formset."""
    service = _locked(Service, by, subject)
    parts.save()
    audit.record("service.change_parts", service, by=by)
    projection.project([service.pk])


@transaction.atomic
def verify_listing(*, by: Any, subject: Service, how: str = Service.How.PHONE) -> Service:
    """Somebody looked today, and what the listing says is right."""
    service = _locked(Service, by, subject)
    service.last_verified_on = hours.wall_clock(timezone.now(), service.zone).date()
    service.verified_how = how
    service.save(update_fields=["last_verified_on", "verified_how", "modified_at"])
    audit.record("service.verify", service, by=by, reason=how)
    projection.project([service.pk])
    return service


@transaction.atomic
def hide_listing(*, by: Any, subject: Listing, reason: str) -> Listing:
    """Take a listing or a guide out of the directory, for one of `HiddenReason`. It can come back."""
    if reason not in Listing.HiddenReason.values:
        raise NotNow(_("Choose a reason."))
    listing = _locked(type(subject), by, subject)
    if listing.publication == Listing.Publication.HIDDEN:
        raise NotNow(_("It is hidden already."))
    return _publish(listing, by, Listing.Publication.HIDDEN, reason)


@transaction.atomic
def restore_listing(*, by: Any, subject: Listing) -> Listing:
    """Show again what was hidden."""
    listing = _locked(type(subject), by, subject)
    if listing.publication == Listing.Publication.PUBLISHED:
        raise NotNow(_("It is shown already."))
    return _publish(listing, by, Listing.Publication.PUBLISHED, "")


def _publish(listing: Any, by: Any, publication: str, reason: str) -> Any:
    was, listing.publication = listing.publication, publication
    listing.hidden_reason = reason
    listing.save(update_fields=["publication", "hidden_reason", "modified_at"])
    verb = "hide" if reason else "restore"
    audit.record(f"{listing._meta.model_name}.{verb}", listing, by=by, reason=reason)
    if isinstance(listing, Service) and was != publication:
        projection.project([listing.pk])
    return listing


# --- Organizations, places, guides ------------------------------------------------------------------


@transaction.atomic
def create_organization(*, by: Any, **values: Any) -> Organization:
    """A new organization, without listings yet."""
    return _create(Organization, by, values)


@transaction.atomic
def change_organization(*, by: Any, subject: Organization, **changes: Any) -> Organization:
    """Change an organization; its listings say so too."""
    organization = _change(Organization, by, subject, changes)
    _project(Q(organization=organization))
    return organization


@transaction.atomic
def change_organization_parts(*, by: Any, subject: Organization, parts: Formset) -> None:
    """Change the phones of an organization; `parts`: a valid inline formset."""
    organization = _locked(Organization, by, subject)
    parts.save()
    audit.record("organization.change_parts", organization, by=by)
    _project(Q(organization=organization))


@transaction.atomic
def create_location(*, by: Any, **values: Any) -> Location:
    """A new place, without listings yet."""
    return _create(Location, by, values)


@transaction.atomic
def change_location(*, by: Any, subject: Location, **changes: Any) -> Location:
    """Change a place; the listings there and the names of places follow."""
    location = _change(Location, by, subject, changes)
    _moved(location)
    return location


@transaction.atomic
def change_location_parts(*, by: Any, subject: Location, parts: Formset) -> None:
    """Change the address, hours or phones of a place; `parts`: a valid inline formset."""
    location = _locked(Location, by, subject)
    parts.save()
    audit.record("location.change_parts", location, by=by)
    _moved(location)


def _moved(location: Location) -> None:
    _project(Q(at_locations__location=location))
    gazetteer.fill_from_listings()


@transaction.atomic
def create_guide(*, by: Any, **values: Any) -> Guide:
    """A new guide, shown at once."""
    return _create(Guide, by, {"slug": free_slug(Guide, values["name"]), **values})


@transaction.atomic
def change_guide(*, by: Any, subject: Guide, **changes: Any) -> Guide:
    """Change a guide."""
    return _change(Guide, by, subject, changes)


# --- Needs and communities --------------------------------------------------------------------------


@transaction.atomic
def create_need(*, by: Any, **values: Any) -> Need:
    """A need of organizers' own, on a bit that was never used."""
    need = _create_term(Need, by, values)
    phrases.load()
    return need


@transaction.atomic
def change_need(*, by: Any, subject: Need, **changes: Any) -> Need:
    """Reword, move or retire a need. From now on it is organizers' own: no release changes it again."""
    if (parent := changes.get("parent")) and (parent.pk == subject.pk or parent.parent_id):
        raise NotNow(_("A need is part of one on top, and not of itself."))
    need = _change_term(Need, by, subject, changes)
    phrases.load()
    _project(Q(needs__in=[need, *need.children.all()]))
    return need


@transaction.atomic
def create_community(*, by: Any, **values: Any) -> Community:
    """A community of organizers' own, on a bit that was never used."""
    return _create_term(Community, by, values)


@transaction.atomic
def change_community(*, by: Any, subject: Community, **changes: Any) -> Community:
    """Reword or retire a community."""
    return _change_term(Community, by, subject, changes)


def _create_term(model: Any, by: Any, values: dict[str, Any]) -> Any:
    # The rows are locked so that two organizers do not take the same bit.
    highest = max(model.objects.select_for_update().values_list("bit", flat=True), default=0)
    bit = max(highest + 1, model.FIRST_OWN_BIT)
    if bit > model.LAST_BIT:
        raise NotNow(_("There is no room for more of these. Reword one that is no longer used."))
    position = (model.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    slug = free_slug(model, values["name_en"])
    term = _create(model, by, {"slug": slug, **values, "bit": bit, "position": position, "is_own": True})
    needs.forget()
    return term


def _change_term(model: Any, by: Any, subject: Term, changes: dict[str, Any]) -> Any:
    term = _change(model, by, subject, {**changes, "is_own": True})
    needs.forget()
    return term


# --- What they share --------------------------------------------------------------------------------


def free_slug(model: Any, name: str) -> str:
    """An address that no other row has, made of a name."""
    base = slugify(name)[:100].strip("-") or model._meta.model_name
    taken = {*RESERVED, *model.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _locked(model: Any, by: Any, subject: models.Model) -> Any:
    """The row as it is now, under a lock, for somebody who may change it."""
    if not can_edit(by):
        raise NotAllowed
    return model.objects.select_for_update(of=("self",)).get(pk=subject.pk)


def _create(model: Any, by: Any, values: dict[str, Any]) -> Any:
    if not can_edit(by):
        raise NotAllowed
    many = _many(model, values)
    row = model(**{name: value for name, value in values.items() if name not in many})
    _check(row)
    row.save()
    _set(row, many)
    audit.record(f"{model._meta.model_name}.create", row, by=by)
    return row


def _change(model: Any, by: Any, subject: models.Model, changes: dict[str, Any]) -> Any:
    row = _locked(model, by, subject)
    many = _many(model, changes)
    for name, value in changes.items():
        if name not in many:
            setattr(row, name, value)
    _check(row)
    row.save()
    _set(row, many)
    audit.record(f"{model._meta.model_name}.change", row, by=by)
    return row


def _check(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotNow(error.messages) from error


def _many(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in model._meta.many_to_many}
    return {name: value for name, value in values.items() if name in names}


def _set(row: Any, many: dict[str, Collection[Any]]) -> None:
    for name, value in many.items():
        getattr(row, name).set(value)


def _project(which: Q) -> None:
    projection.project(list(Service.objects.filter(which).values_list("pk", flat=True)))


# --- Other people's directories -----------------------------------------------------------------------


def import_upload(
    *,
    by: Any,
    upload: Any,
    mapping: Any = None,
    choices: Choices,
    source: str = "",
    need_slugs: Collection[str] = (),
    dry_run: bool = False,
) -> Report:
    """Import what somebody uploaded: HSDS as JSON or ZIP, or with a `mapping` a spreadsheet as CSV or ZIP.

    `upload`, `mapping`: Django's `UploadedFile`s; the rest as in `importing.import_hsds`. All of it is stored
    in one transaction, or nothing. Raises BrokenFile, NotAllowed.
    """
    if not can_edit(by):
        raise NotAllowed
    with TemporaryDirectory(prefix="import-") as name:
        folder = Path(name)
        path = uploads.save(upload, folder)
        if path.suffix == ".zip":
            (folder / "files").mkdir()
            path = uploads.unpack(path, folder / "files")
        told: Any = {"choices": choices, "by": by, "dry_run": dry_run}
        try:
            if mapping is None:
                source = source or Path(upload.name).stem[:60]
                return import_hsds(path, source=source, need_slugs=need_slugs, **told)
            (folder / "mapping").mkdir()
            table = uploads.save(mapping, folder / "mapping", uploads.LARGEST_MAPPING)
            return import_table(path, mapping=table, **told)
        except RecursionError as error:
            raise BrokenFile(_("%(file)s is nested too deeply.") % {"file": upload.name}) from error
