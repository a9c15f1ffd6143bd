"""Search rows: what a list page filters, counts and shows, in one table a kind of thing.

The normalised tables stay the truth; an action that changes it calls its app's `project(ids)` in the same
transaction, which makes the rows of those ids again, set-based, however many there are, and writes those that
are not there already just so. Edits, imports and rebuilds all use that one function:

    def project(ids: Collection[int] | None = None) -> int:
        '''Make the search rows of these listings again (of all: None).'''

A model inherits one of the two bases, adds what its cards show, and declares its indexes:

    class ListingRow(PlacedRow):
        listing = models.ForeignKey(Listing, models.CASCADE)
        title = models.CharField(max_length=200)
        open = SpansField(null=True)                        # 35 days of local wall-clock times
        zone = models.CharField(max_length=64)

        class Meta:
            indexes = [
                nearest_index("listingrow_pt", include=["id", "needs_a", "needs_b", "languages"]),
                words_index("listingrow_words"),
            ]

    class PostRow(CellRow):
        post = models.OneToOneField(Post, models.CASCADE, primary_key=True)
        kind = models.CharField(max_length=8)
        day = models.DateField()
        lot = models.IntegerField()                         # random, drawn once with the post
        turn = models.GeneratedField(expression=Turn("day", "lot"), ...)

        class Meta:
            indexes = [
                squares_index("postrow_square", include=["turn", "needs_a", "needs_b", "id"]),
                newest_index("postrow_turn", "turn"),
                words_index("postrow_words"),
            ]
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast, Radians, Tan

from .grid import EARTH_M


class PointField(models.Field):
    """PostgreSQL's own `point`: `(x, y)` floats in Python. Its GiST index answers "nearest first"."""

    description = "A point on a plane"

    def db_type(self, connection: Any) -> str:
        return "point"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> tuple[float, float] | None:
        if value is None:
            return None
        x, y = value.strip("()").split(",")
        return float(x), float(y)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return None if value is None else f"({value[0]},{value[1]})"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::point"


class SpansField(models.Field):
    """A `tsmultirange`: spans of local wall-clock time, `[(start, end), ...]`, each end left out.

    Naive datetimes. Overlapping spans come back joined.
    """

    description = "Spans of local time"

    def db_type(self, connection: Any) -> str:
        return "tsmultirange"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else [(span.lower, span.upper) for span in value]

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        return "{" + ",".join(f"[{start.isoformat()},{end.isoformat()})" for start, end in value) + "}"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsmultirange"


class QueryField(models.Field):
    """A `tsquery`: words to look for. Only SQL writes and reads it."""

    description = "What to look for in a text"

    def db_type(self, connection: Any) -> str:
        return "tsquery"


class LettersField(models.Field):
    """Which three letters in a row a short text has, as 512 bits. Only SQL writes and reads it.

    How much two are alike is the share of what either has that both have, as of `similarity()`, which takes
    both apart each time: `bit_count(a & b)::float8 / bit_count(a | b)`.
    """

    description = "What letters a text has"

    def db_type(self, connection: Any) -> str:
        return "bit(512)"


class Letters(Func):
    """The letters of a text."""

    function = "mutualaid_letters"
    output_field = LettersField()


class Point(Func):
    """`point(x, y)` of two expressions."""

    function = "point"
    output_field = PointField()


class Turn(Func):
    """Of a day and a lot of 31 bits, one number: the newest first, those of one day by their lots."""

    template = "((DATE '2200-01-01' - %(expressions)s)"
    arg_joiner = ")::bigint * 2147483648 + "
    output_field = models.BigIntegerField()


def _float(expression: Any) -> Cast:
    return Cast(expression, models.FloatField())


def _mercator() -> Point:
    """Longitude and latitude on a Mercator map in metres of the equator.

    That map keeps angles: around any one place all directions are stretched alike (by 1/cos latitude), so
    the nearest on it is the nearest on the ground anywhere in the world and no origin is needed. Distances
    are off by less than 0.5 % within 25 km up to 50 degrees of latitude, 0.8 % up to 60. Not across the
    180th meridian.
    """
    north = Func(Tan(Radians(F("latitude"))), function="asinh", output_field=models.FloatField())
    return Point(Radians(F("longitude")) * EARTH_M, north * EARTH_M)


def _middle(axis: str) -> Any:
    return (_float(F(axis)) + 0.5) * _float(F("cell_m"))


class SearchRow(models.Model):
    """What every search row has. Masks: see `masks`; `words`: see `words.vector`."""

    published = models.BooleanField(default=False)
    needs_a = models.BigIntegerField(default=0)
    needs_b = models.BigIntegerField(default=0)
    languages = models.BigIntegerField(default=0)
    words = SearchVectorField(null=True)

    class Meta:
        abstract = True


class PlacedRow(SearchRow):
    """A row with a true place, or none (a confidential one, one without an address)."""

    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    pt = models.GeneratedField(
        expression=_mercator(), output_field=PointField(null=True), db_persist=True, null=True
    )

    class Meta:
        abstract = True


class CellRow(SearchRow):
    """A row in a square of the grid, or in none. `pt` is its middle in metres from the grid's origin.

    Nothing finer than the square: rows of one square share one point.
    """

    cell_m = models.SmallIntegerField(null=True)
    cell_x = models.IntegerField(null=True)
    cell_y = models.IntegerField(null=True)
    pt = models.GeneratedField(
        expression=Point(_middle("cell_x"), _middle("cell_y")),
        output_field=PointField(null=True),
        db_persist=True,
        null=True,
    )

    class Meta:
        abstract = True


def is_same(columns: Iterable[str]) -> str:
    """SQL: does the row `there` hold what the row `new` does? Such a one is not written again."""
    return " AND ".join(f"there.{column} IS NOT DISTINCT FROM new.{column}" for column in columns)


def nearest_index(name: str, include: Sequence[str]) -> GistIndex:
    """For "nearest first" and "within".

    `include`: the key, and what is filtered and counted, so that no row is fetched until it is a hit.
    """
    return GistIndex(fields=["pt"], include=include, condition=Q(published=True), name=name)


def squares_index(name: str, include: Sequence[str] = ()) -> models.Index:
    """For "up to that band", of a `CellRow`. `include`: as for `nearest_index`."""
    fields, published = ["cell_m", "cell_x", "cell_y"], Q(published=True)
    return models.Index(fields=fields, include=include or None, condition=published, name=name)


def newest_index(name: str, *fields: str, include: Sequence[str] = ()) -> models.Index:
    """For an order that is not by place: `newest_index("postrow_turn", "turn")`."""
    return models.Index(fields=fields, include=include or None, condition=Q(published=True), name=name)


def words_index(name: str, field: str = "words") -> GinIndex:
    """For free text. Without a pending list: a search after an import must not pay for the import."""
    return GinIndex(fields=[field], fastupdate=False, name=name)
