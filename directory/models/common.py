"""What all imported tables share, and small validators."""

import uuid
import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Identified(models.Model):
    """A row that other directories know too.

    `uuid` is HSDS's `id`: kept from the source where that has one, otherwise made from the source's name and
    its own key, so that importing a file again meets the same rows.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Sourced(Identified):
    """The head of a bundle of rows that an import reads and compares as a whole."""

    source = models.CharField(_("where it comes from"), max_length=60, blank=True, editable=False)
    external_id = models.CharField(max_length=100, blank=True, editable=False)
    # Of the source's own words, with everything under them: while it stays the same an import leaves the
    # rows alone, and what organizers mended by hand stays mended.
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta(Identified.Meta):
        abstract = True


def validate_zone(name: str) -> None:
    """Raises ValidationError unless the machine knows this time zone ("America/Los_Angeles")."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_('There is no time zone "%(name)s".'), params={"name": name})
