"""What of the database is somebody's: told to them, or erased. Both by the table in `retention.py`.

`person` is the row that everything of somebody hangs on; the floor knows it only by the keys that lead to it.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q

from . import retention
from .crypto import ENCRYPTED, EncryptedBinaryField
from .retention import Policy, Row

# Columns that are no news to whoever they are about: fingerprints, and what an order is drawn by.
WITHOUT_MEANING = ("hash", "fingerprint", "password", "random")

WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField, EncryptedBinaryField)


def of(person: models.Model) -> Iterator[tuple[Policy, Iterable[Row]]]:
    """What each table holds of somebody, and nothing of anybody else; tables that hold nothing, too."""
    for policy in retention.policies():
        if policy.export is not None:
            yield policy, policy.export(person)
        elif paths := whose(policy, type(person)):
            condition = reduce(or_, (Q(**{path: person}) for path in paths))
            found = policy.model._base_manager.filter(condition).order_by("pk")
            yield policy, map(columns, found.iterator(chunk_size=100))


def columns(row: models.Model) -> Row:
    """What stands in a row itself, by field; no keys to other rows, nothing that is only a fingerprint."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not field.primary_key
        and not field.is_relation
        and not any(part in WITHOUT_MEANING for part in field.name.split("_"))
    }


def is_encrypted(field: Any) -> bool:
    """Can only a holder of the key read it in a copy of the database?"""
    return isinstance(field, ENCRYPTED)


def words(model: type[models.Model]) -> list[Any]:
    """The columns of words that say something: no hashes, ids or codes of a language."""
    return [
        field
        for field in model._meta.concrete_fields
        if is_of_words(field)
        and field.name not in ("public_id", "language")
        and not any(part in WITHOUT_MEANING for part in field.name.split("_"))
    ]


def is_of_words(field: Any) -> bool:
    """Can it hold what somebody typed, drew or is called? What is chosen from a list is no such word."""
    if field.is_relation or field.choices:
        return False
    if isinstance(field, ArrayField):
        return is_of_words(field.base_field)
    return isinstance(field, WORDS)


def is_personal(
    model: type[models.Model], somebody: type[models.Model], seen: frozenset[Any] = frozenset()
) -> bool:
    """Does a chain of keys lead from its rows to a person, or to the account that is theirs?"""
    if model in {somebody} | {key.related_model for key in keys(somebody) if key.one_to_one}:
        return True
    return any(
        is_personal(key.related_model, somebody, seen | {model})
        for key in keys(model)
        if key.related_model not in seen | {model}
    )


def ties(model: type[models.Model], somebody: type[models.Model]) -> bool:
    """Do its rows say who has to do with whom?"""
    return len(keys_to(model, somebody)) > 1


def keys(model: type[models.Model]) -> list[Any]:
    """The fields by which rows of a model point at other rows."""
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def keys_to(model: type[models.Model], to: type[models.Model]) -> list[Any]:
    """Those that point at rows of this one."""
    return [key for key in keys(model) if key.related_model is to]


@transaction.atomic
def erase(person: models.Model) -> None:
    """Everything that hangs on somebody goes, or forgets them. Their own row is the caller's."""
    for policy in retention.policies():
        if policy.erase is not None:
            policy.erase(person)
    for policy in retention.policies():
        for key in keys_to(policy.model, type(person)):
            found = policy.model._base_manager.filter(**{key.name: person})
            if key.remote_field.on_delete is models.CASCADE:
                found.delete()
            elif key.remote_field.on_delete is models.SET_NULL:
                found.update(**{key.name: None})


def blank(row: models.Model, *, keep: Iterable[str] = ()) -> None:
    """Every column as in a new row that nobody filled in; the ones that come later, too."""
    for field in row._meta.concrete_fields:
        if not field.primary_key and field.name not in keep:
            setattr(row, field.attname, None if field.is_relation else field.get_default())
    row.save()


def whose(policy: Policy, somebody: type[models.Model]) -> tuple[str, ...]:
    """The paths that lead from a row to whose it is; none where nothing is told."""
    if policy.mine or policy.not_exported:
        return policy.mine
    found = keys_to(policy.model, somebody)
    return (found[0].name,) if len(found) == 1 else ()
