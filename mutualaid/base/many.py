"""Very many keys in one parameter: a statement may have no more than 65,535 of those.

Service.objects.filter(pk__in=many.keys(ids))
Service.objects.exclude(uuid__in=many.uuids(uuids))
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Field, Func, UUIDField, Value


class _Unnested(Func):
    template = "(SELECT unnest(%(expressions)s))"


def keys(values: Collection[int]) -> Func:
    """Primary keys, as one array."""
    return _of(values, BigIntegerField())


def uuids(values: Collection[UUID]) -> Func:
    """UUIDs, as one array."""
    return _of(values, UUIDField())


def _of(values: Collection[Any], field: "Field[Any, Any]") -> Func:
    return _Unnested(Value(list(values), ArrayField(field)), output_field=field)
