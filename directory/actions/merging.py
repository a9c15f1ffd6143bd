"""Two listings that are one: what only one of them says is kept, and its address leads to the other."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from .. import gazetteer, projection
from ..models import Check, Listing, NotTwice, Service, Use
from ..permissions import can_edit

# Texts that are taken over where the one that stays says nothing.
TEXTS = (
    *("alternate_name", "description", "url", "email", "interpretation_services", "application_process"),
    *("fees_description", "wait_time", "accreditations", "licenses", "eligibility_description", "alert"),
    *("minimum_age", "maximum_age", "organization_id", "program_id"),
)
SETS = ("needs", "access", "by_communities", "for_communities")


@transaction.atomic
def merge_listings(*, by: Any, keep: Service, other: Service) -> Service:
    """`other` is the same as `keep`: it is hidden, what it alone says goes over, its address leads there."""
    keep, other = _both(by, keep, other)
    if (
        other.publication != Listing.Publication.PUBLISHED
        or keep.publication != Listing.Publication.PUBLISHED
    ):
        raise NotNow(_("One of them is hidden already."))
    _texts(keep, other)
    for name in SETS:
        getattr(keep, name).add(*getattr(other, name).all())
    _parts(keep, other)
    _history(keep, other)
    other.publication, other.hidden_reason = Listing.Publication.HIDDEN, Listing.HiddenReason.TWICE
    other.merged_into = keep
    other.save(update_fields=["publication", "hidden_reason", "merged_into", "modified_at"])
    Service.objects.filter(merged_into=other).update(merged_into=keep)
    audit.record("service.merge", keep, by=by)
    audit.record("service.hide", other, by=by, reason=Listing.HiddenReason.TWICE)
    projection.project([keep.pk, other.pk])
    gazetteer.fill_from_listings()
    return keep


@transaction.atomic
def say_not_twice(*, by: Any, first: Service, second: Service) -> NotTwice:
    """They look alike and are two: not to be proposed again."""
    first, second = _both(by, *sorted((first, second), key=lambda one: one.pk))
    said, _made = NotTwice.objects.get_or_create(first=first, second=second)
    audit.record("service.not_twice", first, by=by)
    return said


def _both(by: Any, one: Service, other: Service) -> tuple[Service, Service]:
    """Both under a lock, taken in key order."""
    if not can_edit(by):
        raise NotAllowed
    if one.pk == other.pk:
        raise NotNow(_("This is one listing already."))
    rows = Service.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk")
    held = {row.pk: row for row in rows.select_for_update(of=("self",))}
    return held[one.pk], held[other.pk]


def _texts(keep: Service, other: Service) -> None:
    for name in TEXTS:
        if getattr(keep, name) in ("", None):
            setattr(keep, name, getattr(other, name))
    if keep.minimum_age and keep.maximum_age and keep.minimum_age > keep.maximum_age:
        keep.minimum_age = keep.maximum_age = None
    # What one keeps secret, both do.
    keep.is_confidential = keep.is_confidential or other.is_confidential
    keep.last_modified = timezone.now()
    keep.save()


def _parts(keep: Service, other: Service) -> None:
    """Places, phones and languages that only the other has; hours only where there are none."""
    streets = {_street(link) for link in keep.at_locations.all()} - {""}
    for link in other.at_locations.all():
        if _street(link) not in streets and not keep.at_locations.filter(location=link.location).exists():
            link.service = keep
            link.save(update_fields=["service"])
    for name, told in (("phones", "number"), ("languages", "code")):
        known = {_plain(getattr(one, told)) for one in getattr(keep, name).all()}
        for one in getattr(other, name).all():
            if _plain(getattr(one, told)) not in known:
                one.service = keep
                one.save(update_fields=["service"])
    if not keep.schedules.exists():
        other.schedules.update(service=keep)


def _street(link: Any) -> str:
    return " ".join(sorted(_plain(one.address_1) for one in link.location.addresses.all()))


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _history(keep: Service, other: Service) -> None:
    """Corrections that wait and uses go over; a check of one is no check of the other's words."""
    other.requests.update(service=keep)
    for used in other.uses.all():
        held, _made = Use.objects.get_or_create(service=keep, month=used.month)
        Use.objects.filter(pk=held.pk).update(times=F("times") + used.times)
    other.uses.all().delete()
    other.checks.filter(by=Check.By.NEIGHBOUR).delete()
