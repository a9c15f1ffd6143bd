"""The search projection of posts: one narrow row a post, written with the truth in one transaction."""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Person, Pod
from mutualaid.base import masks
from mutualaid.base.grid import Band
from mutualaid.base.network import local_today
from mutualaid.base.rows import (
    CellRow,
    Letters,
    LettersField,
    QueryField,
    Turn,
    is_same,
    newest_index,
    squares_index,
    words_index,
)

from ..calendar import slots
from ..visibility import visible_q
from .post import Post

if TYPE_CHECKING:
    from members.viewers import Viewer


# What narrows the posts that may fit another: all but their words.
_NARROWS = (
    *("post", "person", "audience", "pod", "form", "is_gathering"),
    *("needs_a", "needs_b", "up_a", "up_b", "meant_a", "meant_b"),
)


# What the board filters and counts, but for words: so it reads no row that it does not show.
_LISTED = (
    *("audience", "pod", "person", "kind", "form", "urgency", "slots"),
    *("needs_a", "needs_b", "languages", "post"),
)


def _counterparts(kind: str) -> GistIndex:
    """For the nearest posts of one kind that may fit another."""
    condition = Q(published=True, kind=kind)
    return GistIndex(fields=["pt"], include=_NARROWS, condition=condition, name=f"postrow_{kind}_pt")


def _without_place() -> models.Index:
    """For the newest that need no place: in the index above they lie strewn over all its pages."""
    return models.Index(
        fields=["kind", "turn"],
        include=_NARROWS,
        condition=Q(published=True, cell_m=None),
        name="postrow_no_place",
    )


class PostRowQuerySet(models.QuerySet["PostRow"]):
    def visible_to(self, viewer: "Viewer") -> "PostRowQuerySet":
        """What stands on this viewer's board."""
        return self.filter(visible_q(viewer))


