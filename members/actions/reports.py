"""Reports, and what organizers decide of them."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow

from .. import moderation, permissions
from ..models import Person, Report, ReportPicture
from ..notices import notify
from ..viewers import Viewer


@transaction.atomic
def report(
    *, by: Person, viewer: Viewer, kind: str, subject_id: str, category: str, words: str
) -> Report | None:
    """Tell the organizers. None where there is no such thing, or where they told already.

    A safety report is never limited in number.
    """
    if not permissions.can_report(by):
        raise NotAllowed
    reportable = moderation.get(kind)
    subject = reportable.find(viewer, subject_id) if reportable else None
    if reportable is None or subject is None:
        return None
    if category != Report.Category.SAFETY:
        limits.spend("report", by.pk)
    made, is_new = Report.objects.get_or_create(
        reporter=by,
        kind=kind,
        subject_id=subject_id,
        status=Report.Status.OPEN,
        defaults={
            "person": reportable.person_of(subject, by),
            "category": category,
            "words": words,
            "excerpt": reportable.excerpt(subject),
        },
    )
    if not is_new:
        return None
    ReportPicture.objects.bulk_create(
        ReportPicture(report=made, content=one.content, width=one.width, height=one.height, alt=one.alt)
        for one in reportable.pictures(subject, made.person)
    )
    audit.record("report.make", made, by=by, reason=category)
    organizers = Person.objects.active().filter(user__is_staff=True).select_related("user")
    for organizer in organizers.exclude(reports_met=made):
        notify(organizer, "report.waits", url=reverse("admin:members_report_change", args=[made.pk]))
    return made


@transaction.atomic
def resolve_report(*, by: Person, subject: Report, decision: str, reason: str) -> None:
    """Hide the reported thing or leave it, with a reason from the list."""
    row = Report.objects.select_for_update().get(pk=subject.pk)
    if not permissions.can_moderate(by, row.person):
        raise NotAllowed
    if row.status != Report.Status.OPEN:
        raise NotNow(_("Somebody decided this already."))
    if not decision or not reason:
        raise NotNow(_("Choose what to do, and why."))
    if decision == Report.Decision.HIDDEN:
        _hide(row, by, reason)
    row.status, row.decision, row.reason = Report.Status.DONE, decision, reason
    row.decided_by, row.decided_at = by, timezone.now()
    row.save()
    audit.record("report.decide", row, by=by, reason=reason)


def _hide(row: Report, by: Person, reason: str) -> None:
    kind, subject = moderation.get(row.kind), moderation.subject_of(row)
    if kind is None or kind.hide is None:
        raise NotNow(_("A person cannot be hidden. You can pause them on their own page."))
    if subject is not None:
        kind.hide(by=by, subject=subject, reason=reason)
