"""A table in a library or a shelter, where many people join from one network address."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id

from .people import Person


class SignUpTableQuerySet(models.QuerySet["SignUpTable"]):
    def open(self) -> "SignUpTableQuerySet":
        """At this moment; they end by themselves."""
        return self.filter(closed_at=None, until__gt=timezone.now())


class SignUpTable(models.Model):
    """Opened by an organizer for some hours. Whoever has its code joins without the address being counted."""

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    code = EncryptedTextField()
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    opened_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    until = models.DateTimeField(_("open until"))
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = SignUpTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up table")
        verbose_name_plural = _("sign-up tables")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"table {self.pk}"
