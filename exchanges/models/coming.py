"""Who comes to a gathering."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person

from .occurrence import Occurrence


class Coming(models.Model):
    """Somebody comes to one time of a gathering, or waits for a place.

    `people` counts them and whom they bring. Those who come are what the occurrence's `promised` counts; both
    change only under the lock on the post.
    """

    class Status(models.TextChoices):
        COMING = "coming", _("comes")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cannot come")

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="comings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="comings")
    people = models.PositiveSmallIntegerField(_("how many people"), default=1)
    brings = models.CharField(_("what they bring"), max_length=140, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("place at a gathering")
        verbose_name_plural = _("places at gatherings")
        ordering = ["changed_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="coming_once", fields=["occurrence", "person"]),
            models.CheckConstraint(name="coming_of_somebody", condition=Q(people__gte=1)),
        ]

    def __str__(self) -> str:
        return f"place {self.pk}"
