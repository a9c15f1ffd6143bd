from django.db import migrations

# What words mean: see directory/phrases.py. People write Spanish under "English", too: the language that a text says
# it is in comes first, the other one where that means nothing, and neither where the other drops more of its words
# as too common to count, as one drops "the" and "la". The title comes before the text, of which only phrases count
# that mean a need by themselves. `chosen`: the needs that its author chose. Where the words mean one of these, what
# else they mean counts only near it: "Spanish lessons at the kitchen table" are not about furniture.
SENSE = """
DROP FUNCTION directory_sense(text, text, text);
CREATE FUNCTION directory_sense(language text, title text, body text, chosen bigint[] DEFAULT '{}')
RETURNS TABLE (meant_a bigint, meant_b bigint, sense tsvector)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH said AS MATERIALIZED (
    SELECT spoken, spoken = left(language, 2) AS is_own, mutualaid_words(spoken, title, '', body) AS words
    FROM unnest(ARRAY['en', 'es']) AS spoken
  ), named AS (
    SELECT phrase.need_id, phrase.thing, said.is_own,
           bool_or(ts_filter(words, '{a}') @@ phrase.query) AS in_title
    FROM said
    CROSS JOIN LATERAL unnest(tsvector_to_array(words)) AS lexeme
    JOIN directory_phrase phrase
      ON phrase.key = lexeme AND phrase.language = spoken AND words @@ phrase.query
    WHERE length(words) = (SELECT min(length(words)) FROM said)
      AND (phrase.need_id IS NOT NULL OR phrase.thing > 0)
    GROUP BY phrase.need_id, phrase.thing, said.is_own
  ), found AS (
    SELECT need.id, need.bit, coalesce(need.parent_id, need.id) AS top, thing, in_title
    FROM named LEFT JOIN directory_need need ON need.id = need_id
    WHERE named.is_own OR NOT EXISTS (SELECT FROM named WHERE is_own)
  ), meant AS (
    SELECT bit FROM found
    WHERE CASE WHEN (SELECT bool_or(in_title) FROM found WHERE id IS NOT NULL) THEN in_title ELSE thing = 0 END
      AND (top IN (SELECT coalesce(parent_id, id) FROM directory_need WHERE id = ANY(chosen))
        OR NOT EXISTS (SELECT FROM found WHERE id = ANY(chosen)))
  )
  SELECT
    coalesce((SELECT bit_or(1::bigint << bit) FROM meant WHERE bit < 63), 0),
    coalesce((SELECT bit_or(1::bigint << (bit - 63)) FROM meant WHERE bit >= 63), 0),
    ts_delete(
      mutualaid_words(language, title, '', body),
      ARRAY(SELECT key::text FROM directory_phrase WHERE need_id IS NULL AND thing = 0)
    ) || coalesce((
      SELECT string_agg(
        format('~%s.%s:1%s', coalesce(bit::text, ''), thing, CASE WHEN in_title THEN 'A' ELSE 'C' END), ' '
      )::tsvector
      FROM found
    ), '')
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_phrases'),
    ]

    operations = [
        migrations.RunSQL(SENSE, migrations.RunSQL.noop),
    ]