class PostRow(CellRow):
    """What the board filters, counts, orders by and shows on a card. Never edited: `project(ids)` writes it.

    `published`: open, hidden by nobody, its author active, a time to come and something left of it. `words`
    is what members may find it by, `public_words` what a newcomer may: nothing unless its author opened it
    to everybody.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="row")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    public_words = SearchVectorField(null=True)
    audience = models.CharField(max_length=10)
    pod = models.ForeignKey(Pod, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10)
    form = models.CharField(max_length=10)
    mode = models.CharField(max_length=10)
    urgency = models.PositiveSmallIntegerField()
    # When in a week, as bits (see `calendar.slots`): all times to come with something left. 0: any time.
    slots = models.IntegerField(default=0)
    # How far its author would go, as the rank of a `grid.Band`; NULL where they did not say.
    goes = models.SmallIntegerField(null=True)
    # For matching: what its needs are part of, the needs that its words mean (`directory.phrases`), those
    # words, and of its title its letters and what to look for in another post's: words, and the things that
    # they name.
    up_a = models.BigIntegerField(default=0)
    up_b = models.BigIntegerField(default=0)
    meant_a = models.BigIntegerField(default=0)
    meant_b = models.BigIntegerField(default=0)
    sense = SearchVectorField(null=True)
    asks = QueryField(null=True)
    names = QueryField(null=True)
    letters = models.GeneratedField(expression=Letters("title"), output_field=LettersField(), db_persist=True)
    day = models.DateField()
    random = models.IntegerField()
    # Newest first, those of one day by their lots: one number, so that a list is put in order by it alone.
    turn = models.GeneratedField(
        expression=Turn("day", "random"), output_field=models.BigIntegerField(), db_persist=True
    )
    # What a card shows besides.
    public_id = models.CharField(max_length=12)
    title = models.CharField(max_length=100)
    language = models.CharField(max_length=12)
    is_standing = models.BooleanField()
    is_recurring = models.BooleanField(default=False)
    # How often, and whether the next time is unlike the others: changed by hand.
    rule = models.CharField(max_length=200, default="")
    is_changed = models.BooleanField(default=False)
    is_gathering = models.BooleanField(default=False)
    from_day = models.DateField(null=True)
    until_day = models.DateField(null=True)
    from_time = models.TimeField(null=True)
    until_time = models.TimeField(null=True)
    quantity = models.PositiveIntegerField(null=True)
    left = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=30)
    handover = ArrayField(models.CharField(max_length=10))

    objects = PostRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of the board")
        verbose_name_plural = _("rows of the board")
        indexes = [
            squares_index("postrow_square", include=["turn", *_LISTED]),
            *(_counterparts(kind) for kind in Post.Kind.values),
            _without_place(),
            newest_index("postrow_turn", "turn", include=["cell_m", "cell_x", "cell_y", *_LISTED]),
            words_index("postrow_words"),
            words_index("postrow_public_words", "public_words"),
        ]

    def __str__(self) -> str:
        return f"row {self.pk}"


_COLUMNS = (
    *("person_id", "published", "audience", "pod_id", "kind", "form", "mode", "urgency", "slots"),
    *("day", "random"),
    *("public_id", "title", "language", "is_standing", "is_recurring", "rule", "is_changed", "is_gathering"),
    *("from_day", "until_day", "from_time", "until_time", "quantity", '"left"', "unit", "handover"),
    *("cell_m", "cell_x", "cell_y", "needs_a", "needs_b", "languages", "words", "public_words"),
    *("goes", "up_a", "up_b", "meant_a", "meant_b", "sense", "asks", "names"),
)

# A time that is to come and has something left. A gathering that is full still has a waiting list.
_HAS_SOME = """(NOT o.is_skipped AND (o.until_day IS NULL OR o.until_day >= %(today)s)
    AND (post.is_gathering OR o.quantity IS NULL OR o.quantity > o.promised + o.done))"""
# Without a time it is the whole day; with a beginning only, what it begins in.
_FIRST_PART = f"""CASE WHEN o.from_time >= '{slots.SIX}' THEN {slots.EVENING}
    WHEN o.from_time >= '{slots.NOON}' THEN {slots.AFTERNOON} ELSE {slots.MORNING} END"""
_LAST_PART = f"""CASE WHEN o.from_time IS NULL OR o.until_time <= o.from_time OR o.until_time > '{slots.SIX}'
      THEN {slots.EVENING}
    WHEN o.until_time > '{slots.NOON}' THEN {slots.AFTERNOON} ELSE {slots.MORNING} END"""

_PROJECT = f"""
INSERT INTO exchanges_postrow (post_id, {", ".join(_COLUMNS)})
SELECT * FROM (
SELECT
  post.id, post.person_id,
  post.status = 'open' AND post.hidden_at IS NULL AND person.status = 'active' AND time.has_some,
  post.audience, post.pod_id, post.kind, post.form, post.mode, post.urgency,
  COALESCE(NULLIF(week.slots, {slots.ALL}), 0), (post.created_at AT TIME ZONE 'UTC')::date, post.random,
  post.public_id, post.title, post.language,
  post.is_standing, post.rule <> '', post.rule, time.is_changed, post.is_gathering,
  time.from_day, time.until_day, time.from_time, time.until_time, time.quantity,
  time.quantity - time.promised - time.done, post.unit, post.handover,
  post.cell_m, post.cell_x, post.cell_y,
  COALESCE(need.a, 0), COALESCE(need.b, 0), COALESCE(spoken.mask, 0),
  mutualaid_words(post.language, post.title, need.words, post.text),
  CASE WHEN post.audience = 'everybody' THEN mutualaid_words(post.language, post.title, need.words, '') END,
  array_position(%(bands)s::text[], post.goes) - 1, COALESCE(need.up_a, 0), COALESCE(need.up_b, 0),
  said.meant_a, said.meant_b, said.sense, exchanges_asks(said.sense, false), exchanges_asks(said.sense, true)
FROM exchanges_post post
JOIN members_person person ON person.id = post.person_id
CROSS JOIN LATERAL (
  -- The next time to come that still has something, or else the last one.
  SELECT *, {_HAS_SOME} AS has_some FROM exchanges_occurrence o WHERE o.post_id = post.id
  ORDER BY has_some DESC, o.from_day NULLS FIRST, o.id LIMIT 1
) time
LEFT JOIN LATERAL (
  SELECT bit_or(1 << (extract(isodow FROM days.day)::int - 1) * {slots.PARTS} + part) AS slots
  FROM exchanges_occurrence o
  CROSS JOIN LATERAL (SELECT greatest(o.from_day, %(today)s) AS first_day, {_FIRST_PART} AS first_part) begins
  -- A week has all its days, however long it goes on.
  CROSS JOIN LATERAL generate_series(
    begins.first_day::timestamp, least(o.until_day, begins.first_day + 6)::timestamp, '1 day') AS days (day)
  CROSS JOIN LATERAL generate_series(begins.first_part, greatest(begins.first_part, {_LAST_PART})) AS part
  WHERE o.post_id = post.id AND {_HAS_SOME}
) week ON true
LEFT JOIN LATERAL (
  SELECT bit_or(1::bigint << n.bit) FILTER (WHERE n.bit < 63) AS a,
         bit_or(1::bigint << (n.bit - 63)) FILTER (WHERE n.bit >= 63) AS b,
         bit_or(1::bigint << up.bit) FILTER (WHERE up.bit < 63) AS up_a,
         bit_or(1::bigint << (up.bit - 63)) FILTER (WHERE up.bit >= 63) AS up_b,
         array_agg(n.id) AS ids,
         string_agg(
           concat_ws(' ', n.name_en, n.name_es, n.also_en, n.also_es, up.name_en, up.name_es), ' ') AS words
  FROM exchanges_post_needs pn
  JOIN directory_need n ON n.id = pn.need_id
  LEFT JOIN directory_need up ON up.id = n.parent_id
  WHERE pn.post_id = post.id
) need ON true
LEFT JOIN LATERAL (
  SELECT bit_or(1::bigint << COALESCE(
    (%(bits)s::jsonb ->> split_part(lower(code), '-', 1))::int, %(other)s::int)) AS mask
  FROM unnest(post.languages) code
) spoken ON true
CROSS JOIN LATERAL directory_sense(post.language, post.title, post.text, need.ids) said
WHERE %(ids)s::bigint[] IS NULL OR post.id = ANY(%(ids)s::bigint[])
) new (post_id, {", ".join(_COLUMNS)})
-- What is there already is not written again: not even its page changes.
WHERE NOT EXISTS (
  SELECT FROM exchanges_postrow there WHERE there.post_id = new.post_id
    AND {is_same(_COLUMNS)}
)
ON CONFLICT (post_id) DO UPDATE SET
  ({", ".join(_COLUMNS)}) = ROW ({", ".join(f"EXCLUDED.{column}" for column in _COLUMNS)})
"""  # noqa: S608


def project(ids: Collection[int] | None = None) -> int:
    """Write the rows of these posts (of all: None) anew, in one statement, while the site serves.

    Edits, imports and rebuilds all come here. Returns how many rows changed.
    """
    bits = {code: masks.language_bit(code) for code in masks.LANGUAGES}
    with connection.cursor() as cursor:
        cursor.execute(
            _PROJECT,
            {
                "ids": None if ids is None else list(ids),
                "bits": json.dumps(bits),
                "other": masks.OTHER,
                "today": local_today(),
                "bands": Band.values,
            },
        )
        return cursor.rowcount


def project_person(person: Person) -> int:
    """Write the rows of everything this person posted anew: they were suspended, let in, or left."""
    return project(list(Post.objects.filter(person=person).values_list("pk", flat=True)))
