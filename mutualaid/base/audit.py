"""The trace that every action leaves."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from .models import AuditEntry

KEPT = timedelta(days=365)


def record(action: str, subject: models.Model, *, by: Any = None, reason: str = "") -> AuditEntry:
    """Write one audit row in the caller's transaction.

    `action` is a dotted verb ("post.hide"), `by` a Person or None for the system, `reason` a code.
    """
    return AuditEntry.objects.create(
        actor_id=getattr(by, "pk", None),
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(getattr(subject, "public_id", None) or subject.pk),
        reason=reason,
    )


def purge(now: datetime) -> int:
    """Delete what is older than `KEPT`. Only the purge role may."""
    return AuditEntry.objects.filter(at__lt=now - KEPT).delete()[0]


def of(person: models.Model) -> Iterable[Mapping[str, Any]]:
    """What somebody did, in codes; not to whom."""
    return AuditEntry.objects.filter(actor_id=person.pk).order_by("pk").values("at", "action")
