"""Asking an address as somebody: what came, and whether it is what comes where there is nothing.

A letter says what an answer was. In capitals: it differs from the answer where there is no such thing, so
that whoever gets it learns that there is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# A thing that is not there.
NOTHING = {
    **dict.fromkeys(("public_id", "other_id", "pod", "check_in"), "zzzzzzzzzzzz"),
    **dict.fromkeys(("pk", "keep"), "999999"),
    "other": "999998",
    **dict.fromkeys(("slug", "name", "id", "path", "token", "secret", "purpose", "code"), "nothing"),
}
LETTERS = {200: "p", 204: "n", 302: "r", 403: "w", 404: ".", 405: "x", 429: "t"}
LOGIN = ("/accounts/login", "/accounts/reauth", "/accounts/2fa/")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
LEAK = "!"
# A part of an address that is so long is the id of a thing, which a page may name again.
SHORTEST_ID = 12


@dataclass(frozen=True)
class Answer:
    """Status, where it leads, what it says: without tokens, and without what was asked for."""

    status: int
    location: str
    body: str

    @property
    def letter(self) -> str:
        """`l` to a page of signing in, or as in `LETTERS`."""
        if self.location.startswith(LOGIN):
            return "l"
        return LETTERS.get(self.status, str(self.status))


def ask(client: Client, verb: str, path: str, sent: dict[str, Any]) -> Answer:
    """What comes; all that the request changed is undone, in the browser as well."""
    cookies = SimpleCookie(client.cookies.output(header="", attrs=[], sep=";"))
    with transaction.atomic():
        response = getattr(client, verb)(path, sent if verb == "post" else None)
        led = response.get("Location", "")
        body = TOKEN.sub(b"", body_of(response)).decode("utf-8", "replace")
        transaction.set_rollback(True)
    client.cookies = cookies
    ids = [part for part in path.split("/") if len(part) >= SHORTEST_ID]
    return Answer(response.status_code, _without(led, path, *ids), _without(body, path, *ids))


def body_of(response: HttpResponse) -> bytes:
    """Files come in pieces."""
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def _without(text: str, *asked: str) -> str:
    for one in asked:
        for written in (quote(one, safe=""), quote(one), one):
            text = text.replace(written, "ASKED")
    return text


def letter(
    client: Client, verb: str, route: str, kwargs: dict[str, Any], sent: dict[str, Any]
) -> tuple[str, str]:
    """The letter for what is there, and what the answer says."""
    there = ask(client, verb, path_to(route, kwargs), sent)
    # Of what kind something is, is no secret.
    missing = {**NOTHING, **({"name": kwargs["name"]} if len(kwargs) > 1 and "name" in kwargs else {})}
    if not kwargs or there == ask(client, verb, path_to(route, missing), sent):
        return there.letter, there.body
    return (LEAK if there.letter == "." else there.letter.upper()), there.body


def path_to(route: str, kwargs: dict[str, Any]) -> str:
    """A route's path. Raises KeyError where `kwargs` lacks a part."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(kwargs[found[1]]), route)


def addresses(
    resolver: URLResolver | None = None, prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str]]:
    """`(name, route)` of every pattern; an unnamed one goes by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield (f"{namespace}{pattern.name}" if pattern.name else route, route)


def ours() -> dict[str, str]:
    """Route by name, of every address but the admin's."""
    return {name: route for name, route in addresses() if not route.startswith("admin/")}
