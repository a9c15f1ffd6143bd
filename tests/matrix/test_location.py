"""Where somebody is in their square leaves no trace: not on a page, not in the database, not in a log.

Two neighbourhoods are made by the same steps with the same luck. In one, people say where they are from one
side of a square, in the other from the other side; then everything is compared, byte by byte.
"""

import logging
import os
import random
import time
from itertools import product
from typing import Any

import factory
import pytest
import time_machine
from cryptography.fernet import Fernet
from django.db import connection, transaction
from django.middleware import csrf

from directory.models import Place
from exchanges.models import Draft, Post
from members.models import Person
from mutualaid.base import crypto, limits, network
from mutualaid.base.grid import Grid
from mutualaid.base.models import Network
from tests.exchanges.test_post_views import errors, filled, need
from tests.factories import directory as directory_factories
from tests.factories import exchanges as exchanges_factories
from tests.factories import members as members_factories
from tests.factories.members import UserFactory

from .asking import ask, ours, path_to
from .things import THING
from .world import ROLES, build

pytestmark = pytest.mark.django_db
# Two places near opposite corners of one square of a kilometre, which the gazetteer knows by name.
GRID = Grid(51.0, 4.0)
CORNERS = {"Alder North": (51.0355, 4.0420), "Alder South": (51.0275, 4.0292)}
SQUARE = "1000:2:3"
# Its quarters at those corners: finer than organizers allow, so the server makes the whole square of them.
QUARTERS = {"Alder North": "500:5:7", "Alder South": "500:4:6"}
# Each is read by other plans: what comes in an order that nobody asked for would differ.
PLANS = {
    "Alder North": ("indexscan", "bitmapscan", "indexonlyscan", "hashjoin", "hashagg"),
    "Alder South": ("seqscan", "nestloop", "sort", "mergejoin"),
}
# What the database draws or clocks by itself, and keys of sessions.
LEFT_OUT = ("django_session", "procrastinate_", "django_migrations", "base_salt", "base_bucket", "pg_")


def test_the_two_places_are_in_one_square_and_in_two_quarters():
    assert {GRID.cell_of(*corner, 1000) for corner in CORNERS.values()} == {(1000, 2, 3)}
    assert len({GRID.cell_of(*corner, 500) for corner in CORNERS.values()}) == 2


def test_where_in_their_square_people_are_changes_no_byte(monkeypatch, caplog, settings, tmp_path):
    """On every address, for all eight who come; in the rows, decrypted; in the log."""
    pages, rows, logs = {}, {}, {}
    for corner in CORNERS:
        caplog.clear()
        settings.MEDIA_ROOT = tmp_path / corner
        with (
            transaction.atomic(),
            time_machine.travel("2026-05-06T10:00Z", tick=False),
        ):
            _same_luck(monkeypatch)
            world = build()
            _plan_without(*PLANS[corner])
            with caplog.at_level(logging.DEBUG):
                say_where(world, corner)
            logs[corner] = [
                record.getMessage() for record in caplog.records if record.name != "django.db.backends"
            ]
            rows[corner] = _rows()
            pages[corner] = _pages(world)
            transaction.set_rollback(True)
    north, south = CORNERS
    assert {table for table in rows[north] if rows[north][table] != rows[south][table]} == set()
    assert logs[north] == logs[south]
    assert {asked for asked in pages[north] if pages[north][asked] != pages[south][asked]} == set()
    assert len(pages[north]) > 800


