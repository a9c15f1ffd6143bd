"""Who is looking: everything a visibility rule needs to know, read once a request in one statement."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from .models import Person, Session, User

M = TypeVar("M", bound=Model)


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

# With every page of somebody signed in: written out, since composing it anew takes longer than running it.
_KNOWN = """person.*,
  ARRAY(SELECT blocked_id FROM members_block WHERE blocker_id = person.id
        UNION SELECT blocker_id FROM members_block WHERE blocked_id = person.id) AS apart,
  ARRAY(SELECT pod_id FROM members_podmembership WHERE person_id = person.id) AS in_pods,
  ARRAY(SELECT kind FROM members_decision WHERE person_id = person.id AND lifted_at IS NULL
        AND NOT is_proposed AND (until IS NULL OR until > now())) AS limits,
  (SELECT count(*) FROM members_notice WHERE person_id = person.id AND read_at IS NULL) AS unread,
  NOT EXISTS (SELECT FROM members_agreementaccepted yes
    WHERE yes.person_id = person.id AND yes.agreement_id = holds.id) AND holds.id IS NOT NULL AS must_agree"""
_WITH_PERSON = """LEFT JOIN members_person person ON person.user_id = account.id
LEFT JOIN (SELECT id FROM members_agreement ORDER BY version DESC LIMIT 1) holds ON true"""
_COLUMNS = {
    alias: {f"{alias}_{field.attname}": field.attname for field in model._meta.concrete_fields}
    for alias, model in (("account", User), ("session", Session))
}
_SELECTED = {
    alias: ", ".join(f"{alias}.{name} AS {read_as}" for read_as, name in columns.items())
    for alias, columns in _COLUMNS.items()
}
_BY_KEY = f"""SELECT {_KNOWN}, {_SELECTED["account"]}
FROM members_user account {_WITH_PERSON}
WHERE account.id = %s"""  # noqa: S608 (names of columns only)
_BY_SESSION = f"""SELECT {_KNOWN}, {_SELECTED["account"]}, {_SELECTED["session"]}
FROM members_session session LEFT JOIN members_user account ON account.id = session.user_id {_WITH_PERSON}
WHERE session.session_key = %s AND session.expire_date > %s"""  # noqa: S608 (names of columns only)


def account(pk: int) -> User | None:
    """The account, and with it in one statement what the first `viewer_of` it needs."""
    found = _first(_BY_KEY, pk)
    return _account(found) if found else None


def session_and_account(stored_key: str) -> tuple[Session | None, User | None]:
    """A session that is not over, and whose it is: the account as `account` reads it, in one statement."""
    found = _first(_BY_SESSION, stored_key, timezone.now())
    return (_apart(found, Session, "session"), _account(found)) if found else (None, None)


def _first(sql: str, *given: Any) -> Person | None:
    """Of a person who is not there, nothing is read but what stands beside them: `pk` is None."""
    return next(iter(Person.objects.raw(sql, given)), None)


def _account(found: Person) -> User | None:
    user: Any = _apart(found, User, "account")
    if user is not None:
        user.read_with = found if found.pk else None
    return user


def _apart(found: Person, model: type[M], alias: str) -> M | None:
    """What was read of another table in the same row."""
    values = [vars(found).pop(read_as) for read_as in _COLUMNS[alias]]
    return model.from_db(connection.alias, list(_COLUMNS[alias].values()), values) if any(values) else None


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
