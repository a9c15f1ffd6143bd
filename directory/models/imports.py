"""Imports that organizers run from the site: what they brought, by which mapping, and what became of it."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TableMapping(models.Model):
    """What each column of a spreadsheet means, kept for the next time. `told`: see `importing.mapped`."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    told = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mapping of a spreadsheet")
        verbose_name_plural = _("mappings of spreadsheets")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file on its way in: tried first, then stored. The file goes once it is stored, or after a week."""

    class Status(models.TextChoices):
        READY = "ready", _("is here")
        WAITING = "waiting", _("waits for its turn")
        RUNNING = "running", _("is being read")
        TRIED = "tried", _("was tried")
        DONE = "done", _("is stored")
        FAILED = "failed", _("could not be read")

    BUSY = (Status.WAITING, Status.RUNNING)
    LONGEST = dt.timedelta(minutes=30)

    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(null=True)
    mapping = models.ForeignKey(TableMapping, models.SET_NULL, null=True, blank=True, related_name="runs")
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.READY)
    is_try = models.BooleanField(default=True)
    # What was said of the whole source: `source`, `need`, `zone`, `language`, `hide_gone`, `strict`.
    options = models.JSONField(default=dict)
    # What is done right now, in words.
    step = models.CharField(max_length=200, blank=True)
    report = models.JSONField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(_("came in"), default=timezone.now)
    started_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        """Whether a job is on it; one that began long ago has died with its machine."""
        began = self.started_at or self.created_at
        return self.status in self.BUSY and timezone.now() - began < self.LONGEST

    @property
    def is_table(self) -> bool:
        """Whether it needs a mapping: a spreadsheet, or CSV files that are not HSDS's."""
        return bool(self.options.get("is_table"))

    def choice(self, name: str) -> Any:
        return self.options.get(name)
