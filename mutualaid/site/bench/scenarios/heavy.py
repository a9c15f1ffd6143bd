"""What takes seconds and changes tables: for a copy of the database, a few times, after the rounds."""

import json
import random
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction

from directory.importing import import_hsds
from directory.importing.store import Choices
from exchanges import matching, ring_edges, rings
from exchanges.models import Post
from mutualaid.base.models import Word
from mutualaid.site.seeding import ORIGIN, ZONE

from .browser import Scenario

LISTINGS = 10_000
# So many requests are matched one by one, as after each was posted.
ONES = 200
ONE_BY_ONE = f"match of {ONES} posts, written down"
REMATCH, AGAIN = "rematch of the board", "rematch, nothing changed"
RINGS, IMPORT = "rings of 2 to 4", "import of 10,000 listings"


def heavy_ones() -> list[Scenario]:
    """In their order: rings are looked for among the pairs that the ones before wrote down."""
    nothing = _sql("DELETE FROM exchanges_match")
    return [
        Scenario(ONE_BY_ONE, _one_by_one, prepare=nothing),
        Scenario(REMATCH, _rematch, prepare=nothing),
        Scenario(AGAIN, _rematch),
        Scenario(RINGS, _rings, prepare=_sql("ANALYZE exchanges_match")),
        _import(),
    ]


def _one_by_one() -> bytes:
    """Of the same requests each time, all over the board."""
    posts = Post.objects.filter(row__published=True, kind=Post.Kind.REQUEST).order_by("row__random")[:ONES]
    for post in posts:
        with transaction.atomic():
            matching.store(post.pk, matching.fitting(post))
    return b""


def _rematch() -> bytes:
    return str(matching.rematch()).encode()


def _rings() -> bytes:
    """As each night, but for proposing them."""
    circles = rings.find(ring_edges.edges(), apart=ring_edges.apart())
    return json.dumps([circle.people for circle in circles]).encode()


def _sql(statement: str) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def _import() -> Scenario:
    """Each time as a directory of its own, so that all of it is new."""
    made: list[str] = []
    numbers = count(1)

    def make() -> None:
        if not made:
            made.append(json.dumps(directory(LISTINGS)))

    def run() -> bytes:
        with TemporaryDirectory() as folder:
            path = Path(folder, "directory.json")
            path.write_text(made[0])
            report = import_hsds(path, choices=Choices(zone=ZONE), source=f"bench {next(numbers)}")
        return report.table().encode()

    return Scenario(IMPORT, run, prepare=make)


def directory(listings: int) -> list[dict[str, Any]]:
    """Made-up services with organization, place, hours and phone, as HSDS 3 writes them; always the same."""
    chance = random.Random(3)  # noqa: S311
    vocabulary = list(Word.objects.order_by("word").values_list("word", flat=True)[:5000])
    return [_service(number, chance, vocabulary) for number in range(listings)]


def _service(number: int, chance: random.Random, vocabulary: list[str]) -> dict[str, Any]:
    said = chance.choices(vocabulary, k=20)
    at = [ORIGIN[axis] + chance.uniform(-0.5, 0.5) for axis in (0, 1)]
    address = {"address_1": f"{number % 200} Long Street", "city": "Springfield", "country": "US"}
    place = {"id": f"l{number}", "location_type": "physical", "latitude": at[0], "longitude": at[1]}
    hours = {"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "17:30"}
    address |= {"id": f"a{number}", "address_type": "physical"}
    return {
        "id": f"s{number}",
        "name": " ".join(said[:3]).capitalize(),
        "description": " ".join(said[3:]).capitalize(),
        "status": "active",
        "organization": {"id": f"o{number // 3}", "name": f"{vocabulary[number // 3 % 5000]} Trust"},
        "service_at_locations": [{"id": f"sl{number}", "location": {**place, "addresses": [address]}}],
        "schedules": [{"id": f"h{number}", **hours}],
        "phones": [{"id": f"p{number}", "number": f"555-01{number % 100:02}"}],
    }
