"""Many made-up listings, members and posts in minutes, for measuring and for trying things out.

Set-based: a handful of INSERT ... SELECT, then the apps' own `project()`. The same numbers give the same
rows. Two layouts: "towns", one for each thousand, far apart; and "metro", all in one city.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models, transaction
from django.utils import timezone

from directory import needs, projection
from directory.models import (
    Access,
    Address,
    Community,
    Language,
    ListingRow,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from exchanges.models import Occurrence, Post, PostRow
from exchanges.models.row import project as project_posts
from members.models import Person
from mutualaid.base import words
from mutualaid.base.grid import METRES_A_DEGREE
from mutualaid.base.models import Network
from mutualaid.base.network import forget

# The middle of the made-up area; a town is about 3 km wide, the city about 12.
ORIGIN = (40.0, -95.0)
ZONE = "America/Chicago"
TEXTS = 20_000
LAYOUTS = ("towns", "metro")


@dataclass(frozen=True)
class Numbers:
    """How many of each there shall be more; `layout` one of LAYOUTS."""

    listings: int = 0
    posts: int = 0
    members: int = 0
    layout: str = "towns"


def allowed() -> bool:
    """Never among people's own data: in development, or in a database made for measuring."""
    return settings.DEBUG or str(connection.settings_dict["NAME"]).startswith(("bench_", "test_"))


def seed(numbers: Numbers, tell: Callable[[str], None] = lambda line: None) -> None:
    """Add them all, in one transaction a kind. Says on `tell` what it does."""
    if numbers.posts and not (numbers.members or Person.objects.exists()):
        raise ValueError("posts need members")
    _network()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        # Looking up each key a second time takes half as long as writing the rows; these fit by their making.
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        may_trust = cursor.fetchone()[0]
        if may_trust:
            cursor.execute("SET LOCAL session_replication_role = replica")
        _prepare(cursor)
        for add, number in [
            (_listings, numbers.listings),
            (_members, numbers.members),
            (_posts, numbers.posts),
        ]:
            if number:
                tell(f"{add.__name__.strip('_')}: {number:,}")
                _places(cursor, number, numbers.layout)
                add(cursor)
        if may_trust:
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    tell("search rows")
    with _without_words(ListingRow, PostRow):
        if numbers.listings:
            projection.project()
        if numbers.posts:
            project_posts()
    words.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _without_words(*rows: type[models.Model]) -> Iterator[None]:
    """An index of words built at the end takes a tenth of the time of one that is kept up row by row."""
    indexes = [(row, index) for row in rows for index in row._meta.indexes if isinstance(index, GinIndex)]
    connection.check_constraints()  # an index waits for what is still to be checked in this transaction
    with connection.schema_editor() as editor:
        for row, index in indexes:
            editor.remove_index(row, index)
    try:
        yield
    finally:
        connection.check_constraints()
        with connection.schema_editor() as editor:
            for row, index in indexes:
                editor.add_index(row, index)


def _network() -> None:
    network = Network.objects.filter(pk=1).first() or Network(pk=1, name="Seedling Mutual Aid", zone=ZONE)
    if network.grid_latitude is None:
        network.grid_latitude, network.grid_longitude = ORIGIN
        network.set_up_at = timezone.now()
        network.languages = ["en", "es"]
        network.save()
    forget()


def _prepare(cursor: Any) -> None:
    """Words and terms to draw from, in tables of this transaction."""
    chance = random.Random(2)  # noqa: S311
    vocabulary = _vocabulary(chance)
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(vocabulary))))
    cursor.execute("DROP TABLE IF EXISTS seed_text, seed_need, seed_place")
    cursor.execute("CREATE TEMP TABLE seed_text (id int PRIMARY KEY, name text, body text) ON COMMIT DROP")
    with cursor.copy("COPY seed_text FROM STDIN") as copy:
        for i in range(TEXTS):
            drawn = chance.choices(vocabulary, cum_weights=weights, k=23)
            copy.write_row((i, " ".join(drawn[:3]).capitalize(), " ".join(drawn[3:]).capitalize()))
    leaves = [node.pk for node in needs.tree().active if not node.children]
    cursor.execute(
        "CREATE TEMP TABLE seed_need ON COMMIT DROP AS "
        "SELECT pk AS id, n - 1 AS n FROM unnest(%s::bigint[]) WITH ORDINALITY AS need (pk, n)",
        [leaves],
    )
    cursor.execute("SELECT setseed(0.42)")


