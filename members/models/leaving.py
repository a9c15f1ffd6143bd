"""Who asked to leave, and may still come back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField

from .people import Person


class Leaving(models.Model):
    """Somebody is out of sight and is deleted for good when it is `due_at`, unless they come back first.

    `name` and `was`: what they were called and how they were here. Their own row has no name any more, so
    that no page, whichever it is, can show it.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="leaving")
    name = EncryptedTextField()
    was = models.CharField(max_length=10, choices=Person.Status)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("farewell")
        verbose_name_plural = _("farewells")

    def __str__(self) -> str:
        return f"farewell {self.pk}"
