"""Which tables are about somebody: found by their keys, so that new ones are found, too."""

from django.db import models

from members.models import Person, User
from mutualaid.base import belongings


def somebody():
    return {Person, User}


def is_personal(model, seen=frozenset()):
    """Does a chain of keys lead from its rows to a person?"""
    if model in somebody():
        return True
    return any(
        is_personal(key.related_model, seen | {model})
        for key in belongings.keys(model)
        if key.related_model not in seen | {model}
    )


def protects(model):
    """Is somebody's row held by a row of this model?"""
    return any(
        key.remote_field.on_delete in {models.PROTECT, models.RESTRICT}
        for key in belongings.keys_to(model, Person)
    )
