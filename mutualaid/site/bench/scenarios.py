"""What is measured. Each scenario is made once a database and then called once a round; it gives bytes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import QueryDict
from django.test.client import RequestFactory
from django.utils import timezone

from directory import booklet, needs, pocket
from directory.models import ListingRow
from exchanges import matching
from exchanges.models import PostRow
from members.accounts.sessions import SessionStore
from members.models import Person, User
from mutualaid.base import masks, search
from mutualaid.site.seeding import ORIGIN

from . import floor

Run = Callable[[], bytes]


@dataclass(frozen=True)
class Scenario:
    """`run` does it once and gives what came out. `is_page`: goes through the whole of a request."""

    name: str
    run: Run
    is_page: bool = False


class Browser:
    """Requests through all of our middleware, in this process."""

    def __init__(self, user: User | None = None) -> None:
        self.handler = WSGIHandler()
        self.factory = RequestFactory(SERVER_NAME="localhost")
        if user:
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.create()
            self.factory.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)

    def get(self, address: str) -> bytes:
        """The body of a page. Raises for any answer but 200."""
        status: list[str] = []
        environ = self.factory._base_environ()  # type: ignore[attr-defined]
        path, _, query = address.partition("?")
        environ.update(PATH_INFO=path, QUERY_STRING=query, REQUEST_METHOD="GET")
        environ["wsgi.input"] = BytesIO()
        response = self.handler(environ, lambda line, *rest: status.append(line))  # type: ignore[arg-type]
        body = b"".join(response)
        response.close()
        if not status[0].startswith("200"):
            raise RuntimeError(f"{address}: {status[0]}")
        return body

    def page(self, name: str, address: str) -> Scenario:
        return Scenario(name, lambda: self.get(address), is_page=True)


def all_of_them() -> list[Scenario]:
    """In the database that is connected."""
    anyone, member = Browser(), Browser(_member())
    near = f"/directory/?near={ORIGIN[0]},{ORIGIN[1]}&within=5"
    need = needs.tree().roots[0].slug
    post = PostRow.objects.filter(published=True, audience="everybody").values_list("public_id", flat=True)[0]
    places = ListingRow.objects.filter(published=True, service__isnull=False, location__isnull=False)
    listing = places.order_by("pk").values_list("slug", flat=True)[0]
    word = places.order_by("pk").values_list("name", flat=True)[7].split()[0]
    directory, board = anyone.page("directory", near), member.page("board", "/exchanges/")
    return [
        anyone.page("empty view", "/bench/empty/"),
        Scenario("template floor", floor.jinja2()),
        Scenario("the same in Django's", floor.django()),
        Scenario("nearest 20", _nearest),
        Scenario("directory SQL", _statement_of(directory)),
        directory,
        anyone.page("directory, a need", f"{near}&need={need}"),
        anyone.page("directory, text", f"{near}&q={word}"),
        anyone.page("directory, text anywhere", f"/directory/?q={word}"),
        anyone.page("directory, meaning", f"{near}&q=help+with+food"),
        anyone.page("directory, meaning anywhere", "/directory/?q=somewhere+to+sleep"),
        anyone.page("directory, typo", f"{near}&q={word[:-1]}q"),
        anyone.page("suggestions", f"/directory/suggestions/?q={word[:4]}"),
        anyone.page("guided search", "/directory/help/"),
        anyone.page("directory, open now", f"{near}&open=now"),
        anyone.page("directory, no place", "/directory/"),
        anyone.page("listing", f"/directory/{listing}/"),
        anyone.page("200 listings to print", "/directory/print/"),
        *([Scenario("200 listings as a booklet", _booklet)] if booklet.is_there() else []),
        Scenario("board SQL", _statement_of(board)),
        board,
        member.page("board, a need", f"/exchanges/?need={need}"),
        anyone.page("board, newcomer", "/exchanges/"),
        anyone.page("post, newcomer", f"/exchanges/{post}/"),
        member.page("post", f"/exchanges/{post}/"),
        Scenario("match of one post", _match()),
    ]


def _member() -> User:
    """A member in the middle, with a square of 1 km."""
    person = Person.objects.filter(cell_m=1000).order_by("pk")[0]
    person.cell_x = person.cell_y = 0
    user, _created = User.objects.get_or_create(email="member@bench.example")
    Person.objects.filter(user=user).exclude(pk=person.pk).update(user=None)
    person.user = user
    person.last_seen_on = timezone.now().date()
    person.save()
    return user


def _nearest() -> bytes:
    """The twenty nearest listings with the whole list counted: the statement with nothing beside it."""
    a, b = masks.pair([0])
    result = search.page(
        ListingRow.objects.filter(search.Within(ORIGIN, 5), published=True),
        order=search.Nearest(ORIGIN),
        groups=[search.Group("need", {1: search.Bits(needs_a=a, needs_b=b)})],
        columns=["name", "latitude", "longitude"],
    )
    return json.dumps(result.items).encode()


def _booklet() -> bytes:
    """The whole of it but for the request, which would soon be told that it asks too often."""
    return booklet.make(pocket.of_address(None, QueryDict()), size="a4")


def _match() -> Run:
    """What fits one post after another, none of them twice in a row."""
    some = PostRow.objects.filter(published=True).order_by("random", "pk").values_list("pk", flat=True)[:50]
    posts = cycle(list(some))
    return lambda: json.dumps([one.post_id for one in matching.fitting(next(posts))]).encode()


def _statement_of(page: Scenario) -> Run:
    """The one statement of a list page, alone: what the database itself takes."""
    seen: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "WITH hits" in sql:
            seen.append((sql, params))
        return execute(sql, params, many, context)

    def run() -> bytes:
        if not seen:
            with connection.execute_wrapper(listen):
                page.run()
        sql, params = seen[0]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return json.dumps(cursor.fetchone(), default=str).encode()

    return run
