"""How a lifecycle is written down: one table of moves beside each model that has a status."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from mutualaid.base.actions import NotNow


class Move(NamedTuple):
    """From any of `sources`, to `target`."""

    sources: frozenset[str]
    target: str


def move(*sources: str, to: str) -> Move:
    return Move(frozenset(sources), to)


def allowed(table: Mapping[str, Move], name: str, status: str) -> bool:
    """May something in this state make that move?"""
    return status in table[name].sources


def take(instance: models.Model, name: str) -> None:
    """Set the new status on a row that is locked. Raises `NotNow` where the table does not allow it."""
    table: Mapping[str, Move] = type(instance).TRANSITIONS  # type: ignore[attr-defined]
    if not allowed(table, name, instance.status):  # type: ignore[attr-defined]
        raise NotNow(_("Something changed while you were reading. Look again before you go on."))
    instance.status = table[name].target  # type: ignore[attr-defined]