def say_where(world, corner: str) -> None:
    """Every form that takes a place is sent as somebody at that corner would send it."""
    Network.objects.update(finest_cell_m=1000)
    network.forget()
    for name, (latitude, longitude) in CORNERS.items():
        Place.objects.create(
            name=name, key=name.lower(), kind=Place.Kind.TOWN, latitude=latitude, longitude=longitude
        )
    # A page of somebody who tries everything: fields that no form has.
    true = dict(zip(("latitude", "longitude", "lat", "lng"), CORNERS[corner] * 2, strict=True))
    by_name = {"place": corner, "size": "1000", "languages": ["en"], **true}
    by_quarter = {"cell": QUARTERS[corner], "size": "1000", "languages": ["en"], **true}
    author, admin = world.client("author"), world.client("admin")
    sent(author, "/members/settings/", {"name": world.people["author"].name, **by_name})
    sent(world.client("counterpart"), "/members/settings/", {"name": "Carla", **by_quarter})
    sent(admin, "/members/enter/", {"name": "Rosa", "phone": "555-0143", "consent": "on", **by_name})
    newcomer = world.client("newcomer")
    newcomer.force_login(UserFactory())
    sent(newcomer, "/members/welcome/", {"name": "Nuria", **by_name})
    ride = {"needs": [need("rides")], "to_place": corner, "form": "service", "area": SQUARE, **true}
    sent(author, "/exchanges/new/", filled(title="A lift on Friday", quantity=None, unit=None, **ride))
    typed = filled(title="A lift on Monday", **ride)
    assert author.post("/exchanges/drafts/d3d3d3d3d3d3/keep/", typed).status_code == 200
    sent(author, "/pods/new/", {"name": "A court", "squares": [QUARTERS[corner]], "openness": "open", **true})
    assert Person.objects.get(name="Nuria").cell == Person.objects.get(name="Carla").cell == (1000, 2, 3)
    assert Post.objects.get(title="A lift on Friday").to_cell == (1000, 2, 3)
    assert Draft.objects.count() == 2


def sent(client, path: str, data: dict[str, Any]) -> None:
    response = client.post(path, data)
    assert (response.status_code, errors(response.content.decode())) == (302, [])


# --- The same luck twice ---------------------------------------------------------------------------------


def _same_luck(monkeypatch) -> None:
    """Ids, salts, tokens and initialisation vectors are drawn alike, rows counted from the same number."""
    luck = random.Random(7)
    monkeypatch.setattr(os, "urandom", luck.randbytes)
    monkeypatch.setattr(random, "_urandom", luck.randbytes)
    monkeypatch.setattr(csrf, "get_random_string", lambda length, allowed_chars="": "1" * length)
    monkeypatch.setattr(crypto, "encrypt_bytes", _encrypted_alike)
    limits._salts.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            "SELECT setval(quote_ident(schemaname) || '.' || quote_ident(sequencename), 10000, false)"
            " FROM pg_sequences"
        )
    for module in (directory_factories, exchanges_factories, members_factories):
        for made in vars(module).values():
            if isinstance(made, type) and issubclass(made, factory.django.DjangoModelFactory):
                made.reset_sequence(0, force=True)


def _plan_without(*ways: str) -> None:
    with connection.cursor() as cursor:
        for way in ways:
            cursor.execute(f"SET LOCAL enable_{way} = off")


def _encrypted_alike(content: bytes) -> bytes:
    from django.conf import settings

    return Fernet(settings.FIELD_KEYS[0])._encrypt_from_parts(content, int(time.time()), b"0" * 16)


# --- What is compared ------------------------------------------------------------------------------------


def _rows() -> dict[str, list[str]]:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        names = [
            name for name in connection.introspection.table_names(cursor) if not name.startswith(LEFT_OUT)
        ]
        found = {}
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1')
            found[name] = [row[0] for row in cursor.fetchall()]
    return found


def _pages(world) -> dict[tuple[str, str], Any]:
    """What everybody reads at every address, and in every list of it that a filter makes."""
    found = {}
    for role in ROLES:
        client = world.client(role)
        for name, route in ours().items():
            kwargs = world.things[THING[name]] if "<" in route else {}
            found[role, name] = ask(client, "get", path_to(route, kwargs), {})
        for kind, within in product(("offer", "request"), ("same", "next", "near", "about5")):
            found[role, f"{kind} {within}"] = ask(
                client, "get", f"/exchanges/?kind={kind}&within={within}", {}
            )
    return found
