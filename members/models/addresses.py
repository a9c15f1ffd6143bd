"""Addresses that somebody wrote from until a moment ago."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField

from .people import User


class FormerAddress(models.Model):
    """An account's email until it was changed. For three days that can be undone, and nobody else has it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_addresses")
    email = EncryptedTextField(_("email"))
    # A keyed hash, to ask whether an address is one of these.
    email_hash = models.CharField(max_length=64, unique=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("former email address")
        verbose_name_plural = _("former email addresses")

    def __str__(self) -> str:
        return f"former address {self.pk}"
