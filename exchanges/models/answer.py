"""Which answers by mail were taken."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MailedAnswer(models.Model):
    """An answer that came by mail, known by a hash of its Message-ID: should it come again, it is no news."""

    message_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer by mail")
        verbose_name_plural = _("answers by mail")

    def __str__(self) -> str:
        return f"answer {self.pk}"
