"""Two search tables as the directory and the board have them, for tests of the machinery only."""

from django.db import models

from mutualaid.base import masks
from mutualaid.base.rows import (
    CellRow,
    PlacedRow,
    SpansField,
    nearest_index,
    newest_index,
    squares_index,
    words_index,
)

WEEK = ("open_mo", "open_tu", "open_we", "open_th", "open_fr", "open_sa", "open_su")
HOURS = ["open_days", *WEEK, "zone"]


class Thing(PlacedRow):
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)
    checked_on = models.DateField()
    price = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    open = SpansField(null=True)
    open_days = models.GeneratedField(
        expression=models.Func("open", function="mutualaid_days"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    open_mo = models.BigIntegerField(default=masks.UNLIKE)
    open_tu = models.BigIntegerField(default=masks.UNLIKE)
    open_we = models.BigIntegerField(default=masks.UNLIKE)
    open_th = models.BigIntegerField(default=masks.UNLIKE)
    open_fr = models.BigIntegerField(default=masks.UNLIKE)
    open_sa = models.BigIntegerField(default=masks.UNLIKE)
    open_su = models.BigIntegerField(default=masks.UNLIKE)
    zone = models.CharField(max_length=40, default="UTC")

    class Meta:
        app_label = "search_tests"
        indexes = [
            nearest_index("thing_pt", include=["needs_a", "needs_b", "languages", "kind", *HOURS, "id"]),
            newest_index("thing_checked", "-checked_on", "id"),
            words_index("thing_words"),
        ]

    def __str__(self) -> str:
        return self.title


class Wish(CellRow):
    title = models.CharField(max_length=80)
    day = models.DateField()
    shuffle = models.IntegerField()

    class Meta:
        app_label = "search_tests"
        indexes = [squares_index("wish_square", include=["day", "shuffle", "id"])]

    def __str__(self) -> str:
        return self.title
