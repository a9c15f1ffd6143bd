"""Reports, and what organizers decide of them."""

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow

from .. import hiding, moderation, permissions
from ..models import Decision, Person, Report, ReportPicture
from ..moderation import Reportable
from ..notices import notify
from ..viewers import Viewer
from .decisions import decide


@transaction.atomic
def report(
    *, by: Person, viewer: Viewer, kind: str, subject_id: str, category: str, words: str
) -> Report | None:
    """Tell the organizers. None where there is no such thing, or where they told already.

    A safety report is never limited in number, and wakes the organizers. The audit says that there was one,
    not whose.
    """
    if not permissions.can_report(by):
        raise NotAllowed
    _one_at_a_time()
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
            "excerpt": reportable.excerpt(subject, by),
        },
    )
    if not is_new:
        return None
    ReportPicture.objects.bulk_create(
        ReportPicture(report=made, content=one.content, width=one.width, height=one.height, alt=one.alt)
        for one in reportable.pictures(subject, by, made.person)
    )
    _hide_until_decided(reportable, subject, made)
    audit.record("report.make", made, reason=category)
    _tell_organizers(made)
    return made


@transaction.atomic
def resolve_report(*, by: Person, subject: Report, decision: str, reason: str) -> None:
    """Hide the reported thing or leave it, with a reason from the list: for all who reported it.

    What was out of sight until then, and is left as it is, comes back.
    """
    _one_at_a_time()
    row = Report.objects.select_for_update().get(pk=subject.pk)
    if not permissions.can_moderate(by, row.person):
        raise NotAllowed
    if row.status != Report.Status.OPEN:
        raise NotNow(_("Somebody decided this already."))
    if not decision or not reason:
        raise NotNow(_("Choose what to do, and why."))
    case = Report.objects.about_the_same(row).open()
    if decision == Report.Decision.HIDDEN:
        _hide(row, by, reason)
    elif case.filter(hid_at__isnull=False).exists():
        moderation.put_back(row, by)
    decided = list(case.values_list("pk", flat=True))
    Report.objects.filter(pk__in=decided).update(
        status=Report.Status.DONE, decision=decision, reason=reason, decided_by=by, decided_at=timezone.now()
    )
    for one in Report.objects.filter(pk__in=decided):
        audit.record("report.decide", one, by=by, reason=reason)
    if decision == Report.Decision.HIDDEN and row.person is not None:
        decide(by=by, subject=row.person, kind=Decision.Kind.HIDDEN, reason=reason, report=row)


def _one_at_a_time() -> None:
    """Reports are rare: one after the other, so that how many there are is counted right."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members.report'))")


def _tell_organizers(made: Report) -> None:
    kind = "report.safety" if made.category == Report.Category.SAFETY else "report.waits"
    url = reverse("admin:members_report_change", args=[made.pk])
    organizers = Person.objects.active().filter(user__is_staff=True).select_related("user")
    for organizer in organizers.exclude(pk=made.person_id or 0):
        notify(organizer, kind, url=url)


def _hide_until_decided(kind: Reportable, subject: object, made: Report) -> None:
    if kind.hide is None or kind.is_hidden(subject) or not hiding.is_due(made, made.created_at):
        return
    kind.hide(by=None, subject=subject, reason=made.category)
    made.hid_at = made.created_at
    made.save(update_fields=["hid_at"])


def _hide(row: Report, by: Person, reason: str) -> None:
    kind, subject = moderation.get(row.kind), moderation.subject_of(row)
    if kind is None or kind.hide is None:
        raise NotNow(_("This cannot be hidden. You can talk with whoever it is about, or pause them."))
    if subject is not None:
        kind.hide(by=by, subject=subject, reason=reason)
