"""The scorer: one rule of it a test, and its twin in SQL on made-up boards."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from directory.models import Need
from exchanges.calendar import slots
from exchanges.matching import scoring, twin
from exchanges.matching.scoring import Reason, Side, score
from exchanges.models import Post, PostRow
from mutualaid.base import masks
from mutualaid.base.grid import SIZES, Band, Cell, band
from tests.factories.exchanges import PostFactory

HERE = Cell(1000, 0, 0)
PLAIN = Side(needs=0b0010, up=0b0001, cell=HERE, languages=1)
MONDAY = date(2026, 11, 23)


def points(request=None, offer=None, alike=0):
    return score(replace(PLAIN, **(request or {})), replace(PLAIN, **(offer or {})), alike).points


def reasons(request=None, offer=None, alike=0):
    return score(replace(PLAIN, **(request or {})), replace(PLAIN, **(offer or {})), alike).reasons


@pytest.mark.parametrize(
    ("offer", "reason"),
    [
        ({"needs": 0b0010}, Reason.SAME),
        ({"needs": 0b1010}, Reason.SAME),
        ({"needs": 0b0001, "up": 0}, Reason.PART),
        ({"needs": 0b100000, "up": 0b10000, "meant": 0b0010}, Reason.HINT),
        ({"needs": 0b0100, "up": 0b0001}, Reason.BESIDE),
    ],
)
def test_need_of_both(offer, reason):
    assert reasons({}, offer)[0] is reason
    other_way = score(replace(PLAIN, **offer), PLAIN)
    assert other_way.reasons[0] is reason


def test_need_that_the_words_of_both_mean_and_one_chose():
    asked = {"meant": 0b0010}
    assert reasons(asked, {"needs": 0b100000, "up": 0b10000, "meant": 0b0010})[0] is Reason.MEANT
    assert reasons(asked, {"needs": 0b100000, "up": 0b10000, "meant": 0b1000}) == ()


def test_one_need_of_several_counts_less_where_each_is_about_something_else_too():
    assert reasons({"needs": 0b1010}, {"needs": 0b0110})[0] is Reason.SHARED
    assert reasons({"needs": 0b1010}, {"needs": 0b1010})[0] is Reason.SAME


def test_wide_need_beside_a_closer_one_says_nothing_more():
    calls, walks = {"needs": 0b0011}, {"needs": 0b0101}
    assert reasons(calls, walks)[0] is Reason.BESIDE
    assert reasons(calls, {"needs": 0b0001, "up": 0})[0] is Reason.PART


def test_nearer_needs_count_more():
    kinds = [
        points({"meant": 8}, {"needs": needs, "up": up, "meant": meant})
        for needs, up, meant in [(2, 1, 0), (8, 1, 8), (1, 0, 0), (2048, 1024, 8), (4, 1, 0)]
    ]
    assert kinds == sorted(kinds, reverse=True)
    assert len(set(kinds)) == 5


@pytest.mark.parametrize(("alike", "fits"), [(0, False), (60, False), (80, True)])
def test_near_and_in_time_is_no_help_with_something_else(alike, fits):
    evening = slots.mask([1], [slots.EVENING])
    beside = score(replace(PLAIN, slots=evening), replace(PLAIN, needs=4, slots=evening), alike)
    assert beside.points >= scoring.LEAST - scoring.NEED[Reason.BESIDE]
    assert beside.fits is fits


def test_nothing_in_common_is_worth_nothing_however_near_and_alike():
    assert score(PLAIN, replace(PLAIN, needs=0b100000, up=0b10000), 100) == scoring.Score(0)


def test_words_that_mean_the_same_need_on_both_sides_count_although_neither_chose_it():
    wrong = {"needs": 0b100000, "up": 0b10000, "meant": 0b1000000}
    assert Reason.HINT in reasons({"needs": 0b10000000, "up": 0, "meant": 0b1000000}, wrong)


def test_the_nearer_the_better_and_each_band_is_named():
    far = [points({}, {"cell": Cell(1000, x, 0)}) for x in (0, 1, 2, 4, 9)]
    assert far == sorted(far, reverse=True)
    assert len(set(far)) == 5
    assert [reasons({}, {"cell": Cell(1000, x, 0)})[1:2] for x in (0, 1, 2, 4)] == [
        (Reason.HERE,),
        (Reason.NEXT,),
        (Reason.NEAR,),
        (Reason.ABOUT5,),
    ]


def test_what_needs_no_place_stands_between_near_and_far():
    assert (
        points({}, {"cell": Cell(1000, 1, 0)})
        > points({}, {"cell": None})
        > points({}, {"cell": Cell(1000, 4, 0)})
    )


@pytest.mark.parametrize(
    ("one", "other", "more"),
    [
        (None, None, 0),
        (Band.NEAR.rank, None, scoring.GOES),
        (Band.NEXT.rank, None, scoring.FARTHER),
        (Band.NEXT.rank, Band.SAME.rank, scoring.TOO_FAR),
        (Band.NEXT.rank, Band.NEAR.rank, scoring.GOES),
    ],
)
def test_how_far_each_would_go(one, other, more):
    there = {"cell": Cell(1000, 2, 0)}
    assert points({"goes": one}, {**there, "goes": other}) - points({}, there) == more
    assert points({**there, "goes": other}, {"goes": one}) - points({}, there) == more


def test_times_of_the_week():
    evening, morning = slots.mask([1], [slots.EVENING]), slots.mask([1], [slots.MORNING])
    both = evening | morning
    assert points({"slots": evening}, {"slots": both}) - points() == scoring.TIMES
    assert Reason.TIMES in reasons({"slots": evening}, {"slots": both})
    assert points({"slots": evening}, {"slots": morning}) - points() == scoring.OTHER_TIMES
    assert Reason.OTHER_TIMES in reasons({"slots": evening}, {"slots": morning})
    assert points({"slots": evening}, {"slots": 0}) == points()


def test_days_that_do_not_meet():
    soon = {"until_day": MONDAY}
    later = {"from_day": MONDAY + timedelta(days=1)}
    assert points(soon, later) - points() == points(later, soon) - points() == scoring.OTHER_DAYS
    assert Reason.OTHER_TIMES in reasons(soon, later)
    assert points(soon, {"from_day": MONDAY}) == points()
    assert points(soon, {**later, "is_recurring": True}) == points()


def test_languages():
    assert points({"languages": 0b01}, {"languages": 0b11}) - points({"languages": 0}) == scoring.LANGUAGE
    assert points({"languages": 0b01}, {"languages": 0b10}) - points({"languages": 0}) == scoring.NO_LANGUAGE


@pytest.mark.parametrize(
    ("wanted", "had", "more", "said"),
    [(12, 5, 0, False), (12, 12, 3, True), (12, None, 3, True), (None, 5, 3, False), (1, 5, 3, False)],
)
def test_quantity(wanted, had, more, said):
    asked, given = {"left": wanted}, {"left": had}
    assert points(asked, given) - points({"left": 2}, {"left": 1}) == more
    assert (Reason.ENOUGH in reasons(asked, given)) is said


def test_form_and_mode():
    assert points({"form": "service"}) - points() == scoring.OTHER_FORM - scoring.FORM
    assert points({"mode": "lend"}) - points() == -scoring.MODE


def test_words_count_by_how_much_they_are_alike():
    assert points(alike=100) - points() == scoring.WORDS
    assert Reason.WORDS in reasons(alike=scoring.LIKE)
    assert Reason.WORDS not in reasons(alike=scoring.LIKE - 1)


def test_points_are_never_below_nothing():
    far = {"cell": Cell(1000, 50, 0), "goes": 0, "languages": 2, "form": "service", "until_day": MONDAY}
    near = {"needs": 0b0100, "goes": 0, "from_day": MONDAY + timedelta(days=9)}
    assert points(far, near) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "offered", "others"),
    [
        ({"title": "A sofa"}, {"title": "Wardrobe, dismantled"}, True),
        ({"title": "A sofa"}, {"title": "Sillón de dos plazas", "language": "es"}, False),
        ({"title": "A sofa"}, {"title": "Wardrobe", "text": "And a couch, if you like."}, False),
        ({"title": "A sofa"}, {"title": "Some of our furniture"}, False),
        ({"title": "A sofa"}, {"title": "Winter boots", "needs": ["furniture", "clothes"]}, False),
        ({"title": "Move a sofa", "form": "service"}, {"title": "Wardrobe, dismantled"}, False),
    ],
)
def test_things_of_one_kind_that_are_not_the_same_count_less(asked, offered, others):
    PostFactory(kind="request", **{"needs": ["furniture"], **asked})
    PostFactory(**{"needs": ["furniture"], **offered})
    [(r, o, alike, said, *_rest)] = _scored()
    assert said is others
    plain, own = (score(_side(r), _side(o), alike, other_things=value) for value in (False, said))
    assert own.about - plain.about == (scoring.OTHER_THINGS if others else 0)


# --- The twin -------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_sql_gives_the_same_points_and_reasons_on_a_made_up_board(seed):
    chance = random.Random(seed)
    _board(chance, 20)
    pairs = _scored()
    assert len(pairs) == 100
    wrong = []
    for r, o, alike, other_things, far, found, fits, why in pairs:
        own = score(_side(r), _side(o), alike, other_things=other_things)
        said = (found, [*map(Reason, why)]) if fits else None
        if said != ((own.points, [*own.reasons]) if own.fits else None):
            wrong.append((r, o, alike, own, found, why))
        has_place = r["cell_m"] and o["cell_m"]
        assert far == (band(_side(r).cell, _side(o).cell).rank if has_place else None)
    assert wrong == []
    fitting = [why for *_rest, fits, why in pairs if fits]
    assert len(fitting) > 5
    assert len({why[0] for why in fitting}) >= 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Bicycle for a week", "Bycicle for a week"),
        ("Bicycle for a week", "A bicycle, this week"),
        ("Bicicleta para una niña de ocho años", "Una bicicleta de niña, para ocho años"),
        ("Wardrobe", "Company on a walk to the river"),
        ("Rampe d'accès", "Rampe d’accès"),
        ("自転車", "自転車を借りたい"),
        ("🪴🪴", "🪴🪴"),
        ("🪴🪴", "A ladder"),
        ("x" * 100, " ".join(f"word{number}" for number in range(14))),
    ],
)
def test_letters_are_as_much_alike_as_the_database_itself_finds(title, other):
    a, b = PostFactory(title=title), PostFactory(title=other)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bit_count(a.letters & b.letters)::float8 / bit_count(a.letters | b.letters),"
            " similarity(a.title, b.title), cardinality(show_trgm(a.title)) > 0"
            " FROM exchanges_postrow a, exchanges_postrow b WHERE a.post_id = %s AND b.post_id = %s",
            [a.pk, b.pk],
        )
        share, alike, has_letters = cursor.fetchone()
    if has_letters:
        assert share == pytest.approx(alike, abs=0.05)
    else:
        # Without letters they are alike only where neither has any.
        assert share == (title == other)


def _board(chance, size):
    slugs = list(Need.objects.values_list("slug", flat=True))[:24]
    for number in range(size):
        post = PostFactory(
            kind=Post.Kind.values[number % 2], needs=chance.sample(slugs, chance.randint(1, 2))
        )
        PostRow.objects.filter(pk=post.pk).update(**_columns(chance))


def _columns(chance):
    m = chance.choice([*SIZES, None])
    days = sorted(MONDAY + timedelta(days=chance.randrange(20)) for _ in range(2))
    meant = masks.pair([chance.randrange(99)])
    return {
        "cell_m": m,
        "cell_x": m and chance.randrange(-9, 9) * 1000 // m,
        "cell_y": m and chance.randrange(-9, 9) * 1000 // m,
        "goes": chance.choice([None, None, *range(5)]),
        "form": chance.choice(Post.Form.values),
        "mode": chance.choice(Post.Mode.values),
        "languages": chance.choice([0, 1, 2, 3]),
        "slots": chance.choice(
            [0, 0, slots.mask([chance.randrange(7)]), slots.mask(parts=[chance.randrange(3)])]
        ),
        "from_day": chance.choice([None, days[0]]),
        "until_day": chance.choice([None, days[1]]),
        "is_recurring": chance.random() < 0.2,
        "left": chance.choice([None, 1, 2, 12]),
        "title": chance.choice(["A pan", "Pans and pots", "A sofa"]),
        "meant_a": meant[0],
        "meant_b": meant[1],
    }


def _side(row):
    """What the pure scorer compares of a row of the board."""
    plain = ("form", "mode", "goes", "languages", "slots", "from_day", "until_day", "is_recurring", "left")
    return Side(
        **{name: row[f"{name}_a"] | row[f"{name}_b"] << masks.WIDTH for name in ("needs", "up", "meant")},
        **{name: row[name] for name in plain},
        cell=Cell(row["cell_m"], row["cell_x"], row["cell_y"]) if row["cell_m"] else None,
    )


def _scored():
    """Each request with each offer: the two rows, how alike they are, whether they name other things, the
    band between them, the points, whether they fit, and the reasons."""
    rows = {row["post_id"]: row for row in PostRow.objects.values()}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.post_id, o.post_id, {twin.alike('r', 'o')}, {twin.other_things('r', 'o')},"
            f" far, points, {twin.FITS}, {twin.REASONS}"
            f" FROM exchanges_postrow r JOIN exchanges_postrow o ON r.kind = 'request' AND o.kind = 'offer'"
            f" {twin.SCORED}"
        )
        return [(rows[r], rows[o], *rest) for r, o, *rest in cursor.fetchall()]
