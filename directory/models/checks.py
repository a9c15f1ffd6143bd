"""Who looked when, and what was right on that day: verified is not updated."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .listings import Service


class Check(models.Model):
    """Somebody looked at a listing, or at one part of it, on a day of its own calendar, and it was right.

    Of organizers, of the listing itself and of its source the last day is kept for each part. Of neighbours
    each word is kept for a year, and nothing of who it was: they have no account here.
    """

    class Part(models.TextChoices):
        ALL = "all", _("all of it")
        HOURS = "hours", _("opening hours")
        PHONE = "phone", _("phone")
        ADDRESS = "address", _("address")
        ELIGIBILITY = "eligibility", _("who can come")

    class By(models.TextChoices):
        ORGANIZERS = "organizers", _("organizers")
        THEMSELVES = "themselves", _("they themselves")
        SOURCE = "source", _("the directory it comes from")
        NEIGHBOUR = "neighbour", _("a neighbour")

    # Whose word makes hours count as checked. A neighbour's is shown, and tells organizers whom to call.
    TRUSTED = (By.ORGANIZERS, By.THEMSELVES, By.SOURCE)

    service = models.ForeignKey(Service, models.CASCADE, related_name="checks")
    part = models.CharField(_("what"), max_length=12, choices=Part)
    by = models.CharField(_("by"), max_length=12, choices=By)
    how = models.CharField(_("how"), max_length=12, choices=Service.How, blank=True)
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "part", "by"], condition=~Q(by="neighbour"), name="check_last_of_a_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.on}"