def _vocabulary(chance: random.Random) -> list[str]:
    known = [word for node in needs.tree().active for word in node.name_en.lower().split() if word.isalpha()]
    starts, ends = (
        ["b", "br", "c", "d", "f", "g", "gr", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v", "w"],
        ["and", "el", "er", "ill", "im", "on", "ost", "un", "ab", "oma"],
    )
    made = {
        chance.choice(starts)
        + chance.choice(ends)
        + chance.choice(["", chance.choice(starts)])
        + chance.choice(ends)
        for _ in range(9000)
    }
    return list(dict.fromkeys([*known, *sorted(made)]))[:6000]


def _places(cursor: Any, number: int, layout: str) -> None:
    """`seed_place`: i from 1, a place on the globe, the text and the needs drawn for it."""
    towns = max(1, number // 1000) if layout == "towns" else 1
    cursor.execute("DROP TABLE IF EXISTS seed_place")
    cursor.execute(
        """
        CREATE TEMP TABLE seed_place ON COMMIT DROP AS
        SELECT i, town, %(south)s + town / side * 0.4 + spread.y * %(width)s AS latitude,
               %(west)s + town %% side * 0.6 + spread.x * %(width)s * 1.3 AS longitude,
               (random() * (%(texts)s - 1))::int AS text_id, random() AS chance,
               floor(random() * count.needs)::int AS need_1, floor(random() * count.needs)::int AS need_2
        FROM (SELECT i, i %% %(towns)s AS town, ceil(sqrt(%(towns)s))::int AS side,
              point(random() + random() + random() - 1.5, random() + random() + random() - 1.5) AS at
              FROM generate_series(1, %(number)s) AS i) AS drawn
        CROSS JOIN LATERAL (SELECT at[0] AS x, at[1] AS y) AS spread
        CROSS JOIN (SELECT count(*) AS needs FROM seed_need) AS count
        """,
        {
            "number": number,
            "towns": towns,
            "south": ORIGIN[0],
            "west": ORIGIN[1],
            "width": 0.03 if layout == "towns" else 0.12,
            "texts": TEXTS,
        },
    )
    cursor.execute("CREATE UNIQUE INDEX ON seed_place (i)")
    cursor.execute("ANALYZE seed_place")


_SOURCE = "seed_place place JOIN seed_text text ON text.id = place.text_id"
_NEEDS = "seed_place place JOIN seed_need need ON need.n IN (place.need_1, place.need_2)"


def _listings(cursor: Any) -> None:
    """Each a service of one organization in three, at one place."""
    service, organization = _last(Service) + 1, _last(Organization) + 1
    location, link = _last(Location) + 1, _last(ServiceAtLocation) + 1
    new = {"uuid": "gen_random_uuid()"}
    dated = {**new, "created_at": "now()", "modified_at": "now()"}
    insert(
        cursor,
        Organization,
        f"{_SOURCE} WHERE i % 3 = 0",
        **dated,
        id=f"{organization} + i / 3",
        name="text.name || ' Trust'",
    )
    insert(
        cursor,
        Service,
        _SOURCE,
        **dated,
        id=f"{service} + i",
        slug=f"'seed-' || {service} + i",
        name="text.name || ' ' || i",
        description="text.body",
        organization_id=f"CASE WHEN i >= 3 THEN {organization} + i / 3 END",
        kind="CASE WHEN chance < 0.1 THEN 'group' ELSE 'service' END",
        zone=f"'{ZONE}'",
        verified_how="CASE WHEN chance < 0.6 THEN 'phone' ELSE '' END",
        last_verified_on="CASE WHEN chance < 0.6 THEN current_date - (chance * 150)::int END",
    )
    placed = {"latitude": "latitude", "longitude": "longitude"}
    insert(cursor, Location, _SOURCE, **dated, **placed, id=f"{location} + i")
    at = {"service_id": f"{service} + i", "location_id": f"{location} + i"}
    insert(cursor, ServiceAtLocation, "seed_place", **new, **at, id=f"{link} + i")
    _details(cursor, f"{service} + i", f"{location} + i")
    _terms(cursor, f"{service} + i")


def _details(cursor: Any, service: str, location: str) -> None:
    """Addresses, phones, hours, languages. `service`, `location`: SQL of their ids."""
    new = {"uuid": "gen_random_uuid()"}
    insert(
        cursor,
        Address,
        _SOURCE,
        **new,
        location_id=location,
        address_1="i % 200 || ' ' || split_part(text.body, ' ', 1) || ' Street'",
        city="'Town ' || town",
        country="'US'",
    )
    insert(cursor, Phone, "seed_place", **new, service_id=service, number="'555-01' || i % 100")
    insert(
        cursor,
        Schedule,
        "seed_place WHERE chance < 0.9",
        **new,
        service_id=service,
        freq="'WEEKLY'",
        byday="(ARRAY['MO,TU,WE,TH,FR', 'MO,WE', 'SA,SU', 'TU,TH,SA'])[1 + i % 4]",
        opens_at="make_time(7 + i % 6, 0, 0)",
        closes_at="make_time(14 + i % 8, 30, 0)",
    )
    spoken = "(VALUES ('en', 1), ('es', 3), ('vi', 11)) AS spoken (code, every)"
    spoken = f"seed_place JOIN {spoken} ON i % every = 0"
    insert(cursor, Language, spoken, **new, service_id=service, code="spoken.code")


def _terms(cursor: Any, service: str) -> None:
    insert(cursor, Service.needs.through, _NEEDS, service_id=service, need_id="need.id")
    access = f"seed_place JOIN {Access._meta.db_table} access ON (i + access.bit) % 7 = 0"
    insert(cursor, Service.access.through, access, service_id=service, access_id="access.id")
    # One in fourteen is made for a community, one in twenty-one run by one.
    for link, every in ((Service.for_communities.through, 14), (Service.by_communities.through, 21)):
        some = f"i % {every} = 0 AND (i / {every} + community.bit) % 10 = 0"
        made = f"seed_place JOIN {Community._meta.db_table} community ON {some}"
        insert(cursor, link, made, service_id=service, community_id="community.id")


def _members(cursor: Any) -> None:
    insert(
        cursor,
        Person,
        f"{_SOURCE} {_CELL}",
        id=f"{_last(Person) + 1} + i",
        public_id=_public_id(_last(Person)),
        name="split_part(text.name, ' ', 1)",
        languages="ARRAY['en']",
        cell_m="cell.m",
        cell_x="cell.x",
        cell_y="cell.y",
        created_at="now() - chance * interval '400 days'",
    )


def _posts(cursor: Any) -> None:
    key = f"{_last(Post) + 1} + i"
    cursor.execute("SELECT min(id), count(*) FROM members_person")
    person, persons = cursor.fetchone()
    insert(
        cursor,
        Post,
        f"{_SOURCE} {_CELL}",
        id=key,
        public_id=_public_id(_last(Post)),
        person_id=f"{person} + i % {persons}",
        kind="CASE WHEN text_id % 2 = 0 THEN 'request' ELSE 'offer' END",
        form="CASE WHEN i % 3 = 0 THEN 'service' ELSE 'resource' END",
        title="text.name",
        text="text.body",
        audience="CASE WHEN i % 4 = 0 THEN 'everybody' ELSE 'members' END",
        handover="ARRAY['pick_up']",
        languages="CASE WHEN i % 5 = 0 THEN ARRAY['en', 'es'] ELSE ARRAY['en'] END",
        urgency="i % 10 / 8",
        status="CASE WHEN chance < 0.9 THEN 'open' ELSE 'closed' END",
        closed_at="CASE WHEN chance < 0.9 THEN NULL ELSE now() END",
        cell_m="cell.m",
        cell_x="cell.x",
        cell_y="cell.y",
        random="(random() * 2147483646)::int",
        created_at="now() - chance * interval '60 days'",
    )
    insert(cursor, Occurrence, "seed_place", post_id=key, quantity="1 + i % 3")
    insert(cursor, Post.needs.through, _NEEDS, post_id=key, need_id="need.id")


# One square in nine is coarse, one fine: as `grid` would count them from the seed's origin.
_CELL = """
CROSS JOIN LATERAL (
  SELECT (ARRAY[500, 1000, 1000, 1000, 1000, 1000, 1000, 2000, 4000])[1 + i % 9] AS m
) AS size
CROSS JOIN LATERAL (
  SELECT m, floor((longitude - grid_longitude) * METRES * cosd(grid_latitude) / m)::int AS x,
         floor((latitude - grid_latitude) * METRES / m)::int AS y
  FROM base_network
) AS cell
""".replace("METRES", str(METRES_A_DEGREE))


def _public_id(salt: int) -> str:
    return f"translate(left(md5('{salt}-' || i), 12), '01', 'xz')"


def _last(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0


def insert(cursor: Any, model: type[models.Model], source: str, **columns: str) -> None:
    """INSERT ... SELECT from `source`: the columns given as SQL, the rest as the model's own defaults."""
    values: dict[str, str] = {}
    params: list[Any] = []
    for field in model._meta.concrete_fields:
        if field.generated or (field.primary_key and field.column not in columns):
            continue
        values[f'"{field.column}"'] = columns.pop(str(field.column), "%s")
        if values[f'"{field.column}"'] == "%s":
            params.append(field.get_db_prep_save(field.get_default(), connection))
    if columns:
        raise LookupError(f"{model._meta.label} has no {', '.join(columns)}")
    table = model._meta.db_table
    drawn = [value if value == "%s" else value.replace("%", "%%") for value in values.values()]
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(values)}) "  # noqa: S608
        f"SELECT {', '.join(drawn)} FROM {source.replace('%', '%%')}",
        params,
    )
    key = model._meta.pk.column  # type: ignore[union-attr]
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), max({key})) FROM {table}")  # noqa: S608
