"""Blocks: silent, mutual in effect, everywhere."""

from django.db import transaction

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed

from .. import permissions, standing
from ..models import Block, Person


@transaction.atomic
def block(*, by: Person, person: Person, is_nameless: bool = False) -> None:
    """From now on neither sees the other. Silent: nobody is told, and no audit row says whom.

    `is_nameless`: `by` was never told who it is, and is not told now.
    """
    if not permissions.can_block(by, person):
        raise NotAllowed
    Block.objects.get_or_create(blocker=by, blocked=person, defaults={"is_nameless": is_nameless})
    audit.record("person.block", by, by=by)
    standing.blocked(by, person)


@transaction.atomic
def unblock(*, by: Person, person: Person) -> None:
    """Take one's own block back; the other's stays."""
    Block.objects.filter(blocker=by, blocked=person).delete()
    audit.record("person.unblock", by, by=by)
