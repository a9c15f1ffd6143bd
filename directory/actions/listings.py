"""Listings by hand: written, checked, hidden and shown again."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotNow

from .. import projection
from ..models import Listing, Service
from .shared import Formset, change, create, free_slug, locked, retell


@transaction.atomic
def create_listing(*, by: Any, **values: Any) -> Service:
    """A new listing, shown at once."""
    service = create(Service, by, {"slug": free_slug(Service, values["name"]), **values})
    projection.project([service.pk])
    return service


@transaction.atomic
def change_listing(*, by: Any, subject: Service, **changes: Any) -> Service:
    """Change what a listing says. It does not count as checked: that is `verify_listing`."""
    service = change(Service, by, subject, {**changes, "last_modified": timezone.now()})
    projection.project([service.pk])
    return service


@transaction.atomic
def change_listing_parts(*, by: Any, subject: Service, parts: Formset) -> None:
    """Change the places, hours, phones or languages of a listing; `parts`: a valid inline formset."""
    service = locked(Service, by, subject)
    parts.save()
    audit.record("service.change_parts", service, by=by)
    retell(Q(pk=service.pk))


@transaction.atomic
def hide_listing(*, by: Any, subject: Listing, reason: str) -> Listing:
    """Take a listing or a guide out of the directory, for one of `HiddenReason`. It can come back."""
    if reason not in Listing.HiddenReason.values:
        raise NotNow(_("Choose a reason."))
    listing = locked(type(subject), by, subject)
    if listing.publication == Listing.Publication.HIDDEN:
        raise NotNow(_("It is hidden already."))
    return _publish(listing, by, Listing.Publication.HIDDEN, reason)


@transaction.atomic
def hide_until_checked(*, subject: Service) -> None:
    """Reports take it out until an organizer has looked."""
    listing = Service.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if listing.publication == Listing.Publication.PUBLISHED:
        _publish(listing, None, Listing.Publication.HIDDEN, Listing.HiddenReason.REPORTED)


@transaction.atomic
def hide_for(*, by: Any, subject: Service, reason: str) -> Service:
    """What an organizer decides of a report: hidden for this reason, whether it is hidden already or not."""
    return _publish(locked(Service, by, subject), by, Listing.Publication.HIDDEN, reason)


@transaction.atomic
def restore_listing(*, by: Any, subject: Listing) -> Listing:
    """Show again what was hidden."""
    listing = locked(type(subject), by, subject)
    if listing.publication == Listing.Publication.PUBLISHED:
        raise NotNow(_("It is shown already."))
    return _publish(listing, by, Listing.Publication.PUBLISHED, "")


def _publish(listing: Any, by: Any, publication: str, reason: str) -> Any:
    was, listing.publication = listing.publication, publication
    listing.hidden_reason = reason
    listing.save(update_fields=["publication", "hidden_reason", "modified_at"])
    verb = "hide" if reason else "restore"
    audit.record(f"{listing._meta.model_name}.{verb}", listing, by=by, reason=reason)
    if was != publication:
        write = projection.project if isinstance(listing, Service) else projection.project_guides
        write([listing.pk])
    return listing
