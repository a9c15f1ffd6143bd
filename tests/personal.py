"""Which tables are about somebody: found by their keys, so that new ones are found, too."""

from django.db import models

from members.models import Person, User
from mutualaid.base import belongings


def somebody():
    return {Person, User}


def is_personal(model):
    """Does a chain of keys lead from its rows to a person?"""
    return belongings.is_personal(model, Person)


def protects(model):
    """Is somebody's row held by a row of this model?"""
    return any(
        key.remote_field.on_delete in {models.PROTECT, models.RESTRICT}
        for key in belongings.keys_to(model, Person)
    )
