"""The database after a test that committed: as `migrate` left it, in one statement.

Django would truncate a hundred tables and then let every app make its rows anew (rights, the taxonomy,
phrases). To delete a few rows, and to see that those are still there, takes a twentieth of the time.

What a test has counted (ANALYZE) stays written down although its rows are rolled back: the next tests' joins
would be planned for tables without rows. After each file of tests nobody knows anything again.
"""

from typing import NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

# Tables that are filled are compared with their copies; of the others, one that has grown is truncated,
# because nobody sweeps up deleted rows. References are checked at the end: any order will do.
PUT_BACK = """
DO $$ DECLARE
  emptied text[] := ARRAY[{emptied}];
  filled text[] := ARRAY[{filled}];
  name text;
  is_changed boolean;
BEGIN
  FOREACH name IN ARRAY emptied LOOP
    IF pg_relation_size(name::regclass) > 500000 THEN
      EXECUTE format('TRUNCATE %I CASCADE', name);
    END IF;
  END LOOP;
  -- Afterwards: a table of which something was deleted waits for checks, and cannot be truncated.
  FOREACH name IN ARRAY emptied LOOP
    IF pg_relation_size(name::regclass) > 0 THEN
      EXECUTE format('DELETE FROM %I', name);
    END IF;
  END LOOP;
  FOREACH name IN ARRAY filled LOOP
    EXECUTE format('SELECT EXISTS (
      (TABLE %1$I EXCEPT TABLE at_first.%1$I) UNION ALL (TABLE at_first.%1$I EXCEPT TABLE %1$I))', name)
    INTO is_changed;
    IF is_changed THEN
      EXECUTE format('DELETE FROM %I', name);
      EXECUTE format('INSERT INTO %1$I TABLE at_first.%1$I', name);
    END IF;
  END LOOP;
END $$
"""
# As in a table that was never counted.
FORGET = """
UPDATE pg_class SET reltuples = -1, relpages = 0
WHERE oid = ANY(ARRAY[{emptied}]::regclass[]) AND reltuples <> -1
"""


class Statements(NamedTuple):
    """`forget`: how many rows there once were."""

    put_back: str
    forget: str


def remember(cursor: CursorWrapper) -> Statements:
    """Copy what the tables hold; the statements that put everything back."""
    cursor.execute("CREATE SCHEMA at_first")
    emptied, filled = [], []
    for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
        if cursor.fetchone()[0]:
            cursor.execute(f'CREATE TABLE at_first."{table}" AS TABLE "{table}"')
            filled.append(f"'{table}'")
        else:
            emptied.append(f"'{table}'")
    names = {"emptied": ", ".join(emptied), "filled": ", ".join(filled)}
    return Statements(PUT_BACK.format(**names), FORGET.format(**names))
