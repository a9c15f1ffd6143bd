"""Who a session belongs to: Django and allauth decide, we read the account together with its person."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from allauth.account.auth_backends import AuthenticationBackend

from ..models import User
from ..viewers import account
from .sessions import SessionStore

_asked: ContextVar[SessionStore | None] = ContextVar("asked", default=None)


@contextmanager
def asked(session: SessionStore) -> Iterator[None]:
    """Within it, whose session this is, is asked: what was read with it need not be read again."""
    token = _asked.set(session)
    try:
        yield
    finally:
        _asked.reset(token)


class Backend(AuthenticationBackend):
    """allauth's, with one statement for what each page of somebody signed in needs to know."""

    def get_user(self, user_id: str) -> User | None:
        pk, session = User._meta.pk.to_python(user_id), _asked.get()
        user = (session and session.take_account(pk)) or account(pk)
        return user if user and self.user_can_authenticate(user) else None
