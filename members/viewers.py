"""Who is looking: everything a visibility rule needs to know, read once a request in one statement."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from .models import Block, Notice, Person, User


@dataclass(frozen=True)
class Viewer:
    """`person` is None for a newcomer. `blocked`: ids of persons blocked by them or who blocked them.

    `is_member`: may see what is for members (active, not pending). `is_organizer`: moderates.
    `unread`: notices they have not read.
    """

    person: Person | None = None
    blocked: frozenset[int] = frozenset()
    is_member: bool = False
    is_organizer: bool = False
    unread: int = 0

    @property
    def cell(self) -> tuple[int, int, int] | None:
        """The stored square `(cell_m, x, y)`, the only origin a distance to people is counted from."""
        if self.person is None or self.person.cell_m is None:
            return None
        return (self.person.cell_m, self.person.cell_x, self.person.cell_y)  # type: ignore[return-value]


NEWCOMER = Viewer()

_ME = OuterRef("pk")
_ANNOTATIONS = {
    "blocked_ids": ArraySubquery(Block.objects.filter(blocker=_ME).values("blocked")),
    "blocked_by_ids": ArraySubquery(Block.objects.filter(blocked=_ME).values("blocker")),
    "unread": Coalesce(
        Subquery(
            Notice.objects.filter(person=_ME, read_at=None)
            .order_by()
            .values("person")
            .annotate(n=Count("pk"))
            .values("n")
        ),
        0,
    ),
}


def viewer_of(user: User | AnonymousUser | None) -> Viewer:
    """The viewer for an account; a newcomer for nobody, and for an account without a person."""
    if not isinstance(user, User):
        return NEWCOMER
    person: Any = Person.objects.filter(user=user).annotate(**_ANNOTATIONS).first()
    if person is None:
        return NEWCOMER
    is_member = person.status == Person.Status.ACTIVE and user.is_active
    return Viewer(
        person=person,
        blocked=frozenset(person.blocked_ids) | frozenset(person.blocked_by_ids),
        is_member=is_member,
        is_organizer=is_member and user.is_staff,
        unread=person.unread,
    )
