"""The search row: one a listing and place, one a guide; all that a list page filters, counts and shows."""

from datetime import date
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from mutualaid.base import masks, search
from mutualaid.base.rows import PlacedRow, SpansField, nearest_index, newest_index, words_index

from .guides import Guide
from .listings import Service
from .places import Location

# From Monday on: in which half hours it is open on such a day, see `masks.week`.
WEEK = ("open_mo", "open_tu", "open_we", "open_th", "open_fr", "open_sa", "open_su")
# What the filters read and count: two indexes have it, so that no row is fetched until it is a hit. What
# varies in width stands last, since what comes after it is found more slowly, and nothing may be empty, since
# then everything is.
COUNTED = [
    *("needs_a", "needs_b", "languages", "access", "by_communities", "for_communities", "only_communities"),
    *("open_days", *WEEK),
    *("reach", "minimum_age", "maximum_age", "verified_day", "kind", "zone"),
]


class ListingRowQuerySet(models.QuerySet):
    def visible_to(self, viewer: Any) -> "ListingRowQuerySet":
        """Everybody sees the same: what is hidden or has stopped has no row at all."""
        return self.filter(published=True)


class ListingRow(PlacedRow):
    """Written by `directory.projection` only.

    A confidential listing has one row without place, point and words of an address. `open`: spans of local
    time while the hours count as checked, so that stale hours are never found by "open now"; up to 35 days
    ahead, or a few more, and what has passed of the days before.
    `kind`: one of `Service.Kind` or `Guide.Kind`; with the slug it says which page.
    """

    class Reach(models.IntegerChoices):
        """How one gets there: what a list is parted by."""

        PLACE = 0  # on the map
        ADDRESS = 1  # somewhere that the map does not know
        PHONE = 2  # by phone or online, or a secret place that they tell on the phone
        READING = 3  # a guide or a tool

    YOUNGEST, OLDEST = 0, 199

    service = models.ForeignKey(Service, models.CASCADE, null=True, related_name="rows")
    guide = models.ForeignKey(Guide, models.CASCADE, null=True, related_name="rows")
    location = models.ForeignKey(Location, models.CASCADE, null=True, related_name="rows")
    kind = models.CharField(max_length=10)
    reach = models.SmallIntegerField(choices=Reach, default=Reach.PHONE)
    by_communities = models.BigIntegerField(default=0)
    for_communities = models.BigIntegerField(default=0)
    # Only these may come; 0: everybody.
    only_communities = models.BigIntegerField(default=0)
    access = models.BigIntegerField(default=0)
    minimum_age = models.SmallIntegerField(default=YOUNGEST)
    maximum_age = models.SmallIntegerField(default=OLDEST)
    open = SpansField(default=list)
    # The days on which it is open at all, as bits: see `masks.day`.
    open_days = models.GeneratedField(
        expression=models.Func("open", function="mutualaid_days"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    # And in which half hours of these, where that is told.
    open_mo = models.BigIntegerField(db_default=masks.UNLIKE)
    open_tu = models.BigIntegerField(db_default=masks.UNLIKE)
    open_we = models.BigIntegerField(db_default=masks.UNLIKE)
    open_th = models.BigIntegerField(db_default=masks.UNLIKE)
    open_fr = models.BigIntegerField(db_default=masks.UNLIKE)
    open_sa = models.BigIntegerField(db_default=masks.UNLIKE)
    open_su = models.BigIntegerField(db_default=masks.UNLIKE)
    zone = models.CharField(max_length=64)
    # Whether anything is known of its hours; paused: "closed for now".
    has_hours = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)
    fresh_until = models.DateField(null=True)
    last_verified_on = models.DateField(null=True)
    # The same; where it was never checked, the first day there is.
    verified_day = models.GeneratedField(
        expression=Coalesce("last_verified_on", date.min), output_field=models.DateField(), db_persist=True
    )
    verified_how = models.CharField(max_length=12, blank=True)
    hours_verified_on = models.DateField(null=True)
    # So many neighbours said since then that it is still right.
    confirmed = models.SmallIntegerField(default=0)
    slug = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    organization = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    # What a guide is good for, in one line.
    summary = models.CharField(max_length=300, blank=True)

    objects = ListingRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "guide", "location"], nulls_distinct=False, name="listingrow_once_a_place"
            ),
            models.CheckConstraint(
                name="listingrow_of_one_thing",
                condition=Q(service__isnull=False, guide__isnull=True)
                | Q(service__isnull=True, guide__isnull=False, location__isnull=True),
            ),
        ]
        indexes = [
            nearest_index("listingrow_pt", include=["id", *COUNTED]),
            newest_index("listingrow_name", "name", "id", include=COUNTED),
            # The few that one does not go to, each sort by name: see `DirectoryFilter.order`.
            models.Index(
                fields=["reach", "name", "id"],
                condition=Q(published=True, reach__gte=1),
                name="listingrow_away",
            ),
            # What a search for words gives without a place: what was checked last.
            newest_index("listingrow_checked", "-verified_day", "name"),
            words_index("listingrow_words"),
            # For suggestions: words of names, without the words of needs that very many listings share.
            GinIndex(
                SearchVector("name", config="mutualaid_simple"),
                fastupdate=False,
                name="listingrow_name_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id or self.guide_id} @ {self.location_id}"


HOURS = search.Hours(days="open_days", week=WEEK, table=ListingRow._meta.db_table)
