"""Who is looking: everything a visibility rule needs to know, read once a request in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from .models import Person, Session, User


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

# With every page of somebody signed in: written out, and read without a queryset, which takes three times as
# long as the statement.
_TABLES: dict[str, type[Model]] = {"person": Person, "account": User, "session": Session}
_FIELDS = {name: [field.attname for field in model._meta.concrete_fields] for name, model in _TABLES.items()}
# Of these tables, the columns that are stored in another form than they are read.
_STORED_OTHERWISE = {
    name: [(i, one) for i, one in enumerate(model._meta.concrete_fields) if hasattr(one, "from_db_value")]
    for name, model in _TABLES.items()
}
_COLUMNS = {name: ", ".join(f"{name}.{field}" for field in fields) for name, fields in _FIELDS.items()}
_BESIDE = {
    "apart": """ARRAY(SELECT blocked_id FROM members_block WHERE blocker_id = person.id
        UNION SELECT blocker_id FROM members_block WHERE blocked_id = person.id)""",
    "in_pods": "ARRAY(SELECT pod_id FROM members_podmembership WHERE person_id = person.id)",
    "limits": """ARRAY(SELECT kind FROM members_decision WHERE person_id = person.id AND lifted_at IS NULL
        AND NOT is_proposed AND (until IS NULL OR until > now()))""",
    "unread": "(SELECT count(*) FROM members_notice WHERE person_id = person.id AND read_at IS NULL)",
    "must_agree": """holds.id IS NOT NULL AND NOT EXISTS (SELECT FROM members_agreementaccepted yes
        WHERE yes.person_id = person.id AND yes.agreement_id = holds.id)""",
}
_KNOWN = f"{', '.join(_BESIDE.values())}, {_COLUMNS['person']}, {_COLUMNS['account']}"
_PERSON = """LEFT JOIN members_person person ON person.user_id = account.id
LEFT JOIN (SELECT id FROM members_agreement ORDER BY version DESC LIMIT 1) holds ON true"""
_BY_KEY = f"""SELECT {_KNOWN} FROM members_user account {_PERSON}
WHERE account.id = %s"""  # noqa: S608 (names of columns only)
_BY_SESSION = f"""SELECT {_KNOWN}, {_COLUMNS["session"]}
FROM members_session session LEFT JOIN members_user account ON account.id = session.user_id {_PERSON}
WHERE session.session_key = %s AND session.expire_date > %s"""  # noqa: S608 (names of columns only)


def account(pk: int) -> User | None:
    """The account, and with it in one statement what the first `viewer_of` it needs."""
    row = _row(_BY_KEY, pk)
    return _account(row) if row else None


def session_and_account(stored_key: str) -> tuple[Session | None, User | None]:
    """A session that is not over, and whose it is: the account as `account` reads it, in one statement."""
    row = _row(_BY_SESSION, stored_key, timezone.now())
    if row is None:
        return None, None
    user = _account(row)
    return _model("session", row), user


def _row(sql: str, *given: Any) -> Iterator[Any] | None:
    """The values of its one row, in the order of the columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found = cursor.fetchone()
    return iter(found) if found else None


def _account(row: Iterator[Any]) -> User | None:
    beside = dict(zip(_BESIDE, row, strict=False))
    person, user = _model("person", row), _model("account", row)
    if person is not None:
        vars(person).update(beside)
    if user is not None:
        user.read_with = person
    return user


def _model(name: str, row: Iterator[Any]) -> Any:
    """The next values as the row of a table; None where nothing was joined."""
    fields = _FIELDS[name]
    values = list(islice(row, len(fields)))
    if values[0] is None:
        return None
    for i, field in _STORED_OTHERWISE[name]:
        values[i] = field.from_db_value(values[i], None, connection)
    return _TABLES[name].from_db(connection.alias, fields, values)


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
