"""A connection that is kept between requests: is it still there?"""

import select
from unittest import mock

import pytest
from django.db import OperationalError, connection
from psycopg import sql

from mutualaid.base.database import base, cursors

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    """One of its own, as a thread of the web server has it."""
    mine = connection.copy()
    yield mine
    mine.close()


def backend(kept):
    """The process at the other end, as a request would ask for it."""
    kept.close_if_unusable_or_obsolete()
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.fixture
def asked(kept):
    with mock.patch.object(kept, "is_usable", wraps=kept.is_usable) as asked:
        yield asked


def end(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])


def test_what_was_used_a_moment_ago_is_not_asked(kept, asked):
    assert backend(kept) == backend(kept)
    assert not asked.called


def test_what_the_server_has_closed_is_opened_anew(kept, asked):
    gone = backend(kept)
    end(gone)
    assert backend(kept) != gone
    assert asked.call_count == 1


def test_what_nobody_used_for_long_is_asked_once_a_request(kept, asked):
    before = backend(kept)
    kept.used_at -= base.FRESH_SECONDS + 1
    assert backend(kept) == before
    with kept.cursor():
        pass
    assert asked.call_count == 1


def test_what_went_wrong_within_a_request_is_not_mended_in_the_midst_of_it(kept, asked):
    """What was written before would be lost without a word."""
    end(backend(kept))
    with pytest.raises(OperationalError), kept.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert not asked.called
    assert backend(kept)


def test_something_to_read_that_is_no_goodbye_keeps_the_connection(kept, asked):
    before = backend(kept)
    with kept.cursor() as cursor:
        cursor.execute("LISTEN something")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("NOTIFY something")
    other.close()
    assert select.select([kept.connection.fileno()], [], [], 10)[0]
    assert backend(kept) == before
    assert asked.call_count == 1


def test_placeholders_are_numbered_and_names_put_in_order(kept):
    with kept.cursor() as cursor:
        cursor.execute("SELECT %s || '%%s' || %s", ["a", "b"])
        assert cursor.fetchone() == ("a%sb",)
        cursor.execute("SELECT %(one)s || %(two)s || %(one)s, '%%'", {"two": "b", "one": "a", "more": "c"})
        assert cursor.fetchone() == ("aba", "%")
        cursor.execute("SELECT '100%'")
        assert cursor.fetchone() == ("100%",)
        cursor.execute("SELECT '100%%'", [])
        assert cursor.fetchone() == ("100%",)


def test_many_rows_are_written_by_position_and_by_name(kept):
    with kept.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE written (a int, b text)")
        cursor.executemany("INSERT INTO written VALUES (%s, %s)", [(1, "x"), (2, "y")])
        cursor.executemany("INSERT INTO written VALUES (%(a)s, %(b)s)", [{"b": "z", "a": 3}])
        cursor.execute("SELECT string_agg(a || b, ',' ORDER BY a) FROM written")
        assert cursor.fetchone() == ("1x,2y,3z",)


def test_a_statement_that_writes_many_rows_is_not_kept(kept):
    before = cursors._numbered.cache_info().currsize
    with kept.cursor() as cursor:
        many = cursors.LONGEST // 4
        cursor.execute(f"SELECT cardinality(ARRAY[{', '.join(['%s'] * many)}]::int[])", [1] * many)
        assert cursor.fetchone() == (many,)
    assert cursors._numbered.cache_info().currsize == before


def test_a_composed_statement_has_its_values_too(kept):
    with kept.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT %s AS {}").format(sql.Identifier("100%")), [7])
        assert cursor.fetchone() == (7,)
        assert cursor.description[0].name == "100%"
