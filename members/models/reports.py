"""What organizers are asked to look at."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id
from mutualaid.base.models import EncryptedPicture

from .people import Person


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(status=Report.Status.OPEN)

    def about_the_same(self, report: "Report") -> "ReportQuerySet":
        """All about one thing, this one among them: they are one case and get one decision."""
        return self.filter(kind=report.kind, subject_id=report.subject_id, person=report.person_id)

    def shown_to(self, organizer: Person | None) -> "ReportQuerySet":
        """The cases that an organizer sees: all but their own."""
        return self.exclude(person=organizer)


class Report(models.Model):
    """Somebody says that a thing here is wrong. Organizers see it; the reported never hear who said it."""

    class Category(models.TextChoices):
        SAFETY = (
            "safety",
            _(
                "Somebody is not safe: violence or threats, being followed or stalked, an address or other"
                " private details made public"
            ),
        )
        HURTFUL = "hurtful", _("Hurtful: insults, hate, pressure")
        MONEY = "money", _("Asks for money, codes or favours in return")
        UNTRUE = "untrue", _("Not true, or not theirs to share")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", _("waits")
        DONE = "done", _("decided")

    class Decision(models.TextChoices):
        HIDDEN = "hidden", _("hidden")
        KEPT = "kept", _("left as it is")

    class Reason(models.TextChoices):
        """Why an organizer decided so: these codes also stand in the audit."""

        SAFETY = "safety", _("somebody was not safe")
        AGREEMENT = "agreement", _("against what we agreed on")
        MISTAKE = "mistake", _("a mistake or misunderstanding")
        SETTLED = "settled", _("settled between them")
        NOTHING = "nothing", _("nothing wrong found")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    reporter = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="reports_made")
    # What is reported: a name that `moderation.register` knows and a public id. The row may be gone by now.
    kind = models.CharField(_("what"), max_length=30)
    subject_id = models.CharField(max_length=120)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="reports_met", verbose_name=_("whose")
    )
    category = models.CharField(_("about"), max_length=10, choices=Category)
    words = EncryptedTextField(_("in their words"), default="", blank=True)
    excerpt = EncryptedTextField(_("what it said"), default="", blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    # When this report took the thing out of sight until organizers looked (`members.hiding`).
    hid_at = models.DateTimeField(_("out of sight since"), null=True, blank=True, editable=False)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="report_decided_or_open",
                condition=Q(status="open", decision="", reason="", decided_at=None)
                | (Q(status="done", decided_at__isnull=False) & ~Q(decision="") & ~Q(reason="")),
            ),
            models.UniqueConstraint(
                fields=["reporter", "kind", "subject_id"],
                condition=Q(status="open"),
                name="report_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class ReportPicture(EncryptedPicture):
    """A picture that was handed over with a report: encrypted, shown in its case only, and gone with it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="pictures")

    class Meta:
        verbose_name = _("picture in a report")
        verbose_name_plural = _("pictures in reports")
