"""Whoever asks without end, from wherever they like, learns somebody's square and no more.

The best that one can do then is to guess its middle, which is off by 0.3826 of its side on average: the mean
distance of the points of a square from its middle, (sqrt(2) + ln(1 + sqrt(2))) / 6.
"""

import html
import math
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from exchanges import wording
from exchanges.models import Post
from mutualaid.base.grid import METRES_A_DEGREE, Cell, Grid
from tests.factories.exchanges import PostFactory
from tests.factories.members import PersonFactory

from .world import a_network

pytestmark = pytest.mark.django_db
SIDE = 1000
GUESS = (math.sqrt(2) + math.log(1 + math.sqrt(2))) / 6
# How far the mean over 200 strata may be from the mean over all points of a square.
TOLERANCE = 0.01
GRID = Grid(51.0, 4.0)
SQUARES = list(product(range(1, 6), repeat=2))
# One target a stratum, in every part of a square alike, and as many in each square.
STRATA = [((i + 0.5) / 20, (j + 0.5) / 10) for i in range(20) for j in range(10)]
# Where the attacker says to be: squares of every size, around and among the targets.
FROM = [
    *(Cell(1000, x, y) for x, y in product(range(0, 7, 3), repeat=2)),
    *(Cell(500, x, y) for x, y in product((3, 8), repeat=2)),
    *(Cell(2000, x, y) for x, y in product(range(2), repeat=2)),
    Cell(4000, 0, 0),
]
Point = tuple[float, float]  # metres east and north of the grid's origin
Seen = tuple[object, ...]


@pytest.fixture
def targets() -> dict[str, Point]:
    """200 neighbours by the title of their post; the server is told the square around where they are."""
    a_network()
    strata = random.Random(3).sample(STRATA, len(STRATA))
    found = {}
    for number, (stratum, square) in enumerate(zip(strata, SQUARES * 8, strict=True)):
        point = ((square[0] + stratum[0]) * SIDE, (square[1] + stratum[1]) * SIDE)
        cell = GRID.cell_of(*_degrees(point), SIDE)
        assert cell == (SIDE, *square)
        where = {"cell_m": cell.m, "cell_x": cell.x, "cell_y": cell.y}
        PostFactory(title=f"Target {number}", person=PersonFactory(**where), **where)
        found[f"Target {number}"] = point
    return found


def _degrees(point: Point) -> tuple[float, float]:
    east = METRES_A_DEGREE * math.cos(math.radians(GRID.latitude))
    return GRID.latitude + point[1] / METRES_A_DEGREE, GRID.longitude + point[0] / east


def test_an_attacker_does_no_better_than_guessing_the_middle_of_a_square(client, targets):
    answers = {cell: asked_from(client, cell) for cell in FROM}
    assert all(set(answer) == set(targets) for answer in answers.values())
    seen = {name: tuple(answers[cell][name] for cell in FROM) for name in targets}
    mean = mean_error(seen, targets, lambda cell, point: wording.far(_square(point), cell))
    assert mean >= GUESS * (1 - TOLERANCE)
    # They do find the square: more than that would be a leak, less a poor attacker.
    assert mean <= GUESS * (1 + TOLERANCE)


def test_everybody_in_a_square_looks_the_same_from_everywhere(client, targets):
    """What a page says of them, but for their titles, is one text a square."""
    looks = defaultdict(set)
    for cell in FROM[::4]:
        for name, label in asked_from(client, cell).items():
            looks[cell, _square(targets[name])].add(label)
    assert {len(found) for found in looks.values()} == {1}


def test_order_tells_nothing_inside_a_band(client, targets):
    """By band, then the day, then a number drawn when it was posted."""
    drawn = dict(Post.objects.values_list("title", "random"))
    for cell in FROM[::6]:
        listed = asked_from(client, cell)
        in_turn = [wording.far(cell, at) for at in (cell, *_farther(cell))]
        ranks = {name: in_turn.index(label) for name, label in listed.items()}
        assert list(listed) == sorted(listed, key=lambda name: (ranks[name], drawn[name]))


def test_the_same_attacker_finds_people_where_distances_are_free(targets):
    """The control: were bands of 250 m counted from where people are, nobody would be safe."""

    def leaky(cell: Cell, point: Point) -> int:
        return int(math.dist(point, ((cell.x + 0.5) * cell.m, (cell.y + 0.5) * cell.m)) // 250)

    seen = {name: tuple(leaky(cell, point) for cell in FROM) for name, point in targets.items()}
    assert mean_error(seen, targets, leaky) < 0.05


def _farther(cell: Cell) -> list[Cell]:
    """Ever farther east."""
    return [
        Cell(500, (cell.x * cell.m + metres) // 500, cell.y * cell.m // 500)
        for metres in range(0, 20_000, 500)
    ]


# --- The attacker ----------------------------------------------------------------------------------------


def mean_error(
    seen: dict[str, Seen], targets: dict[str, Point], answer: Callable[[Cell, Point], object]
) -> float:
    """How far off, in sides of a square: the guess is the middle of all points that would look like this.

    `answer(cell, point)`: what the attacker knows that the server says of somebody there. The code is public.
    """
    would_look = defaultdict(list)
    for point in _points():
        would_look[tuple(answer(cell, point) for cell in FROM)].append(point)
    off = []
    for name, point in targets.items():
        fits = would_look[seen[name]]
        guess = tuple(sum(axis) / len(fits) for axis in zip(*fits, strict=True))
        off.append(math.dist(guess, point) / SIDE)
    return sum(off) / len(off)


def _points() -> Iterator[Point]:
    for x, y in product(range(7), repeat=2):
        for east, north in STRATA:
            yield ((x + east) * SIDE, (y + north) * SIDE)


def _square(point: Point) -> Cell:
    return Cell(SIDE, int(point[0] // SIDE), int(point[1] // SIDE))


@pytest.fixture
def client(client):
    client.force_login(PersonFactory(name="Somebody").user)
    return client


CARD = re.compile(r'(Target \d+)</a>.*?class="facts">.*?</svg>(?:<[^>]*>|\s)*([^<]+)', re.DOTALL)


def asked_from(client, cell: Cell) -> dict[str, str]:
    """The board as it is read from that square: how far each target is said to be, in its order."""
    data = {"name": "Somebody", "size": "500", "cell": f"{cell.m}:{cell.x}:{cell.y}"}
    assert client.post("/members/settings/", data).status_code == 302
    found: dict[str, str] = {}
    for page in range(1, 30):
        body = client.get(f"/exchanges/?kind=offer&page={page}").content.decode()
        cards = [(name, html.unescape(label).strip()) for name, label in CARD.findall(body)]
        if not cards or cards[0][0] in found:
            break
        found |= dict(cards)
    return found
