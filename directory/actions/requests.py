"""What people without an account tell: corrections and suggestions, and what organizers decide."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from mutualaid.base import audit, limits, mail
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import current_network

from .. import correcting
from ..models import (
    Address,
    ChangeRequest,
    Listing,
    Location,
    Need,
    Phone,
    RequestedChange,
    Service,
    ServiceAtLocation,
)
from ..permissions import can_edit
from .corrections import WRITERS
from .listings import create_listing, hide_listing
from .shared import free_slug, locked, retell

Decision = RequestedChange.Decision


@transaction.atomic
def ask_change(
    *,
    subject: Service,
    changes: Mapping[str, str],
    is_gone: bool = False,
    note: str = "",
    email: str = "",
    language: str = "en",
    network: str = "",
) -> ChangeRequest:
    """Anybody asks that a listing say something else: `changes` by part (`correcting.PARTS`).

    `email`: where to write how it went. `network`: `limits.network_key`. Raises NotNow, TooMany.
    """
    service = Service.objects.published().select_for_update(of=("self",)).get(pk=subject.pk)
    parts = {part.name: part for part in correcting.parts_of(service)}
    told = {
        name: (parts[name].read(service), correcting.said(text))
        for name, text in changes.items()
        if name in parts
    }
    told = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    if is_gone:
        told[correcting.GONE] = ("", str(_("yes")))
    if not told and not note:
        raise NotNow(_("Change what is not right any more, or tell us in your own words."))
    limits.spend("correct", network)
    request = ChangeRequest.objects.create(service=service, note=note, email=email, language=language)
    RequestedChange.objects.bulk_create(
        RequestedChange(request=request, part=name, before=before, after=after)
        for name, (before, after) in told.items()
    )
    return request


@transaction.atomic
def suggest_listing(
    *,
    says: Mapping[str, str],
    note: str = "",
    email: str = "",
    language: str = "en",
    network: str = "",
) -> ChangeRequest:
    """Anybody says that a place or a group is missing. `says`: by part, and `need`, `city`, `group`."""
    limits.spend("suggest", network)
    request = ChangeRequest.objects.create(note=note, email=email, language=language)
    RequestedChange.objects.bulk_create(
        RequestedChange(request=request, part=name, after=correcting.said(text))
        for name, text in says.items()
        if correcting.said(text)
    )
    return request


@transaction.atomic
def decide_request(
    *, by: Any, subject: ChangeRequest, decisions: Mapping[int, str], is_finished: bool = True
) -> ChangeRequest:
    """Organizers take some changes and leave others; whoever asked and left an address hears back.

    `decisions`: by key of `RequestedChange`. What is taken is written at once; should it not fit, nothing is
    decided and NotNow says why. `is_finished`: the rest is left as it is.
    """
    request = _open(by, subject)
    changes = list(request.changes.order_by("pk"))
    for change in changes:
        change.decision = decisions.get(change.pk) or change.decision
        if is_finished and not change.decision:
            change.decision = Decision.LEFT
    RequestedChange.objects.bulk_update(changes, ["decision"])
    taken = [one for one in changes if one.decision == Decision.TAKEN and one.pk in decisions]
    if request.service:
        _write(by, request.service, taken)
    if is_finished:
        _finish(by, request, changes)
    return request


@transaction.atomic
def accept_suggestion(*, by: Any, subject: ChangeRequest) -> Service:
    """Make a listing of what somebody suggested: hidden, for organizers to complete and show."""
    request = _open(by, subject)
    if request.service_id:
        raise NotNow(_("This is about a listing that is here already."))
    says = dict(request.changes.values_list("part", "after"))
    if not says.get("name"):
        raise NotNow(_("It has no name yet."))
    service = create_listing(
        by=by,
        name=says["name"][:200],
        slug=free_slug(Service, says["name"]),
        kind=Service.Kind.GROUP if says.get("group") else Service.Kind.SERVICE,
        description=says.get("what", ""),
        eligibility_description=says.get("who", ""),
        fees_description=says.get("cost", ""),
        application_process=says.get("how", ""),
        language=request.language,
        zone=current_network().zone,
        needs=Need.objects.filter(slug=says.get("need", "")),
        publication=Listing.Publication.HIDDEN,
        hidden_reason=Listing.HiddenReason.DRAFT,
    )
    _complete(service, says)
    request.service = service
    request.save(update_fields=["service"])
    changes = list(request.changes.all())
    for change in changes:
        change.decision = Decision.TAKEN
    RequestedChange.objects.bulk_update(changes, ["decision"])
    _finish(by, request, changes)
    return service


def _open(by: Any, subject: ChangeRequest) -> ChangeRequest:
    if not can_edit(by):
        raise NotAllowed
    if subject.service:
        locked(Service, by, subject.service)
    request: ChangeRequest = locked(ChangeRequest, by, subject)
    if request.status != ChangeRequest.Status.OPEN:
        raise NotNow(_("This was decided already."))
    return request


def _write(by: Any, service: Service, taken: Collection[RequestedChange]) -> None:
    for change in taken:
        if change.part == correcting.GONE:
            if service.publication == Listing.Publication.PUBLISHED:
                hide_listing(by=by, subject=service, reason=Listing.HiddenReason.CLOSED)
            continue
        try:
            WRITERS[change.part](service, change.after)
        except ValueError as error:
            raise NotNow(f"{correcting.label(change.part)}: {error}") from error
        audit.record("service.correct", service, by=by, reason=change.part)
    if taken:
        # A number may be its organization's, hours its place's: whoever shares them says something else, too.
        places = list(service.locations.values_list("pk", flat=True))
        shared = Q(organization=service.organization_id) if service.organization_id else Q(pk=service.pk)
        retell(Q(pk=service.pk) | shared | Q(at_locations__location__in=places))


def _complete(service: Service, says: Mapping[str, str]) -> None:
    """Where and how it is reached, as far as that can be read; the request keeps the words."""
    if says.get("address") or says.get("city"):
        location = Location.objects.create(name=service.name)
        lines = says.get("address", "").splitlines()
        Address.objects.create(
            location=location, address_1=(lines or [""])[0][:200], city=says.get("city", "")[:100]
        )
        ServiceAtLocation.objects.create(service=service, location=location)
    if says.get("phone"):
        Phone.objects.create(service=service, number=says["phone"][:60])
    for name in ("hours", "website", "email"):
        try:
            WRITERS[name](service, says.get(name, ""))
        except ValueError:
            continue


_SUBJECT: Any = gettext_lazy("About what you told us")


def _finish(by: Any, request: ChangeRequest, changes: Collection[RequestedChange]) -> None:
    request.status, request.decided_at = ChangeRequest.Status.DONE, timezone.now()
    if request.email:
        with override(request.language):
            right = [correcting.label(one.part) for one in changes if one.decision != Decision.LEFT]
            left = [correcting.label(one.part) for one in changes if one.decision == Decision.LEFT]
        path = reverse("directory:listing_detail", args=[request.service.slug]) if request.service else ""
        is_shown = request.service and request.service.publication == Listing.Publication.PUBLISHED
        mail.send(
            to=request.email,
            subject=_SUBJECT,
            template="emails/correction",
            context={"right": right, "left": left, "link": settings.SITE_URL + path if is_shown else ""},
            language=request.language,
        )
    # Once they are told, nothing is left of who it was.
    request.email = ""
    request.save(update_fields=["status", "decided_at", "email"])
    audit.record("changerequest.decide", request, by=by)
