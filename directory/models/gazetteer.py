"""Names of places and where they are: our own, since no online geocoder is ever asked."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Place(models.Model):
    """A town, a quarter or a postcode. `key`: the name in small letters without accents, for finding."""

    class Kind(models.TextChoices):
        TOWN = "town", _("town")
        QUARTER = "quarter", _("quarter")
        POSTCODE = "postcode", _("postcode")
        AREA = "area", _("area that organizers drew")

    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(max_length=120, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # What tells two Springfields apart: the state, the region.
    context = models.CharField(_("where that is"), max_length=120, blank=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    # How much is there (people, or listings): the larger of two equal names is meant.
    weight = models.PositiveIntegerField(_("size"), default=0)
    # "listings" for what imports fill, otherwise the name of the file.
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("place name")
        verbose_name_plural = _("place names")
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "key", "context"], name="place_once_a_source"),
            models.CheckConstraint(
                name="place_is_on_earth",
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]
        indexes = [
            models.Index(fields=["key"], name="place_key"),
            GinIndex(fields=["key"], opclasses=["gin_trgm_ops"], name="place_key_trgm"),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.context]))
