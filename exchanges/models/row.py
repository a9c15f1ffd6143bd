"""The search projection of posts: one narrow row a post, written with the truth in one transaction."""

import json
from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from members.models import Person

from .post import Post

# A bit for each language that a board filters by; the last bit is for every other one.
LANGUAGE_BITS = {"en": 0, "es": 1}
OTHER_LANGUAGE_BIT = 62


class PostRow(models.Model):
    """What the board filters, counts and orders by. Never edited: `project(ids)` writes it.

    `is_listed`: open, hidden by nobody, its author active and something left. `text` is what members may
    find it by, `public_text` what a newcomer may: empty unless its author opened it to everybody.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="row")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    is_listed = models.BooleanField()
    audience = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    form = models.CharField(max_length=10)
    cell_m = models.PositiveSmallIntegerField(null=True)
    cell_x = models.IntegerField(null=True)
    cell_y = models.IntegerField(null=True)
    needs_a = models.BigIntegerField()
    needs_b = models.BigIntegerField()
    languages = models.BigIntegerField()
    urgency = models.PositiveSmallIntegerField()
    day = models.DateField()
    random = models.IntegerField()
    text = SearchVectorField()
    public_text = SearchVectorField()

    class Meta:
        verbose_name = _("row of the board")
        verbose_name_plural = _("rows of the board")
        indexes = [
            models.Index(
                fields=["-day", "random"], name="postrow_newest", condition=models.Q(is_listed=True)
            ),
            GinIndex(fields=["text"], name="postrow_text", fastupdate=False),
            GinIndex(fields=["public_text"], name="postrow_public_text", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"row {self.pk}"


_PROJECT = """
INSERT INTO exchanges_postrow (
  post_id, person_id, is_listed, audience, kind, form, cell_m, cell_x, cell_y,
  needs_a, needs_b, languages, urgency, day, random, text, public_text)
SELECT
  post.id, post.person_id,
  post.status = 'open' AND post.hidden_at IS NULL AND person.status = 'active' AND EXISTS (
    SELECT FROM exchanges_occurrence o WHERE o.post_id = post.id
    AND (o.quantity IS NULL OR o.quantity > o.promised + o.done)),
  post.audience, post.kind, post.form, post.cell_m, post.cell_x, post.cell_y,
  COALESCE(need.a, 0), COALESCE(need.b, 0), COALESCE(spoken.mask, 0),
  post.urgency, (post.created_at AT TIME ZONE 'UTC')::date, post.random, words.text,
  CASE WHEN post.audience = 'everybody' THEN words.public_text ELSE ''::tsvector END
FROM exchanges_post post
JOIN members_person person ON person.id = post.person_id
LEFT JOIN LATERAL (
  SELECT bit_or(1::bigint << n.bit) FILTER (WHERE n.bit < 63) AS a,
         bit_or(1::bigint << (n.bit - 63)) FILTER (WHERE n.bit >= 63) AS b
  FROM exchanges_post_needs pn JOIN directory_need n ON n.id = pn.need_id WHERE pn.post_id = post.id
) need ON true
LEFT JOIN LATERAL (
  SELECT bit_or(1::bigint << COALESCE((%(bits)s::jsonb ->> code)::int, %(other)s::int)) AS mask
  FROM unnest(post.languages) code
) spoken ON true
CROSS JOIN LATERAL (
  SELECT (CASE post.language WHEN 'en' THEN 'mutualaid_en' WHEN 'es' THEN 'mutualaid_es'
          ELSE 'mutualaid_simple' END)::regconfig AS name
) config
CROSS JOIN LATERAL (
  SELECT setweight(to_tsvector(config.name, post.title), 'A') AS public_text,
         setweight(to_tsvector(config.name, post.title), 'A')
           || setweight(to_tsvector(config.name, post.text), 'B') AS text
) words
WHERE post.id = ANY(%(ids)s::bigint[])
ON CONFLICT (post_id) DO UPDATE SET (
  person_id, is_listed, audience, kind, form, cell_m, cell_x, cell_y,
  needs_a, needs_b, languages, urgency, day, random, text, public_text
) = ROW (
  EXCLUDED.person_id, EXCLUDED.is_listed, EXCLUDED.audience, EXCLUDED.kind, EXCLUDED.form,
  EXCLUDED.cell_m, EXCLUDED.cell_x, EXCLUDED.cell_y, EXCLUDED.needs_a, EXCLUDED.needs_b,
  EXCLUDED.languages, EXCLUDED.urgency, EXCLUDED.day, EXCLUDED.random, EXCLUDED.text, EXCLUDED.public_text)
"""


def project(ids: Iterable[int]) -> int:
    """Write the rows of these posts anew, in one statement: edits, imports and rebuilds all come here.

    Returns how many rows were written.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _PROJECT, {"ids": list(ids), "bits": json.dumps(LANGUAGE_BITS), "other": OTHER_LANGUAGE_BIT}
        )
        return cursor.rowcount
