"""Who would be in which of two pods: balanced, squares whole and in one piece where that can be."""

import random

import pytest

from members.pods.splitting import FEWEST, Halves, _pieces, halve, share
from mutualaid.base.grid import Cell


def at(x, y=0, m=1000):
    return Cell(m, x, y)


def people(*squares):
    """Ids from 1 on: `(how many, square)`."""
    cells = [cell for many, cell in squares for _one in range(many)]
    return list(enumerate(cells, 1))


def test_two_squares_become_two_pods():
    assert halve(people((15, at(0)), (16, at(1)))) == Halves(tuple(range(1, 16)), tuple(range(16, 32)))


def test_row_of_squares_is_cut_where_it_is_even():
    halves = halve(people((8, at(0)), (8, at(1)), (8, at(2)), (7, at(3))))
    assert (len(halves.first), len(halves.second)) == (16, 15)


@pytest.mark.parametrize("turned", [False, True])
def test_direction_follows_how_the_squares_lie(turned):
    cells = [at(y, x) if turned else at(x, y) for x in range(2) for y in range(6)]
    halves = halve(people(*[(3, cell) for cell in cells]))
    where = dict(people(*[(3, cell) for cell in cells]))
    assert len(halves.first) == len(halves.second) == 18
    for half in (halves.first, halves.second):
        assert _pieces(where[pk] for pk in half) == 1


def test_square_is_kept_whole_though_halves_are_less_even():
    halves = halve(people((20, at(0)), (11, at(1))))
    assert (len(halves.first), len(halves.second)) == (20, 11)


def test_square_with_too_many_is_cut():
    halves = halve(people((28, at(0)), (3, at(1))))
    assert sorted((len(halves.first), len(halves.second))) == [15, 16]
    # The three stay together.
    assert any({29, 30, 31} <= set(half) for half in (halves.first, halves.second))


def test_all_in_one_square_are_halved():
    halves = halve(people((31, at(0))))
    assert sorted((len(halves.first), len(halves.second))) == [15, 16]


def test_whoever_has_no_square_goes_where_fewer_are():
    halves = halve([*people((18, at(0)), (9, at(1))), *[(pk, None) for pk in range(28, 32)]])
    assert (len(halves.first), set(range(28, 32)) <= set(halves.second)) == (18, True)


def test_nobody_with_a_square_is_halved_too():
    halves = halve([(pk, None) for pk in range(1, 32)])
    assert halves.smaller == 15


@pytest.mark.parametrize("many", [0, 1, 9])
def test_fewer_than_twice_five_stay_one(many):
    assert halve(people((many, at(0)))) is None


def test_ten_are_twice_five():
    assert halve(people((10, at(0)))).smaller == FEWEST


def test_squares_that_lie_apart_are_parted_there():
    halves = halve(people((8, at(0)), (8, at(1)), (7, at(8)), (8, at(9))))
    assert halves.first == tuple(range(1, 17))


def test_squares_of_unequal_size():
    halves = halve(people((10, at(0, m=4000)), (10, at(5)), (10, at(12, m=500))))
    assert sum(map(len, (halves.first, halves.second))) == 30
    assert halves.smaller == 10


@pytest.mark.parametrize("seed", range(60))
def test_any_pod_is_halved_whole_and_always_alike(seed):
    dice = random.Random(seed)
    cells = [
        at(dice.randrange(-3, 4), dice.randrange(-3, 4), dice.choice([500, 1000, 4000])) for _ in range(9)
    ]
    members = [(pk, dice.choice([*cells, None])) for pk in range(1, dice.randrange(11, 34))]
    halves = halve(members)
    assert halves.smaller >= FEWEST
    assert sorted(halves.first + halves.second) == [pk for pk, _cell in members]
    dice.shuffle(members)
    assert halve(members) == halves


@pytest.mark.parametrize(
    ("first", "second", "shares"),
    [
        ([at(0)], [at(2)], [[at(0), at(1)], [at(1), at(2)]]),
        ([at(0)], [at(1)], [[at(0)], [at(1), at(2)]]),
        ([], [at(1)], [[at(0), at(1), at(2)]] * 2),
        ([at(-9)], [at(1)], [[at(0), at(1), at(2)]] * 2),
    ],
)
def test_squares_go_along_with_whoever_is_near(first, second, shares):
    assert share([at(0), at(1), at(2)], first, second) == shares
