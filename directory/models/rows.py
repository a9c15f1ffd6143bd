"""The search row: one a listing and place, all that a list page filters, counts and shows."""

from typing import Any

from django.db import models

from mutualaid.base.rows import PlacedRow, SpansField, nearest_index, newest_index, words_index

from .listings import Service
from .places import Location


class ListingRowQuerySet(models.QuerySet):
    def visible_to(self, viewer: Any) -> "ListingRowQuerySet":
        """Everybody sees the same: what is hidden or has stopped has no row at all."""
        return self.filter(published=True)


class ListingRow(PlacedRow):
    """Written by `directory.projection` only.

    A confidential listing has one row without place, point and words of an address. `open`: spans of local
    time while the hours count as checked, so that stale hours are never found by "open now"; up to 35 days.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="rows")
    location = models.ForeignKey(Location, models.CASCADE, null=True, related_name="rows")
    kind = models.CharField(max_length=10)
    by_communities = models.BigIntegerField(default=0)
    for_communities = models.BigIntegerField(default=0)
    access = models.BigIntegerField(default=0)
    open = SpansField(default=list)
    zone = models.CharField(max_length=64)
    # Whether anything is known of its hours; paused: "closed for now".
    has_hours = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)
    fresh_until = models.DateField(null=True)
    last_verified_on = models.DateField(null=True)
    verified_how = models.CharField(max_length=12, blank=True)
    slug = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    organization = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=60, blank=True)

    objects = ListingRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "location"], nulls_distinct=False, name="listingrow_once_a_place"
            )
        ]
        indexes = [
            nearest_index("listingrow_pt", include=["id", "needs_a", "needs_b", "languages", "access"]),
            newest_index("listingrow_name", "name"),
            words_index("listingrow_words"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} @ {self.location_id}"
