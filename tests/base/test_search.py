"""The statement against a slow and plain reading of the same rows."""

import math
import random
import re
import weakref
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext

from mutualaid.base import masks, search, words
from mutualaid.base.bands import BandFrom
from mutualaid.base.grid import SIZES, Band, Cell, band, distance_m
from mutualaid.base.search import asked, statement
from mutualaid.base.search.conditions import Late, on_map

from .search_models import WEEK, Thing, Wish

ORIGIN = (40.0, -75.0)
NOW = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)
KINDS = ["service", "group", "guide"]
# The week before the clocks change in America, four before they do in Europe.
MONDAY = datetime(2026, 3, 2)
ZONES = ["America/New_York", "Europe/Madrid", "Pacific/Kiritimati", "Etc/GMT+12"]
WORDS = ["soup", "bread", "rides", "childcare", "lawyer", "blankets", "books", "tools", "niños"]


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """3,000 things in and out of a town, 1,500 wishes, read only."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Thing)
            editor.create_model(Wish)
        chance = random.Random(7)
        Thing.objects.bulk_create([_thing(chance, i) for i in range(3000)], batch_size=500)
        Thing.objects.update(words=words.vector(Value("en"), F("title")))
        Wish.objects.bulk_create([_wish(chance, i) for i in range(1500)], batch_size=500)
        # No others: a table that only holds what was rolled back would be taken for empty ever after.
        connection.cursor().execute(f"ANALYZE {Thing._meta.db_table}, {Wish._meta.db_table}")
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Thing)
            editor.delete_model(Wish)


def _thing(chance, i):
    placed = chance.random() < 0.95
    spans = _spans(chance)
    week = dict(zip(WEEK, masks.week(spans or []), strict=True)) if chance.random() < 0.9 else {}
    return Thing(
        title=f"{chance.choice(WORDS)} and {chance.choice(WORDS)} {i}",
        kind=chance.choice(KINDS),
        published=chance.random() < 0.9,
        latitude=ORIGIN[0] + chance.gauss(0, 0.06) if placed else None,
        longitude=ORIGIN[1] + chance.gauss(0, 0.06) if placed else None,
        needs_a=masks.pair(chance.sample(range(63), 3))[0],
        needs_b=masks.pair([chance.randrange(63, 126)])[1],
        languages=masks.languages(chance.sample(["en", "es", "vi", "tlh"], 2)),
        checked_on=date(2026, 1, 1) + timedelta(days=chance.randrange(60)),
        price=chance.choice([None, Decimal("2.50")]),
        open=spans,
        zone=chance.choice(ZONES),
        **week,
    )


def _spans(chance):
    """Of five weeks: not known, never, always, once, or on some days each week, or nearly each."""
    if chance.random() < 0.3:
        return chance.choice([None, [], [(MONDAY, MONDAY + timedelta(days=35))]])
    first = MONDAY + timedelta(days=1, hours=chance.randrange(24))
    if chance.random() < 0.5:
        return [(first, first + timedelta(hours=6))]
    days = chance.sample(range(7), chance.randrange(1, 8))
    opens, lasts = chance.randrange(48) * 30, chance.randrange(1, 47) * 30
    if chance.random() < 0.1:
        opens += 15
    found = [_span(MONDAY + timedelta(days=7 * n + day), opens, lasts) for n in range(5) for day in days]
    if chance.random() < 0.4:
        found.remove(chance.choice(found))
    if chance.random() < 0.4:
        found.append(_span(MONDAY + timedelta(days=chance.randrange(35)), chance.randrange(48) * 30, 90))
    return [found[-1]] if chance.random() < 0.1 else found[:: chance.choice([1, 1, 1, 2])]


def _span(day, opens, lasts):
    start = day + timedelta(minutes=opens)
    return start, start + timedelta(minutes=lasts)


def _wish(chance, i):
    m = chance.choice(SIZES)
    reach = 12_000 // m
    cell = (m, chance.randrange(-reach, reach), chance.randrange(-reach, reach))
    m, x, y = cell if chance.random() < 0.95 else (None, None, None)
    return Wish(
        title=f"wish {i}",
        published=chance.random() < 0.9,
        cell_m=m,
        cell_x=x,
        cell_y=y,
        day=date(2026, 1, 1) + timedelta(days=chance.randrange(20)),
        shuffle=chance.randrange(10**6),
    )


NEEDS = {bit: search.Bits(needs_a=masks.pair([bit])[0], needs_b=masks.pair([bit])[1]) for bit in range(126)}
LANGUAGES = {code: search.Bits(languages=masks.languages([code])) for code in ["en", "es", "vi", "tlh", "fr"]}
KIND = {kind: search.Is("kind", kind) for kind in KINDS}
# The spans alone; an index that holds the days; one that holds the half hours of a week, too.
BY_WEEK = search.Hours(days="open_days", week=WEEK, table=Thing._meta.db_table)
HOURS = [search.Hours(), search.Hours(days="open_days"), BY_WEEK]
OPEN = {"now": search.OpenAt(NOW, BY_WEEK, home=ZONES[0])}


def _is_open(thing, at=NOW):
    local = at.astimezone(ZoneInfo(thing.zone)).replace(tzinfo=None)
    return any(start <= local < end for start, end in thing.open or [])


OPTIONS = {"need": NEEDS, "language": LANGUAGES, "kind": KIND, "open": OPEN}


def _keys(thing):
    """Which options a thing answers to, in each group."""
    return {
        "need": set(masks.bits(thing.needs_a, thing.needs_b)),
        "language": {code for code in LANGUAGES if thing.languages & masks.languages([code])},
        "kind": {thing.kind},
        "open": {"now"} if _is_open(thing) else set(),
    }


def _expected(things, key, chosen, cap):
    """Hits and facets, read plainly. `things`: what passes the rest; `key`: the order."""
    things = sorted(things, key=key)
    keys = {thing.pk: _keys(thing) for thing in things}

    def first(but=None):
        filters = {name: set(ones) for name, ones in chosen.items() if ones and name != but}
        return [
            thing for thing in things if all(keys[thing.pk][name] & ones for name, ones in filters.items())
        ][:cap]

    facets = {}
    for name, options in OPTIONS.items():
        counts = Counter(one for thing in first(name) for one in keys[thing.pk][name])
        facets[name] = {one: counts[one] for one in options}
    return first(), facets


CHOICES = [
    {},
    {"need": [5, 70]},
    {"need": [64], "kind": ["group"]},
    {"language": ["tlh"], "kind": ["group", "guide"], "open": ["now"]},
    {"need": list(range(40)), "language": ["es", "fr"], "open": ["now"], "kind": KINDS},
    {"language": ["fr"]},
]


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", CHOICES)
@pytest.mark.parametrize("cap", [41, 1001])
@pytest.mark.parametrize("order", ["nearest", "within", "newest", "says"])
def test_page_is_what_a_plain_reading_gives(rows, chosen, cap, order):
    queryset, things = Thing.objects.filter(published=True), list(Thing.objects.filter(published=True))
    x, y = on_map(ORIGIN)
    far = float("inf")

    def distance(thing):
        return ((thing.pt[0] - x) ** 2 + (thing.pt[1] - y) ** 2) ** 0.5 if thing.pt else far

    how, key = search.Nearest(ORIGIN), lambda thing: (distance(thing), thing.pk)
    if order == "within":
        queryset = queryset.filter(search.Within(ORIGIN, km=5))
        things = [thing for thing in things if distance(thing) * math.cos(math.radians(ORIGIN[0])) <= 5000]
    if order == "newest":
        how, key = search.By("-checked_on"), lambda thing: (-thing.checked_on.toordinal(), thing.pk)
    if order == "says":
        queryset = queryset.filter(search.Says("soups -bread"))
        things = [t for t in things if "soup" in t.title and "bread" not in t.title]
    hits, facets = _expected(things, key, chosen, cap)
    groups = [search.Group(name, options, chosen.get(name, ())) for name, options in OPTIONS.items()]
    for number in (1, 2, 60):
        result = search.page(
            queryset, order=how, groups=groups, columns=["id", "title"], page=number, per_page=20, cap=cap
        )
        wanted = hits[(number - 1) * 20 : number * 20]
        assert [item["id"] for item in result.items] == [thing.pk for thing in wanted]
        assert [item["title"] for item in result.items] == [thing.title for thing in wanted]
        assert (result.total, result.capped) == (min(len(hits), cap - 1), len(hits) == cap)
        assert result.facets == facets


@pytest.mark.parametrize(("latitude", "off"), [(0, 0.001), (40, 0.004), (-50, 0.005), (60, 0.008)])
@pytest.mark.parametrize("direction", range(0, 360, 30))
def test_distance_on_the_map_is_nearly_the_true_one(latitude, off, direction):
    place = (latitude, 12.0)
    angle, degrees = math.radians(direction), 25 / 111.2
    other = (
        latitude + degrees * math.cos(angle),
        12.0 + degrees * math.sin(angle) / math.cos(math.radians(latitude)),
    )
    (x, y), (x2, y2) = on_map(place), on_map(other)
    metres = math.hypot(x2 - x, y2 - y) * math.cos(math.radians(latitude))
    assert metres == pytest.approx(distance_m(place, other), rel=off)


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [(), ("now",)])
def test_first_puts_an_option_before_the_rest_of_the_hits(rows, chosen):
    things = Thing.objects.filter(published=True, pk__lt=500)
    is_open = {thing.pk: _is_open(thing) for thing in things}
    wanted = sorted((pk for pk in is_open if is_open[pk] or not chosen), key=lambda pk: (not is_open[pk], pk))
    result = search.page(
        things,
        order=search.By("pk"),
        groups=[search.Group("open", OPEN, chosen)],
        columns=["id"],
        first=("open", "now"),
        per_page=500,
    )
    assert [item["id"] for item in result.items] == wanted
    assert result.facets["open"]["now"] == sum(is_open.values())


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [(), ("now",)])
@pytest.mark.parametrize("cap", [41, 1001])
def test_what_matches_best_comes_first_then_what_is_open_then_the_nearest(rows, chosen, cap):
    x, y = on_map(ORIGIN)
    said = (("soup",), ("bread", "books"), ("lawyer",))

    def match(thing):
        return next((rank for rank, ones in enumerate(said) if any(one in thing.title for one in ones)), None)

    things = [t for t in Thing.objects.filter(published=True, pt__isnull=False) if match(t) is not None]
    things = [thing for thing in things if not chosen or _is_open(thing)]
    things.sort(key=lambda thing: (match(thing), math.dist(thing.pt, (x, y)), thing.pk))
    wanted = sorted(things[:cap], key=lambda thing: (match(thing), not _is_open(thing)))
    result = search.page(
        Thing.objects.filter(published=True, pt__isnull=False),
        order=search.ByMatch(
            [
                search.Matches("'soup'"),
                search.Either(search.Matches("'bread'"), search.Says("book")),
                search.Both(search.Matches("'lawyer'"), search.Matches("'lawyer'", weights="a")),
            ],
            search.Nearest(ORIGIN),
        ),
        groups=[search.Group("open", OPEN, chosen)],
        columns=["id", "match"],
        first=("open", "now"),
        per_page=1001,
        cap=cap,
    )
    assert [item["id"] for item in result.items] == [thing.pk for thing in wanted]
    assert [item["match"] for item in result.items] == [match(thing) for thing in wanted]


SOUP, BREAD = search.Matches("'soup'"), search.Matches("'bread'")


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [{}, {"need": [5, 70]}, {"need": [5], "open": ["now"]}])
@pytest.mark.parametrize("cap", [7, 1001])
@pytest.mark.parametrize("where", [search.Anything(), search.Within(ORIGIN, km=6)])
def test_what_is_gathered_first_is_found_in_the_same_order(rows, chosen, cap, where):
    """Of one of two lists, for two of three matches: the middle one finds rows without the word."""
    lists = {
        0: (search.Within(ORIGIN, km=6), search.Nearest(ORIGIN)),
        1: (search.Is("kind", "guide"), search.By("-checked_on")),
    }
    matches = [search.Both(SOUP, search.Is("kind", "group")), BREAD, SOUP]
    groups = [search.Group(name, options, chosen.get(name, ())) for name, options in OPTIONS.items()]
    plain, gathered = (
        search.page(
            Thing.objects.filter(published=True),
            order=search.ByMatch(matches, search.InTurn(lists), gathered=one),
            groups=groups,
            columns=["id", "match"],
            first=("open", "now"),
            per_page=cap,
            cap=cap,
        )
        for one in (None, search.Gathered(0, SOUP, where))
    )
    assert gathered == plain
    assert plain.total


@pytest.mark.parametrize(
    ("condition", "implies"),
    [
        (SOUP, True),
        (search.Matches("'soup'", weights="ab"), True),
        (BREAD, False),
        (search.Matches("'soup'", column="secret_words"), False),
        (NEEDS[5], False),
        (search.Both(NEEDS[5], SOUP), True),
        (search.Both(NEEDS[5], BREAD), False),
        (search.Either(NEEDS[5], SOUP), False),
        (search.Either(SOUP, search.Both(SOUP, NEEDS[5])), True),
    ],
)
def test_a_condition_implies_words_if_nothing_passes_without_them(condition, implies):
    assert condition.implies(SOUP) is implies


def test_words_anywhere_imply_no_words_of_a_title():
    assert not SOUP.implies(search.Matches("'soup'", weights="a"))


@pytest.mark.django_db
def test_weights_narrow_a_match_to_texts_of_theirs(rows):
    things = Thing.objects.filter(published=True)
    in_title = things.filter(search.Matches("'soup'", weights="a")).count()
    assert in_title == things.filter(search.Says("soup")).count() > 0
    assert not things.filter(search.Matches("'soup'", weights="bc")).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["it's", "100%", "%s", "a\\b", "x'; DROP TABLE thing; --", "§"])
def test_matches_takes_any_word(rows, word):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsquery::text", ["'" + word.replace("\\", "\\\\").replace("'", "''") + "'"]
        )
        (query,) = cursor.fetchone()
    things = Thing.objects.filter(published=True)

    def found(*conditions):
        return search.page(things, order=search.ByMatch(conditions, search.By("pk")), columns=["id"]).total

    assert found(search.Matches(query, weights="a"), search.Matches(query)) == 0
    assert found(search.Matches(f"'soup' & !({query})")) == things.filter(search.Says("soup")).count()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [20, 50])
def test_page_is_one_statement(rows, size, django_assert_num_queries):
    groups = [search.Group(name, options, list(options)[:1]) for name, options in OPTIONS.items()]
    with django_assert_num_queries(1):
        search.page(
            Thing.objects.filter(published=True),
            order=search.Nearest(ORIGIN),
            groups=groups,
            columns=["title"],
            per_page=size,
        )


@pytest.mark.django_db
def test_page_gives_python_back(rows):
    thing = Thing.objects.filter(published=True, price__isnull=False, pt__isnull=False).first()
    result = search.page(
        Thing.objects.filter(published=True, pk=thing.pk),
        order=search.Nearest(ORIGIN),
        columns=["checked_on", "price", "latitude", "needs_a", "distance"],
    )
    (item,) = result.items
    assert item["checked_on"] == thing.checked_on
    assert item["price"] == Decimal("2.50")
    assert item["latitude"] == thing.latitude
    assert item["needs_a"] == thing.needs_a
    assert item["distance"] > 0


@pytest.mark.django_db
def test_page_of_nothing_counts_nothing(rows):
    result = search.page(
        Thing.objects.none(), order=search.By("pk"), groups=[search.Group("kind", KIND)], columns=["title"]
    )
    assert result == search.Result([], 0, False, {"kind": dict.fromkeys(KINDS, 0)})


@pytest.mark.django_db
def test_what_always_applies_is_known_for_as_long_as_its_rows_are(rows):
    """One queryset for all pages, or another for each: what one of them asks is never told of another."""
    kept = Thing.objects.filter(published=False)
    totals = []
    for kind in (*KINDS, *KINDS):
        totals += [search.page(one, order=search.By("pk"), columns=["id"]).total for one in (kept, _of(kind))]
    assert totals == [one.count() for kind in (*KINDS, *KINDS) for one in (kept, _of(kind))]
    assert len(set(totals)) == 1 + len(KINDS)
    assert kept in asked._sources
    gone = weakref.ref(kept)
    del kept
    assert gone() is None


def _of(kind):
    return Thing.objects.filter(kind=kind, published=True)


@pytest.mark.django_db
def test_page_passes_over_a_choice_that_is_no_option(rows):
    everything = search.page(Thing.objects.all(), order=search.By("pk"), columns=["id"])
    group = search.Group("kind", KIND, chosen=["'; DROP TABLE thing"])
    assert (
        search.page(Thing.objects.all(), order=search.By("pk"), groups=[group], columns=["id"]).items
        == everything.items
    )


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["it's", "100%", "%s", "a\\'b"])
def test_is_takes_any_text_as_a_value(rows, value):
    assert Thing.objects.filter(search.Is("kind", value)).count() == 0
    group = search.Group("kind", {value: search.Is("kind", value)}, chosen=[value])
    queryset = Thing.objects.filter(title__contains="%")
    assert search.page(queryset, order=search.By("pk"), groups=[group], columns=["id"]).total == 0


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["it's", "100%", "%s", "a\\'b"])
def test_a_literal_is_any_text_and_no_parameter(rows, value):
    thing = Thing.objects.first()
    Thing.objects.filter(pk=thing.pk).update(title=value)
    found = Thing.objects.filter(title__in=[search.Literal(value), search.Literal("nothing")])
    assert [one.pk for one in found] == [thing.pk]
    assert found.query.sql_with_params()[1] == ()


@pytest.mark.django_db
@pytest.mark.parametrize("viewer", [Cell(500, -3, 5), Cell(1000, 0, -1), Cell(2000, 1, 1), Cell(4000, -1, 0)])
def test_band_in_sql_is_the_pure_one(rows, viewer):
    for wish in Wish.objects.annotate(band=BandFrom(viewer)):
        cell = Cell(wish.cell_m, wish.cell_x, wish.cell_y)
        assert wish.band == (None if cell.m is None else band(viewer, cell).rank)


@pytest.mark.django_db
@pytest.mark.parametrize("viewer", [Cell(500, -3, 5), Cell(1000, 0, -1), Cell(4000, -1, 0)])
@pytest.mark.parametrize("up_to", list(Band))
def test_by_band_orders_by_band_then_day_then_shuffle(rows, viewer, up_to):
    def rank(wish):
        if wish.cell_m is None:
            return Band.FARTHER.rank
        return band(viewer, Cell(wish.cell_m, wish.cell_x, wish.cell_y)).rank

    wishes = [wish for wish in Wish.objects.filter(published=True) if rank(wish) <= up_to.rank]
    wishes.sort(key=lambda wish: (rank(wish), -wish.day.toordinal(), wish.shuffle, wish.pk))
    result = search.page(
        Wish.objects.filter(published=True),
        order=search.ByBand(viewer, "-day", "shuffle", up_to=up_to),
        columns=["id", "band", "day"],
        page=2,
    )
    assert [(item["id"], item["band"], item["day"]) for item in result.items] == [
        (wish.pk, rank(wish), wish.day) for wish in wishes[20:40]
    ]
    assert result.total == min(len(wishes), 1000)


def test_what_fits_best_is_not_looked_for_by_bands():
    """Each is read by itself, out of squares and not out of the table."""
    order = search.ByMatch([SOUP], search.ByBand(Cell(1000, 0, 0), "pk"))
    with pytest.raises(ValueError, match="bands"):
        order.parts("wish")


@pytest.mark.django_db
def test_bands_are_asked_of_the_index_of_squares_alone(rows):
    """No row is read before it is known to be on the page."""
    cell = Cell(1000, 0, -1)
    with CaptureQueriesContext(connection) as asked:
        search.page(
            Wish.objects.filter(published=True),
            order=search.ByBand(cell, "shuffle", up_to=Band.ABOUT5),
            groups=[
                search.Group("within", {band: search.UpTo(cell, band) for band in [Band.SAME, Band.NEAR]})
            ],
            columns=["title"],
        )
    with connection.cursor() as cursor:
        # Of a table that was never vacuumed PostgreSQL expects that an index alone says too little.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    scans = re.findall(r"(\w[\w ]* Scan.*) on search_tests_wish", plan)
    cards = "Index Scan using search_tests_wish_pkey"
    assert scans == ["Index Only Scan using wish_square"] * 4 + [cards]


@pytest.mark.django_db
@pytest.mark.parametrize("viewer", [Cell(500, -3, 5), Cell(1000, 0, -1), Cell(4000, -1, 0)])
@pytest.mark.parametrize("chosen", list(Band))
def test_up_to_filters_and_counts_bands(rows, viewer, chosen):
    wishes = list(Wish.objects.filter(published=True, cell_m__isnull=False))
    ranks = [band(viewer, Cell(wish.cell_m, wish.cell_x, wish.cell_y)).rank for wish in wishes]
    within = {one: sum(rank <= one.rank for rank in ranks) for one in Band}
    group = search.Group("within", {one: search.UpTo(viewer, one) for one in Band}, [chosen])
    result = search.page(
        Wish.objects.filter(published=True),
        order=search.ByBand(viewer, "pk"),
        groups=[group],
        columns=["id"],
        cap=2000,
    )
    assert (result.total, result.facets["within"]) == (within[chosen], within)


@pytest.mark.django_db
def test_a_row_of_a_cell_holds_nothing_finer_than_the_cell(rows):
    points = {}
    for wish in Wish.objects.exclude(cell_m=None):
        assert points.setdefault((wish.cell_m, wish.cell_x, wish.cell_y), wish.pt) == wish.pt


@pytest.mark.django_db
def test_says_forgives_accents_and_plurals(rows):
    assert (
        Thing.objects.filter(search.Says("ninos")).count()
        == Thing.objects.filter(title__contains="niños").count()
        > 0
    )
    assert (
        Thing.objects.filter(search.Says("blanket")).count()
        == Thing.objects.filter(title__contains="blankets").count()
        > 0
    )


@pytest.mark.django_db
@pytest.mark.parametrize("cap", [41, 1001])
def test_lists_in_turn_have_orders_of_their_own_and_none_is_crowded_out(rows, cap):
    x, y = on_map(ORIGIN)
    things = list(Thing.objects.filter(published=True, pt__isnull=False))
    services = [thing for thing in things if thing.kind == "service" and thing.pk % 3]
    services.sort(key=lambda thing: (math.dist(thing.pt, (x, y)), thing.pk))
    guides = [thing for thing in things if thing.kind == "guide" and thing.pk % 3]
    guides.sort(key=lambda thing: (thing.checked_on, thing.pk))
    lists = {
        2: (search.Is("kind", "service"), search.Nearest(ORIGIN)),
        5: (search.Is("kind", "guide"), search.By("checked_on")),
    }
    result = search.page(
        Thing.objects.filter(published=True, pt__isnull=False).exclude(pk__in=_every_third()),
        order=search.InTurn(lists),
        columns=["id", "part"],
        per_page=2 * cap,
        cap=cap,
    )
    wanted = [*services[:cap], *guides[:cap]]
    assert [item["id"] for item in result.items] == [thing.pk for thing in wanted]
    assert [item["part"] for item in result.items] == [2] * len(services[:cap]) + [5] * len(guides[:cap])
    assert (result.total, result.capped) == (min(len(wanted), cap - 1), len(wanted) >= cap)


def _every_third():
    return Thing.objects.annotate(third=F("pk") % 3).filter(third=0).values("pk")


@pytest.mark.django_db
def test_within_of_one_list_leaves_the_others_and_counts_its_own(rows):
    lists = {
        0: (search.Is("kind", "service"), search.Nearest(ORIGIN)),
        1: (search.Is("kind", "guide"), search.By("pk")),
    }
    things = list(Thing.objects.filter(published=True, kind__in=["service", "guide"], pk__lte=_middle_key()))
    x, y = on_map(ORIGIN)
    far = 4000 / math.cos(math.radians(ORIGIN[0]))
    near = [thing for thing in things if thing.pt and math.dist(thing.pt, (x, y)) <= far]
    services = [thing for thing in near if thing.kind == "service"]
    guides = [thing for thing in things if thing.kind == "guide"]
    result = search.page(
        Thing.objects.filter(published=True, pk__lte=_middle_key()),
        order=search.InTurn(lists),
        groups=[search.Group("within", {4: search.Within(ORIGIN, km=4, part=0)}, [4])],
        columns=["id"],
    )
    assert result.total == len(services) + len(guides)
    assert result.facets["within"][4] == len(near)
    assert result.without["within"] == len(things)


def _middle_key():
    return Thing.objects.order_by("pk").values_list("pk", flat=True)[500]


@pytest.mark.django_db
def test_of_every_all_are_wanted_and_an_option_counts_what_it_leaves(rows):
    things = list(Thing.objects.filter(published=True, pk__lte=_middle_key()))
    spoken = {thing.pk: _keys(thing)["language"] for thing in things}
    result = search.page(
        Thing.objects.filter(published=True, pk__lte=_middle_key()),
        order=search.By("pk"),
        groups=[search.Group("language", LANGUAGES, ["en", "es"], every=True)],
        columns=["id"],
        per_page=500,
    )
    both = [pk for pk in spoken if {"en", "es"} <= spoken[pk]]
    assert both
    assert [item["id"] for item in result.items] == sorted(both)
    assert result.facets["language"] == {code: sum(code in spoken[pk] for pk in both) for code in LANGUAGES}
    assert result.without == {"language": len(things)}


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [{}, {"need": [5, 70]}, {"open": ["now"]}, {"need": [5], "open": ["now"]}])
@pytest.mark.parametrize("cap", [41, 1001])
@pytest.mark.parametrize("km", [2, 10])
def test_a_group_that_cuts_the_list_off_counts_as_a_filter_beside_it(rows, chosen, cap, km):
    """`within` in the order of distance is read with the list; the other one is a filter of the queryset."""
    things = Thing.objects.filter(published=True)
    near = {one: search.Within(ORIGIN, one) for one in (1, 2, 5, 10)}
    others = [search.Group(name, options, chosen.get(name, ())) for name, options in OPTIONS.items()]
    how = {"order": search.Nearest(ORIGIN), "columns": ["id"], "cap": cap}
    whole = search.page(things, groups=[*others, search.Group("within", near)], **how)
    narrowed = search.page(things.filter(near[km]), groups=others, first=("open", "now"), **how)
    cut = search.page(
        things, groups=[*others, search.Group("within", near, [km])], first=("open", "now"), **how
    )
    assert cut.items == narrowed.items
    assert (cut.total, cut.capped) == (narrowed.total, narrowed.capped)
    assert cut.facets == {**narrowed.facets, "within": whole.facets["within"]}
    assert {name: cut.without[name] for name in chosen} == narrowed.without
    assert cut.without["within"] == min(whole.total + whole.capped, cap)


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [(), ["en"], ["vi", "tlh"]])
@pytest.mark.parametrize("every", [False, True])
def test_a_group_of_rare_bits_is_counted_as_any_other(rows, chosen, every):
    """Most rows of these have none of its bits."""
    bits = {bit: search.Bits(needs_b=1 << bit) for bit in range(3)}
    queryset = Thing.objects.filter(search.Within(ORIGIN, km=5), published=True)
    one, other = (
        search.page(
            queryset,
            order=search.Nearest(ORIGIN),
            groups=[
                search.Group("bit", bits, rare=rare),
                search.Group("language", LANGUAGES, chosen, every=every, rare=rare),
            ],
            columns=["id"],
        )
        for rare in (False, True)
    )
    assert one == other
    assert any(one.facets["bit"].values())


@pytest.mark.django_db
@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("hour", [*range(-24, 72, 6), 10, 11])
def test_hours_that_no_index_holds_are_asked_of_what_passes_all_else(rows, hours, hour):
    """On whatever day that is where somebody looks, from the first clock on earth to the last."""
    at = datetime(2026, 3, 3, tzinfo=UTC) + timedelta(hours=hour)
    x, y = on_map(ORIGIN)
    things = Thing.objects.filter(published=True, pt__isnull=False)
    wanted = [thing for thing in things.filter(kind="group") if _is_open(thing, at)]
    wanted.sort(key=lambda thing: (math.dist(thing.pt, (x, y)), thing.pk))
    result = search.page(
        things,
        order=search.Nearest(ORIGIN),
        groups=[
            search.Group("kind", KIND, ["group"]),
            search.Group("open", {"then": search.OpenAt(at, hours, ZONES[1])}, ["then"]),
        ],
        columns=["id"],
        per_page=1000,
    )
    assert [item["id"] for item in result.items] == [thing.pk for thing in wanted]
    assert result.facets["open"]["then"] >= result.total
    assert result.facets["kind"]["group"] == result.total


@pytest.mark.django_db
@pytest.mark.parametrize("cap", [3, 1001])
@pytest.mark.parametrize("how", ["nearest", "newest"])
@pytest.mark.parametrize("zone", [None, UTC])
@pytest.mark.parametrize("hours", HOURS)
def test_what_is_open_now_and_then_what_opens_later(rows, cap, how, zone, hours):
    at, until = NOW.replace(tzinfo=zone), NOW.replace(tzinfo=zone) + timedelta(hours=7)
    x, y = on_map(ORIGIN)

    def local(moment, thing):
        return moment.astimezone(ZoneInfo(thing.zone)).replace(tzinfo=None) if moment.tzinfo else moment

    def match(thing):
        spans = thing.open or []
        now, then = local(at, thing), local(until, thing)
        if any(start <= now < end for start, end in spans):
            return 0
        return 1 if any(start < then and now < end for start, end in spans) else None

    key = {
        "nearest": lambda thing: (match(thing), math.dist(thing.pt, (x, y)), thing.pk),
        "newest": lambda thing: (match(thing), -thing.checked_on.toordinal(), thing.pk),
    }[how]
    queryset = Thing.objects.filter(NEEDS[5] | NEEDS[6], published=True, pt__isnull=False)
    wanted = sorted((thing for thing in queryset if match(thing) is not None), key=key)
    result = search.page(
        queryset,
        order=search.ByMatch(
            [search.OpenAt(at, hours, ZONES[0]), search.OpenBetween(at, until, hours, ZONES[0])],
            search.Nearest(ORIGIN) if how == "nearest" else search.By("-checked_on"),
        ),
        columns=["id", "match"],
        per_page=cap,
        cap=cap,
    )
    assert {match(thing) for thing in wanted} == {0, 1}
    assert [item["id"] for item in result.items] == [thing.pk for thing in wanted[:cap]]
    assert [item["match"] for item in result.items] == [match(thing) for thing in wanted[:cap]]


@pytest.mark.django_db
@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("hour", [0, 5, 6, 12, 23])
def test_naive_moment_is_of_the_clock_there(rows, hour, hours):
    at = datetime(2026, 3, 3, hour)
    things = list(Thing.objects.filter(published=True))
    is_open = {t.pk for t in things if any(start <= at < end for start, end in t.open or [])}
    soon = at + timedelta(hours=2)
    is_open_soon = {t.pk for t in things if any(start < soon and at < end for start, end in t.open or [])}
    assert (
        set(Thing.objects.filter(search.OpenAt(at, hours), published=True).values_list("pk", flat=True))
        == is_open
    )
    between = Thing.objects.filter(search.OpenBetween(at, soon, hours), published=True)
    assert set(between.values_list("pk", flat=True)) == is_open_soon


MOMENTS = [
    *(MONDAY + timedelta(minutes=30 * 331 * n) for n in range(-1, 7)),  # all hours, weeks before and after
    *(datetime(2026, 3, 8, 6, 59) + timedelta(minutes=n) for n in (0, 1, 60, 61)),  # the clock in New York
    *(datetime(2026, 3, 29, 0, 59) + timedelta(minutes=n) for n in (0, 1, 60)),  # in Madrid
    *(datetime(2026, 3, 15, 23, 44) + timedelta(minutes=n) for n in (0, 1, 15, 16)),  # a week's end
    datetime(2026, 4, 4, 12),  # the last days and after them
    datetime(2026, 4, 5, 23, 59),
    datetime(2026, 4, 6),
]


@pytest.mark.django_db
@pytest.mark.parametrize("home", ZONES[:3])
@pytest.mark.parametrize("at", MOMENTS, ids=str)
def test_half_hours_of_a_week_say_what_the_spans_do(rows, home, at):
    """On the wall of the row and at one moment anywhere."""
    asked = [
        condition
        for moment in (at, at.replace(tzinfo=UTC))
        for condition in (
            search.OpenAt(moment, BY_WEEK, home),
            *(
                search.OpenBetween(moment, moment + timedelta(minutes=minutes), BY_WEEK, home)
                for minutes in (1, 29, 30, 12 * 60, 3 * 24 * 60)
            ),
        )
    ]
    table = f'"{Thing._meta.db_table}"'
    with connection.cursor() as cursor:
        for condition in asked:
            assert condition.is_told
            (spans, given), (told, params) = condition.on(table), condition.on_index(table)
            cursor.execute(
                f"SELECT count(*) FILTER (WHERE ({told}) <> coalesce({spans}, FALSE)) FROM {table}",
                (*params, *given),
            )
            assert cursor.fetchone() == (0,)


def test_a_week_tells_a_moment_only_where_it_is_known_what_clocks_show_then():
    assert search.OpenAt(NOW, BY_WEEK, ZONES[0]).is_told
    assert search.OpenAt(MONDAY, BY_WEEK).is_told
    assert not search.OpenAt(NOW, BY_WEEK).is_told
    assert not search.OpenAt(NOW, HOURS[1], ZONES[0]).is_told


NEAREST = search.Nearest(ORIGIN)
SOON = search.OpenBetween(NOW, NOW + timedelta(hours=7), BY_WEEK, home=ZONES[0])


@pytest.mark.parametrize("cap", [40, 5000])
@pytest.mark.parametrize("languages", [{"es", "vi"}, set()])
def test_what_is_beyond_is_counted_where_an_option_has_nothing(rows, cap, languages):
    """Of several conditions the first that anything passes, with what is chosen in the groups."""
    conditions = [search.Is("kind", "no such kind"), KIND["guide"], KIND["group"]]
    chosen = [search.Group("language", LANGUAGES, languages)]

    def beyond(kind, option, conditions=conditions):
        return search.page(
            Thing.objects.filter(published=True),
            order=search.ByMatch([KIND[kind]], search.By("id")),
            groups=[*chosen, search.Group("kind", KIND)],
            columns=["title"],
            cap=cap,
            beyond=search.Beyond(conditions, "kind", option),
        ).beyond

    guides = Thing.objects.filter(KIND["guide"], published=True)
    count = sum(1 for one in guides if not languages or _keys(one)["language"] & languages)
    assert 40 < count < 5000
    assert beyond("service", "group") == min(count, cap)
    assert beyond("service", "service") is None
    assert beyond("service", "group", conditions[:1]) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("order", "chosen"),
    [
        (NEAREST, {"open": []}),
        (NEAREST, {"open": ["now"]}),
        (NEAREST, {"open": ["now"], "kind": ["group"]}),
        (search.ByMatch([OPEN["now"], SOON], NEAREST), {}),
    ],
)
def test_hours_are_asked_of_the_index_of_places_alone(rows, order, chosen):
    """No row is read for them, but where the half hours of a week do not tell."""
    groups = [
        search.Group(name, options, chosen[name]) for name, options in OPTIONS.items() if name in chosen
    ]
    with CaptureQueriesContext(connection) as asked:
        search.page(
            Thing.objects.filter(search.Within(ORIGIN, km=5), published=True),
            order=order,
            groups=groups,
            columns=["id"],
            first=("open", "now"),
        )
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    scans = set(re.findall(r"(\w[\w ]* Scan.* on search_tests_thing)  ", plan))
    assert scans == {"Index Only Scan using thing_pt on search_tests_thing"}
    assert "search_tests_thing late" in plan


@pytest.mark.django_db
def test_numbers_and_days(rows):
    day = date(2026, 1, 20)
    found = Thing.objects.filter(search.Since("checked_on", day))
    assert found.count() == Thing.objects.filter(checked_on__gte=day).count() > 0
    with_ages = Wish.objects.filter(search.Spanning(3, "cell_x", "cell_y"))
    assert with_ages.count() == Wish.objects.filter(cell_x__lte=3, cell_y__gte=3).count() > 0
    sizes = Wish.objects.filter(search.Among("cell_m", (500, 2000)))
    assert sizes.count() == Wish.objects.filter(cell_m__in=(500, 2000)).count() > 0


@pytest.mark.django_db
def test_several_pages_in_one_statement_are_what_each_is_alone(rows, django_assert_num_queries):
    """Of two tables, with and without groups; and one that no row can pass, which asks nothing."""
    groups = [search.Group("language", LANGUAGES, ["en"])]
    near = {"order": search.Nearest(ORIGIN), "columns": ["id", "checked_on"], "groups": groups, "page": 2}
    newest = {"order": search.By("pk"), "columns": ["id"], "per_page": 3}
    things, wishes, none = Thing.objects.filter(published=True), Wish.objects.all(), Thing.objects.none()
    asked = [(things, near), (none, near), (wishes, newest)]
    with django_assert_num_queries(1):
        found = search.pages([search.Asked(queryset=queryset, **how) for queryset, how in asked])
    assert found == [search.page(queryset, **how) for queryset, how in asked]
    assert [bool(one.items) for one in found] == [True, False, True]
    with django_assert_num_queries(0):
        assert search.pages([]) == []


# --- Statements that are put together once ----------------------------------------------------------

PLACES = [ORIGIN, (40.03, -75.05), (39.95, -74.9)]
FROM_HERE = search.kept(search.Nearest(None))
IN_LISTS = search.kept(
    search.InTurn(
        {
            1: (search.Within(None, km=20), search.Nearest(None)),
            2: (search.Is("kind", "guide"), search.By("pk")),
        }
    )
)


def _asks(place, order, chosen, **more):
    """A page that is asked from a place (None: from `here`), with what is counted made once."""
    part = 1 if isinstance(order, search.InTurn) else None
    near = {km: search.Within(place, km, part=part) for km in (2, 5, 20)}
    options = [("within", near), ("kind", KIND)]
    return search.Asked(
        queryset=Thing.objects.filter(published=True),
        order=order,
        groups=[
            search.Group(name, search.Options(of, is_kept=place is None), chosen.get(name, []))
            for name, of in options
        ],
        columns=["title", "checked_on"],
        **more,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [{}, {"within": [5]}, {"within": [2, 20], "kind": ["guide"]}])
@pytest.mark.parametrize("here", PLACES)
def test_what_is_asked_from_here_is_what_a_place_says(rows, here, chosen):
    near = search.Within(here, km=20), search.Nearest(here)
    orders = [
        (FROM_HERE, search.Nearest(here)),
        (IN_LISTS, search.InTurn({1: near, 2: (search.Is("kind", "guide"), search.By("pk"))})),
    ]
    for from_here, from_place in orders:
        for page in (1, 3):
            asked = [
                _asks(None, from_here, chosen, page=page, here=here),
                _asks(here, from_place, chosen, page=page),
            ]
            [one], [other] = search.pages(asked[:1]), search.pages(asked[1:])
            assert one == other
            assert one.items


@pytest.mark.django_db
def test_a_statement_is_put_together_once_for_all_who_ask_alike(rows):
    first = _asks(None, FROM_HERE, {"kind": ["guide"]}, here=PLACES[0])
    groups = first.groups

    def asks(**changed):
        return replace(first, **changed).statement()

    assert asks(here=PLACES[1], page=4) is asks()
    again = [search.Group(one.name, one.options, list(one.chosen)) for one in groups]
    assert asks(groups=again) is asks()
    # Each of these is another statement.
    different = [
        {"groups": [search.Group(one.name, one.options) for one in groups]},
        {"groups": [replace(one, every=True) for one in groups]},
        {"groups": groups[:1]},
        {"columns": ["title"]},
        {"cap": 5},
        {"per_page": 50},
        {"order": search.kept(search.By("pk"))},
        {"queryset": Thing.objects.filter(published=True, kind="guide")},
        {"more": [search.NextSpans(NOW)]},
    ]
    assert len({id(asks()), *(id(asks(**changed)) for changed in different)}) == 1 + len(different)


@pytest.mark.django_db
def test_a_statement_that_is_kept_says_nothing_of_who_asks(rows):
    asked = _asks(None, FROM_HERE, {"within": [5]}, here=PLACES[0])
    _sql, params = asked.statement().sql
    assert params
    assert all(isinstance(one, Late) for one in params)
    x, y = on_map(PLACES[0])
    assert any(f"({x!r},{y!r})" in str(one) for one in asked.sent(asked.statement())[1])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [
        {"order": search.Nearest(ORIGIN)},
        {"groups": [search.Group("kind", search.Options(KIND))]},
        {"groups": [search.Group("kind", KIND)]},
    ],
)
def test_what_is_of_one_page_only_is_not_kept(rows, changed):
    asked = replace(_asks(None, FROM_HERE, {}, here=PLACES[0]), **changed)
    before = statement._kept.cache_info().currsize
    assert asked.statement() is not asked.statement()
    assert statement._kept.cache_info().currsize == before


@pytest.mark.django_db
def test_what_always_applies_is_each_page_s_own(rows):
    """One statement, and of each the rows that it is asked of."""
    by_key, columns = search.kept(search.By("pk")), ["kind"]
    for kind in (*KINDS, *KINDS):
        found = search.page(_of(kind), order=by_key, columns=columns)
        assert {item["kind"] for item in found.items} == {kind}
        assert found.total == _of(kind).count()
    made = [search.Asked(queryset=_of(kind), order=by_key, columns=columns).statement() for kind in KINDS]
    assert len({id(one) for one in made}) == 1
