"""Somebody looked: at a listing as a whole, or at some of it."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotNow

from .. import hours, projection
from ..models import Check, Service, Use
from .shared import locked


@transaction.atomic
def verify_listing(
    *,
    by: Any,
    subject: Service,
    how: str = Service.How.PHONE,
    parts: Collection[str] = (Check.Part.ALL,),
) -> Service:
    """Organizers looked today, or the listing told them: what it says is right, all of it or these parts."""
    if not parts or not set(parts) <= set(Check.Part.values):
        raise NotNow(_("Choose what is right."))
    service = locked(Service, by, subject)
    today = _today(service)
    whose = Check.By.THEMSELVES if how == Service.How.THEMSELVES else Check.By.ORGANIZERS
    changed = ["no_answer_on", "modified_at"]
    service.no_answer_on = None
    if Check.Part.ALL in parts:
        service.last_verified_on, service.verified_how = today, how
        changed += ["last_verified_on", "verified_how"]
    if {Check.Part.ALL, Check.Part.HOURS} & set(parts):
        service.hours_verified_on = today
        changed.append("hours_verified_on")
    service.save(update_fields=changed)
    for part in parts:
        Check.objects.update_or_create(
            service=service, part=part, by=whose, defaults={"how": how, "on": today}
        )
    audit.record("service.verify", service, by=by, reason=how)
    projection.project([service.pk])
    return service


@transaction.atomic
def say_no_answer(*, by: Any, subject: Service) -> Service:
    """Organizers called, and nobody answered: to be tried again in some days."""
    service = locked(Service, by, subject)
    service.no_answer_on = _today(service)
    service.save(update_fields=["no_answer_on"])
    audit.record("service.no_answer", service, by=by)
    return service


@transaction.atomic
def confirm_listing(*, subject: Service, network: str) -> Check:
    """Anybody says that it is still right. `network`: `limits.network_key`; once a day and listing each.

    It makes nothing fresh by itself: a stranger's word must not open a closed door. Raises TooMany.
    """
    limits.spend("confirm", network)
    limits.spend("confirm_listing", f"{network}/{subject.pk}" if network else "")
    service = Service.objects.published().select_for_update(of=("self",)).get(pk=subject.pk)
    said = Check.objects.create(
        service=service, part=Check.Part.ALL, by=Check.By.NEIGHBOUR, on=_today(service)
    )
    projection.project([service.pk])
    return said


@transaction.atomic
def count_use(*, subject: Service, network: str) -> None:
    """Somebody dialled or went on from a listing: one more this month, once a day and network address."""
    try:
        limits.spend("use_listing", f"{network}/{subject.pk}" if network else "")
    except limits.TooMany:
        return
    used, _made = Use.objects.get_or_create(service=subject, month=_today(subject).replace(day=1))
    Use.objects.filter(pk=used.pk).update(times=F("times") + 1)


def _today(service: Service) -> Any:
    return hours.wall_clock(timezone.now(), service.zone).date()
