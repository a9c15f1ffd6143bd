"""Who may read somebody's dates without signing in: whoever has the secret address."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person


class CalendarKey(models.Model):
    """The fingerprint of the secret in the address of one's own calendar; the secret itself is nowhere.

    One a person: a new one takes the place of the old one, whose address is then nothing.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_key")
    fingerprint = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("secret address of a calendar")
        verbose_name_plural = _("secret addresses of calendars")

    def __str__(self) -> str:
        return f"calendar key {self.pk}"
