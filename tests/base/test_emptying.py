"""The database is put back after tests that committed: see `tests.emptying`."""

import pytest
from django.db import connection
from django.test import TransactionTestCase

from directory.models import Location, Service, ServiceAtLocation
from tests.emptying import FORGET
from tests.factories.directory import LocationFactory, ServiceAtLocationFactory, ServiceFactory

LARGE = 500_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("factory", [LocationFactory, ServiceFactory])
def test_what_has_grown_is_emptied_with_what_hangs_on_it(factory):
    ServiceAtLocationFactory()
    model = factory._meta.model
    model.objects.bulk_create(factory.build_batch(900, description="x" * 800), batch_size=100)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_relation_size('{model._meta.db_table}')")
        assert cursor.fetchone()[0] > LARGE
    TransactionTestCase._fixture_teardown(None)
    assert [one.objects.count() for one in (Location, Service, ServiceAtLocation)] == [0, 0, 0]


@pytest.mark.django_db
def test_what_was_counted_is_forgotten():
    """Else a table whose rows were rolled back is taken for one without any, however many come next."""
    ServiceFactory()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE directory_service")
        assert counted(cursor) > (-1, 0)
        cursor.execute(FORGET.format(emptied="'directory_service'"))
        assert counted(cursor) == (-1, 0)


def counted(cursor):
    cursor.execute("SELECT reltuples, relpages FROM pg_class WHERE relname = 'directory_service'")
    return cursor.fetchone()
