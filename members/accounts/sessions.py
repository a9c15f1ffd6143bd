"""Where somebody is signed in: the sessions themselves, which know whose they are, and ending them.

This is Django's session engine (`SESSION_ENGINE`) but for three things: a row knows whose it is, of its key
it holds a hash, and it is read together with the account it belongs to. Of the browser nothing is kept but
the days and a word that its owner may give it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from mutualaid.base.crypto import decrypt, encrypt

from ..models import Session, User
from ..viewers import session_and_account

HERE = "here"


def stored(session_key: str) -> str:
    """What the table holds of a key."""
    return salted_hmac("members.session", session_key, algorithm="sha256").hexdigest()[:40]


class SessionStore(DatabaseStore):
    """The engine."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    account: User | None = None

    def _get_session_from_db(self) -> Session | None:
        found, self.account = session_and_account(stored(self.session_key or ""))
        if found is None:
            self._session_key = None
        return found

    def take_account(self, pk: int) -> User | None:
        """The account as it was read with the session, once: whoever asks again asks of now."""
        found, self.account = self.account, None
        return found if found and found.pk == pk else None

    def exists(self, session_key: str) -> bool:
        return super().exists(stored(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        assert isinstance(session, Session)
        session.session_key = stored(session.session_key)
        session.user_id = data.get(SESSION_KEY)
        return session

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(stored(key))


@dataclass(frozen=True)
class SignedIn:
    """One place: `key` is what the table holds, `since` and `used` are days, `name` a word of the owner's."""

    key: str
    since: date | None
    used: date | None
    name: str
    is_this: bool


def begin(session: SessionBase) -> None:
    """Somebody signed in just now."""
    today = timezone.localdate().isoformat()
    session[HERE] = {"since": today, "used": today}


def note(session: SessionBase) -> None:
    """Somebody did something: remember the day, once a day."""
    here, today = session.get(HERE), timezone.localdate().isoformat()
    if here and here["used"] != today:
        session[HERE] = {**here, "used": today}


def name(session: SessionBase, word: str) -> None:
    """What its owner calls the phone or computer they sit at."""
    session[HERE] = {**session.get(HERE, {}), "name": encrypt(word).decode() if word else ""}


def places(request: HttpRequest) -> list[SignedIn]:
    """Where whoever asks is signed in: this place first, then the one used last."""
    this = stored(request.session.session_key or "")
    rows = Session.objects.filter(user=request.user.pk, expire_date__gt=timezone.now())  # type: ignore[misc]
    found = [_place(row, this) for row in rows.order_by("-expire_date", "pk")]
    return sorted(found, key=lambda place: not place.is_this)


def _place(row: Session, this: str) -> SignedIn:
    here = row.get_decoded().get(HERE, {})
    return SignedIn(
        key=row.session_key,
        since=_day(here.get("since")),
        used=_day(here.get("used")),
        name=_word(here.get("name")),
        is_this=row.session_key == this,
    )


def _word(token: str | None) -> str:
    """Nothing where it was written with a key that is gone: sessions are not rotated, they end."""
    try:
        return decrypt(token.encode()) if token else ""
    except InvalidToken:
        return ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def end_one(user: User, key: str) -> bool:
    """End the place that `places` calls by this key. False where it is gone, or was never theirs."""
    return bool(Session.objects.filter(user=user, session_key=key).delete()[0])


def end_sessions(user: User, but: HttpRequest | None = None) -> int:
    """Sign `user` out everywhere, `but` in the browser that asks. Returns in how many places.

    Whoever ends the session of the request itself calls `logout(request)` as well: its row is gone, and what
    is left of it in memory cannot be written back.
    """
    rows = Session.objects.filter(user=user)
    if but is not None:
        rows = rows.exclude(session_key=stored(but.session.session_key or ""))
    return rows.delete()[0]
