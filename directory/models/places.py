"""Where listings are. Listings only: a person's or a post's place is a square and lives elsewhere."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .common import Identified, Sourced


class Location(Sourced):
    """HSDS `location`. `latitude`, `longitude` in degrees (WGS84), both or neither."""

    class Type(models.TextChoices):
        PHYSICAL = "physical", _("a place to go to")
        POSTAL = "postal", _("a place to write to")
        VIRTUAL = "virtual", _("on the internet or by phone")

    location_type = models.CharField(_("type"), max_length=10, choices=Type, default=Type.PHYSICAL)
    url = models.URLField(_("link"), max_length=500, blank=True)
    organization = models.ForeignKey(
        "Organization",
        models.SET_NULL,
        verbose_name=_("organization"),
        null=True,
        blank=True,
        related_name="locations",
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    alternate_name = models.CharField(_("other name"), max_length=200, blank=True)
    description = models.TextField(_("what it is like"), blank=True)
    transportation = models.TextField(_("how to get there"), blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    external_identifier = models.CharField(max_length=100, blank=True)
    external_identifier_type = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(
                name="location_is_on_earth_or_nowhere",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class Address(Identified):
    """HSDS `address`. `attention` names a person: an import leaves it out unless told to keep names."""

    location = models.ForeignKey(Location, models.CASCADE, related_name="addresses")
    attention = models.CharField(_("for the attention of"), max_length=200, blank=True)
    address_1 = models.CharField(_("street and number"), max_length=200, blank=True)
    address_2 = models.CharField(_("second line"), max_length=200, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    state_province = models.CharField(_("state or province"), max_length=100, blank=True)
    postal_code = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    address_type = models.CharField(
        _("type"), max_length=10, choices=Location.Type, default=Location.Type.PHYSICAL
    )

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.address_1, self.city]))


class Accessibility(Identified):
    """HSDS `accessibility`: how somebody with a disability gets in and around."""

    location = models.ForeignKey(Location, models.CASCADE, related_name="accessibility")
    description = models.TextField(_("what there is"), blank=True)
    details = models.TextField(_("what to know"), blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("way in and around")
        verbose_name_plural = _("ways in and around")

    def __str__(self) -> str:
        return self.description
