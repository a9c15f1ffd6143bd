"""Our own pages from the real server: by HTTP beside other servers, and what memory all of it takes."""

from collections.abc import Sequence

from django.conf import settings
from django.db import connections

from . import http, stack
from .databases import Database
from .scenarios.browser import Browser, session_of
from .scenarios.pages import NEAR, listing_address, member_user

# Enough for each thread of each process to have made its connection and its templates.
ASKED_FIRST, SECONDS_FIRST = 100, 5.0


def over_http(place: Database, peers: Sequence[http.Peer]) -> list[http.Asked]:
    """Pages of a copy of this database, and what is asked of each peer."""
    with place.copied() as name:
        ours = _ours()
        with stack.web_server(name) as site:
            return list(http.ask_all([*(_at(site, one) for one in ours), *peers]))


def memory_of(place: Database) -> stack.Held | None:
    """What everything holds that runs on a small machine, once it has served its pages."""
    with place.copied() as name:
        ours = _ours()
        with stack.everything(name) as site:
            pages = [_at(site, one) for one in ours]
            for _asked in http.ask_all(pages, most=ASKED_FIRST, seconds=SECONDS_FIRST):
                pass
            connections.close_all()  # ours are not part of it
            return stack.held(site)


def _ours() -> list[http.Peer]:
    """What a newcomer and what a member asks for, in the database that is connected."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(member_user())}"
    return [
        http.Peer("newcomer", "http://localhost", [NEAR, "/exchanges/", listing_address(Browser())]),
        http.Peer("member", "http://localhost", ["/exchanges/", "/me/"], cookie),
    ]


def _at(site: stack.Site, asked: http.Peer) -> http.Peer:
    return http.Peer(asked.name, site.url, asked.paths, asked.cookie)
