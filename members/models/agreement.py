"""What the members of this network agreed on, version by version, and who goes along with it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .people import Person


class Agreement(models.Model):
    """One version. Its words never change: whoever accepted them accepted these."""

    version = models.PositiveIntegerField(_("version"), unique=True, editable=False)
    # Markdown by language.
    texts = models.JSONField(_("text"), default=dict)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("what we agreed on")
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.version}"

    def language(self) -> str:
        """The language it is read in: the reader's, else the first that it was written in."""
        codes = [get_language() or "", *dict(settings.LANGUAGES), *self.texts]
        return next((code for code in codes if self.texts.get(code)), settings.LANGUAGE_CODE)

    def text(self) -> str:
        """Its Markdown in that language."""
        return str(self.texts.get(self.language(), ""))


class AgreementAccepted(models.Model):
    """Somebody goes along with one version."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="accepted")
    person = models.ForeignKey(Person, models.CASCADE, related_name="agreed")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("yes to what we agreed on")
        verbose_name_plural = _("yes to what we agreed on")
        constraints = [models.UniqueConstraint(fields=["agreement", "person"], name="agreed_once")]

    def __str__(self) -> str:
        return f"yes {self.pk}"
