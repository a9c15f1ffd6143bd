"""Who is looking: everything a visibility rule needs to know, read once a request in one statement."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from .models import Person, User


@dataclass(frozen=True)
class Viewer:
    """`person` is None for a newcomer. `blocked`: ids of persons blocked by them or who blocked them.

    `is_member`: may see what is for members (active, not pending). `is_organizer`: moderates.
    """

    person: Person | None = None
    blocked: frozenset[int] = frozenset()
    is_member: bool = False
    is_organizer: bool = False

    @property
    def cell(self) -> tuple[int, int, int] | None:
        """The stored square `(cell_m, x, y)`, the only origin a distance to people is counted from."""
        if self.person is None or self.person.cell_m is None:
            return None
        return (self.person.cell_m, self.person.cell_x, self.person.cell_y)  # type: ignore[return-value]


NEWCOMER = Viewer()


def viewer_of(user: User | AnonymousUser | Any) -> Viewer:
    """The viewer for an account; a newcomer for nobody, and for an account without a person."""
    if not getattr(user, "is_authenticated", False):
        return NEWCOMER
    person = (
        Person.objects.filter(user=user)
        .annotate(
            blocked_ids=ArrayAgg(
                "blocks_made__blocked", filter=Q(blocks_made__isnull=False), default=[], distinct=True
            ),
            blocked_by_ids=ArrayAgg(
                "blocks_met__blocker", filter=Q(blocks_met__isnull=False), default=[], distinct=True
            ),
        )
        .first()
    )
    if person is None:
        return NEWCOMER
    is_member = person.status == Person.Status.ACTIVE and user.is_active
    return Viewer(
        person=person,
        blocked=frozenset(person.blocked_ids) | frozenset(person.blocked_by_ids),
        is_member=is_member,
        is_organizer=is_member and user.is_staff,
    )
