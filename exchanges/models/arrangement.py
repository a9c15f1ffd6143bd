"""What the two of a swap settle between them: when and where, and what they reveal to each other."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Location
from members.models import Person
from mutualaid.base.crypto import EncryptedTextField

from .exchange import Exchange


class Handover(models.Model):
    """A time and a place that one of the two proposed and the other may agree to.

    Day and times are local wall-clock in the network's zone. `place` in their words, or a public `location`
    of the directory.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        DROPPED = "dropped", _("not that time")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="handovers")
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    from_time = models.TimeField(_("from"), null=True, blank=True)
    until_time = models.TimeField(_("until"), null=True, blank=True)
    place = EncryptedTextField(_("where"), default="", blank=True)
    location = models.ForeignKey(
        Location, models.SET_NULL, verbose_name=_("a public place"), null=True, blank=True, related_name="+"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    created_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("time and place of a swap")
        verbose_name_plural = _("times and places of swaps")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="handover_agreed_at_when_agreed",
                condition=~Q(status="agreed") | Q(agreed_at__isnull=False),
            ),
            # A newer proposal takes the place of the one before.
            models.UniqueConstraint(
                name="handover_one_at_a_time",
                fields=["exchange"],
                condition=Q(status="proposed"),
            ),
            models.UniqueConstraint(
                name="handover_one_agreed", fields=["exchange"], condition=Q(status="agreed")
            ),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"


class Reveal(models.Model):
    """One thing about themselves that one of the two chose to show the other.

    The value is gone when it is taken back, or 14 days after the swap closed; the row stays for whoever
    revealed it, to know what they told and when.
    """

    class Field(models.TextChoices):
        NAME = "name", _("My full name")
        PHONE = "phone", _("My phone number")
        EMAIL = "email", _("My email")
        ADDRESS = "address", _("Where to come")
        OTHER = "other", _("Something else")

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="reveals")
    person = models.ForeignKey(Person, models.CASCADE, related_name="reveals")
    field = models.CharField(_("what"), max_length=10, choices=Field)
    value = EncryptedTextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contact detail that was revealed")
        verbose_name_plural = _("contact details that were revealed")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="reveal_once_a_field",
                fields=["exchange", "person", "field"],
                condition=Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                name="reveal_nothing_left_when_revoked", condition=Q(revoked_at__isnull=True) | Q(value="")
            ),
        ]

    def __str__(self) -> str:
        return f"reveal {self.pk}"
