"""Who is looking: everything a visibility rule needs to know, read once a request in one statement."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from .models import Person, User


@dataclass(frozen=True)
class Viewer:
    """`person` is None for a newcomer. `blocked`: ids of persons blocked by them or who blocked them.

    `is_member`: may see what is for members (active, not pending). `is_organizer`: moderates.
    `unread`: notices they have not read. `pods`: ids of the pods they are in.
    `must_agree`: members wrote down anew what they agree on, and they have not said yes yet.
    `is_leaving`: they left, and may still come back; all else is for them as for a newcomer.
    `unread`: notices they have not read. `pods`: ids of the pods they are in. `limits`: what organizers
    decided about them that is in force (`Decision.Kind`).
    """

    person: Person | None = None
    blocked: frozenset[int] = frozenset()
    is_member: bool = False
    is_organizer: bool = False
    unread: int = 0
    pods: frozenset[int] = frozenset()
    is_leaving: bool = False
    limits: frozenset[str] = frozenset()
    must_agree: bool = False

    @property
    def cell(self) -> tuple[int, int, int] | None:
        """The stored square `(cell_m, x, y)`, the only origin a distance to people is counted from."""
        if self.person is None or self.person.cell_m is None:
            return None
        return (self.person.cell_m, self.person.cell_x, self.person.cell_y)  # type: ignore[return-value]


NEWCOMER = Viewer()
LEFT = Viewer(is_leaving=True)

_ACCOUNT = [field.attname for field in User._meta.concrete_fields]
# With every page of somebody signed in: written out, since composing it anew takes longer than running it.
_PERSON = f"""
SELECT person.*,
  ARRAY(SELECT blocked_id FROM members_block WHERE blocker_id = person.id
        UNION SELECT blocker_id FROM members_block WHERE blocked_id = person.id) AS apart,
  ARRAY(SELECT pod_id FROM members_podmembership WHERE person_id = person.id) AS in_pods,
  ARRAY(SELECT kind FROM members_decision WHERE person_id = person.id AND lifted_at IS NULL
        AND NOT is_proposed AND (until IS NULL OR until > now())) AS limits,
  (SELECT count(*) FROM members_notice WHERE person_id = person.id AND read_at IS NULL) AS unread,
  NOT EXISTS (SELECT FROM members_agreementaccepted yes
    WHERE yes.person_id = person.id AND yes.agreement_id = holds.id) AND holds.id IS NOT NULL AS must_agree,
  {", ".join(f"account.{name} AS account_{name}" for name in _ACCOUNT)}
FROM members_user account
LEFT JOIN members_person person ON person.user_id = account.id
LEFT JOIN (SELECT id FROM members_agreement ORDER BY version DESC LIMIT 1) holds ON true
WHERE account.id = %s
"""  # noqa: S608 (names of columns only)


def account(pk: int) -> User | None:
    """The account, and with it in one statement what the first `viewer_of` it needs."""
    found: Any = next(iter(Person.objects.raw(_PERSON, [pk])), None)
    if found is None:
        return None
    values = [vars(found).pop(f"account_{name}") for name in _ACCOUNT]
    user = User.from_db(connection.alias, _ACCOUNT, values)
    user.read_with = found if found.pk else None  # type: ignore[attr-defined]
    return user


def viewer_of(user: User | AnonymousUser | None) -> Viewer:
    """The viewer for an account; a newcomer for nobody, and for an account without a person.

    What was read with the account serves once: whoever asks again, under a lock, asks of now.
    """
    if not isinstance(user, User):
        return NEWCOMER
    person: Any = getattr(user, "read_with", None) or _read(user)
    user.read_with = None  # type: ignore[attr-defined]
    if person is None:
        return NEWCOMER
    if person.status == Person.Status.LEFT:
        return LEFT
    person.user = user
    if person.is_suspension_over(timezone.now()):
        # A job writes it down; nobody waits for that.
        person.status = Person.Status.ACTIVE
    is_member = person.status == Person.Status.ACTIVE and user.is_active
    return Viewer(
        person=person,
        blocked=frozenset(person.apart),
        is_member=is_member,
        is_organizer=is_member and user.is_staff,
        unread=person.unread,
        pods=frozenset(person.in_pods),
        limits=frozenset(person.limits),
        must_agree=is_member and person.must_agree,
    )


def _read(user: User) -> Person | None:
    again: Any = account(user.pk)
    return again.read_with if again else None
