"""A photo of somebody, if they like."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutualaid.base.models import EncryptedPicture

from .people import Person


class Portrait(EncryptedPicture):
    """One's own photo, drawn anew by us and encrypted; seen by whoever sees the profile."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="portrait")

    class Meta:
        verbose_name = _("photo of a member")
        verbose_name_plural = _("photos of members")
