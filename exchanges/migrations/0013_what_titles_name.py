import mutualaid.base.rows
from django.db import migrations

# What to look for of a text's title: any of its words, or any of the things that it names; the need itself ("~54.0",
# a ride) only where it names nothing closer. Quoted as a tsquery has it, which is not as SQL does.
ASKS = r"""
DROP FUNCTION exchanges_asks(tsvector);
CREATE FUNCTION exchanges_asks(sense tsvector, for_things boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
  SELECT string_agg('''' || regexp_replace(lexeme, '([''\\])', '\1\1', 'g') || '''', ' | ')::tsquery
  FROM (
    SELECT lexeme, lexeme ~ '^~.*\.0$' AS is_need, bool_and(lexeme ~ '^~.*\.0$') OVER () AS are_all
    FROM unnest(sense) WHERE 'A' = ANY(weights) AND starts_with(lexeme, '~') = for_things
  ) AS title
  WHERE are_all OR NOT is_need
);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('exchanges', '0012_calendar_keys'),
    ]

    operations = [
        migrations.RunSQL(ASKS, migrations.RunSQL.noop),
        migrations.AddField(
            model_name='postrow',
            name='names',
            field=mutualaid.base.rows.QueryField(null=True),
        ),
    ]
