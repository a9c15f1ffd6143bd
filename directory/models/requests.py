"""What people without an account tell organizers: this has changed, this is missing."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField

from .listings import Service


class ChangeRequest(models.Model):
    """Somebody says that a listing has changed, or (without one) that one is missing. Organizers decide.

    `email`: where to write how it went, then gone. `note` may tell of people, and so is encrypted as well.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("waits")
        DONE = "done", _("decided")

    service = models.ForeignKey(
        Service, models.CASCADE, verbose_name=_("listing"), null=True, blank=True, related_name="requests"
    )
    status = models.CharField(_("state"), max_length=6, choices=Status, default=Status.OPEN)
    language = models.CharField(max_length=12, default="en")
    email = EncryptedTextField(default="", blank=True)
    note = EncryptedTextField(_("note"), default="", blank=True)
    created_at = models.DateTimeField(_("came in"), default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("correction or suggestion")
        verbose_name_plural = _("corrections and suggestions")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="changerequest_decided_or_not",
                condition=Q(status="open", decided_at__isnull=True)
                | Q(status="done", decided_at__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(status="open"), name="changerequest_open")]

    def __str__(self) -> str:
        return str(self.service) if self.service_id else str(_("A new listing"))


class RequestedChange(models.Model):
    """One field of a request: what it said then, and what it should say."""

    class Decision(models.TextChoices):
        OPEN = "", _("not decided")
        TAKEN = "taken", _("take it")
        BY_HAND = "by hand", _("I change it by hand")
        LEFT = "left", _("leave it as it is")

    request = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="changes")
    part = models.CharField(_("what"), max_length=20)
    before = models.TextField(_("said"), blank=True)
    after = models.TextField(_("should say"), blank=True)
    decision = models.CharField(
        _("decision"), max_length=8, choices=Decision, default=Decision.OPEN, blank=True
    )

    class Meta:
        verbose_name = _("change asked for")
        verbose_name_plural = _("changes asked for")
        constraints = [
            models.UniqueConstraint(fields=["request", "part"], name="requestedchange_once_a_part")
        ]

    def __str__(self) -> str:
        return self.part


class Use(models.Model):
    """How often somebody dialled, went or clicked on from a listing, by month. Nothing of who it was."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="uses")
    month = models.DateField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("use of a listing")
        verbose_name_plural = _("uses of listings")
        constraints = [models.UniqueConstraint(fields=["service", "month"], name="use_once_a_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.times}"


class NotTwice(models.Model):
    """Two listings that look like one and are not: organizers said so. `first` has the smaller key."""

    first = models.ForeignKey(Service, models.CASCADE, related_name="+")
    second = models.ForeignKey(Service, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("pair that is two")
        verbose_name_plural = _("pairs that are two")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="nottwice_once"),
            models.CheckConstraint(name="nottwice_in_order", condition=Q(first__lt=models.F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
