"""Lists of places that a member keeps with their account."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField

from .people import Person


class KeptList(models.Model):
    """One list, as its address has it (`directory.lists`). Encrypted: what one keeps says what one needs."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="kept_lists")
    name = EncryptedTextField(default="", blank=True)
    codes = EncryptedTextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("list of places")
        verbose_name_plural = _("lists of places")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.pk)
