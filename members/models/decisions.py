"""What organizers decide about somebody, how they were offered to talk first, and what it says."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id

from .people import Person
from .reports import Report

if TYPE_CHECKING:
    from ..viewers import Viewer

APPEAL_WITHIN = timedelta(days=20)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self, now: datetime | None = None) -> "DecisionQuerySet":
        """In force at this moment, whether a job has noticed or not."""
        lasts = Q(until=None) | Q(until__gt=now or timezone.now())
        return self.filter(lasts, lifted_at=None, is_proposed=False)

    def visible_to(self, viewer: "Viewer") -> "DecisionQuerySet":
        """Those about oneself, from when they are in force. Organizers read them in the admin."""
        return self.filter(person=viewer.person, is_proposed=False) if viewer.person else self.none()

    def shown_to(self, organizer: Person | None) -> "DecisionQuerySet":
        """What an organizer sees in the admin: all but their own."""
        return self.exclude(person=organizer)


class Decision(models.Model):
    """One organizer decided something about a person, with a reason, an end, and a way to appeal, once.

    A removal is only proposed until a second organizer confirms it.
    """

    class Kind(models.TextChoices):
        HIDDEN = "hidden", _("something of theirs is hidden")
        WARNING = "warning", _("a warning")
        NO_POSTS = "no_posts", _("cannot post")
        NO_THREADS = "no_threads", _("cannot answer posts of others")
        SUSPENSION = "suspension", _("paused")
        REMOVAL = "removal", _("removed")

    class Outcome(models.TextChoices):
        KEPT = "kept", _("it stays")
        LIFTED = "lifted", _("it is taken back")

    ENDLESS = (Kind.HIDDEN, Kind.REMOVAL)

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="decisions", verbose_name=_("about whom"))
    report = models.ForeignKey(
        Report, models.SET_NULL, null=True, blank=True, related_name="decisions", verbose_name=_("report")
    )
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    reason = models.CharField(_("why"), max_length=10, choices=Report.Reason)
    words = EncryptedTextField(_("in the organizers' words"), default="", blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)
    is_proposed = models.BooleanField(_("waits for a second organizer"), default=False)
    confirmed_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("taken back by")
    )
    lifted_at = models.DateTimeField(_("taken back"), null=True)
    # What the person says to it, once, and what another organizer answers.
    appeal = EncryptedTextField(_("their side"), default="", blank=True)
    appealed_at = models.DateTimeField(_("they appealed"), null=True)
    outcome = models.CharField(_("answer to the appeal"), max_length=10, choices=Outcome, blank=True)
    answer = EncryptedTextField(_("in your words"), default="", blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at", "-pk"]
        indexes = [models.Index(fields=["person"], condition=Q(lifted_at=None), name="decision_standing")]
        constraints = [
            models.CheckConstraint(
                name="decision_has_an_end",
                condition=Q(kind__in=["hidden", "removal"], until__isnull=True)
                | (~Q(kind__in=["hidden", "removal"]) & Q(until__isnull=False)),
            ),
            models.CheckConstraint(
                name="decision_of_removal_is_confirmed",
                condition=~Q(kind="removal") | Q(is_proposed=True) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_confirmed_by_somebody_else",
                condition=Q(decided_by__isnull=True)
                | Q(confirmed_by__isnull=True)
                | ~Q(confirmed_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="decision_not_in_ones_own_case",
                condition=(Q(decided_by__isnull=True) | ~Q(decided_by=F("person")))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person"))),
            ),
            models.CheckConstraint(
                name="decision_appeal_is_answered_once",
                condition=Q(outcome="", answered_at__isnull=True)
                | (~Q(outcome="") & Q(answered_at__isnull=False, appealed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("members:decision", args=[self.public_id])

    @property
    def told_at(self) -> datetime:
        """Since when the person knows."""
        return self.confirmed_at or self.decided_at

    @property
    def appeal_until(self) -> datetime:
        return self.told_at + APPEAL_WITHIN

    def is_standing(self, now: datetime | None = None) -> bool:
        """In force at this moment; the same rule as `standing()`."""
        is_over = self.until is not None and self.until <= (now or timezone.now())
        return self.lifted_at is None and not self.is_proposed and not is_over


class Mediation(models.Model):
    """Somebody was offered to talk it over with a third person: nobody is disposable."""

    class Outcome(models.TextChoices):
        SETTLED = "settled", _("they settled it")
        REFUSED = "refused", _("they did not want to")
        FAILED = "failed", _("it did not help")
        UNSAFE = "unsafe", _("not offered: somebody would not be safe")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="mediations", verbose_name=_("offered to")
    )
    report = models.ForeignKey(
        Report, models.SET_NULL, null=True, blank=True, related_name="mediations", verbose_name=_("report")
    )
    mediator = models.CharField(_("who mediates"), max_length=60, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome, blank=True)
    offered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mediation")
        verbose_name_plural = _("mediations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="mediation_closed_with_an_outcome",
                condition=Q(outcome="", closed_at__isnull=True)
                | (~Q(outcome="") & Q(closed_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"mediation {self.pk}"


class StandardText(models.Model):
    """What the network says with a decision of this kind, where it is not what ships."""

    kind = models.CharField(_("decision"), max_length=10, choices=Decision.Kind)
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("what it says"), max_length=2000)

    class Meta:
        verbose_name = _("text of a decision")
        verbose_name_plural = _("texts of decisions")
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="standard_text_once")]

    def __str__(self) -> str:
        return f"text {self.pk}"


class RemovedAddress(models.Model):
    """That an address was removed, as a keyed fingerprint: it can be asked for, not read."""

    hash = models.CharField(max_length=64, unique=True)
    removed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("fingerprint of a removed address")
        verbose_name_plural = _("fingerprints of removed addresses")

    def __str__(self) -> str:
        return f"address {self.pk}"
