"""Requests as the web server would hand them over, in this process."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.servers.basehttp import get_internal_wsgi_application
from django.test.client import RequestFactory

from members.accounts.sessions import SessionStore
from members.models import User

# What comes out of it, if it is not bytes, is written as JSON to say how large it is: that is not timed.
Run = Callable[[], object]
ANONYMOUS, SIGNED_IN = 3, 6
WARM_UP = 7  # a statement is planned for good after its fifth run


@dataclass(frozen=True)
class Scenario:
    """`run` does it once and gives what came out; `prepare` comes before each time and is not counted.

    `is_page`: goes through the whole of a request, of which people wait for the whole; `most_statements`: the
    goal for it.
    """

    name: str
    run: Run
    is_page: bool = False
    most_statements: int | None = None
    prepare: Callable[[], object] | None = None


class Browser:
    """Requests through all of our middleware, of nobody or of a member."""

    def __init__(self, user: User | None = None) -> None:
        self.handler = get_internal_wsgi_application()  # ours, which reads ahead
        self.factory = RequestFactory(SERVER_NAME="localhost")
        self.most_statements = SIGNED_IN if user else ANONYMOUS
        if user:
            self.factory.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)

    def get(self, address: str) -> bytes:
        """The body of a page. Raises for any answer but 200."""
        status, body = self.ask(address)
        if not status.startswith("200"):
            raise RuntimeError(f"{address}: {status}")
        return body

    def ask(self, address: str) -> tuple[str, bytes]:
        """What a server would answer, and its status."""
        status: list[str] = []
        environ = self.factory._base_environ()  # type: ignore[attr-defined]
        path, _, query = address.partition("?")
        environ.update(PATH_INFO=path, QUERY_STRING=query, REQUEST_METHOD="GET")
        environ["wsgi.input"] = BytesIO()
        response = self.handler(environ, lambda line, *rest: status.append(line))  # type: ignore[arg-type]
        body = b"".join(response)
        response.close()
        return status[0], body

    def page(self, name: str, address: str) -> Scenario:
        """One that people look at."""
        return Scenario(name, lambda: self.get(address), is_page=True, most_statements=self.most_statements)

    def first_there(self, addresses: Iterable[str]) -> str:
        """The first of these that this browser may see."""
        for address in addresses:
            if self.ask(address)[0].startswith("200"):
                return address
        raise LookupError("none of these pages is there")


def session_of(user: User) -> str:
    """A new session of theirs: what stands in the cookie."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
