from django.contrib.postgres.indexes import GistIndex
from django.db import migrations, models

# The days on which spans of local time lie, as bits: a day is the bit of its number, counted from the
# first of the year 1, modulo 63. The end of a span is left out.
DAYS = """
CREATE FUNCTION mutualaid_days(spans tsmultirange) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
  SELECT coalesce(bit_or(1::bigint << (first + 1 + more) % 63), 0)
  FROM unnest(spans) AS span
  CROSS JOIN LATERAL (SELECT lower(span)::date - DATE '0001-01-01' AS first) AS start
  CROSS JOIN LATERAL generate_series(
    0, least((upper(span) - interval '1 microsecond')::date - lower(span)::date, 62)
  ) AS more
);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0014_reported_listings"),
    ]

    operations = [
        migrations.RunSQL(DAYS),
        migrations.RemoveIndex(model_name="listingrow", name="listingrow_pt"),
        migrations.AddField(
            model_name="listingrow",
            name="open_days",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("open", function="mutualaid_days"),
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="listingrow",
            index=GistIndex(
                condition=models.Q(("published", True)),
                fields=["pt"],
                include=(
                    "id",
                    "reach",
                    "kind",
                    "needs_a",
                    "needs_b",
                    "languages",
                    "access",
                    "by_communities",
                    "for_communities",
                    "only_communities",
                    "open_days",
                    "minimum_age",
                    "maximum_age",
                    "last_verified_on",
                ),
                name="listingrow_pt",
            ),
        ),
    ]
