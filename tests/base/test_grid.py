import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.base.grid import BASE, SIZES, Band, Cell, Grid, band, distance_m, reach, snap
from mutualaid.base.network import current_grid, forget

sizes = st.sampled_from(SIZES)
numbers = st.integers(-50, 50)
cells = st.builds(Cell, sizes, numbers, numbers)
grids = st.builds(Grid, st.floats(-70, 70), st.floats(-180, 180))
near = st.floats(-0.5, 0.5)


def children(cell: Cell) -> list[Cell]:
    ratio = cell.m // BASE
    return [Cell(BASE, cell.x * ratio + x, cell.y * ratio + y) for x in range(ratio) for y in range(ratio)]


@given(grids, near, near, sizes)
def test_cell_of_nests_in_every_coarser_size(grid, north, east, m):
    longitude = (grid.longitude + east + 180) % 360 - 180
    base = grid.cell_of(grid.latitude + north, longitude, BASE)
    assert grid.cell_of(grid.latitude + north, longitude, m) == base.coarser(m)


@given(cells)
def test_cell_is_the_coarser_of_exactly_its_children(cell):
    assert {child.coarser(cell.m) for child in children(cell)} == {cell}
    west = Cell(BASE, cell.x * (cell.m // BASE) - 1, cell.y * (cell.m // BASE))
    assert west.coarser(cell.m) == Cell(cell.m, cell.x - 1, cell.y)


@given(grids, cells)
def test_centre_lies_in_its_own_cell_and_bounds_around_it(grid, cell):
    latitude, longitude = grid.centre(cell)
    south, west, north, east = grid.bounds(cell)
    assert south < latitude < north
    assert west < longitude < east
    if -90 <= latitude <= 90 and -180 <= longitude <= 180:
        assert grid.cell_of(latitude, longitude, cell.m) == cell


def test_cell_of_goes_on_across_the_180th_meridian():
    grid = Grid(-17.0, 179.99)
    assert grid.cell_of(-17.0, 179.999) == Cell(1000, 0, 0)
    assert grid.cell_of(-17.0, -179.999) == Cell(1000, 1, 0)


def test_cell_of_south_west_of_the_origin_counts_down():
    assert Grid(10, 20).cell_of(9.9999, 19.9999, 4000) == Cell(4000, -1, -1)


def test_cell_size_on_the_ground_is_what_it_says():
    grid = Grid(52.0, 5.0)
    south, west, north, east = grid.bounds(Cell(1000, 3, -2))
    assert distance_m((south, west), (north, west)) == pytest.approx(1000, rel=0.001)
    assert distance_m((south, west), (south, east)) == pytest.approx(1000, rel=0.005)


def test_coarser_refuses_a_finer_size():
    with pytest.raises(ValueError, match="no square of 500 m"):
        Cell(1000, 0, 0).coarser(500)


@given(cells, cells)
def test_band_is_symmetric(a, b):
    assert band(a, b) is band(b, a)


@given(cells)
def test_band_to_itself_is_same(cell):
    assert band(cell, cell) is Band.SAME


@given(cells, cells, st.randoms())
def test_band_tells_nothing_finer_than_the_coarser_square(a, b, random):
    """Whatever smaller square a person is really in, the band to the other is that of the coarser two."""
    fine, coarse = sorted([a, b])
    moved = random.choice(children(fine.coarser(coarse.m)))
    assert band(moved, coarse) is band(fine, coarse)


@given(sizes, numbers, numbers, st.integers(0, 40), st.integers(0, 40))
def test_band_never_gets_nearer_with_distance(m, x, y, near_steps, more):
    bands = [band(Cell(m, x, y), Cell(m, x + steps, y)) for steps in (near_steps, near_steps + more)]
    assert bands[0].rank <= bands[1].rank


@pytest.mark.parametrize(
    ("m", "expected"),
    [
        (500, "same next near near near about5 about5 about5 about5 about5 about5 farther"),
        (1000, "same next near about5 about5 about5 farther"),
        (2000, "same next about5 farther"),
        (4000, "same next farther"),
    ],
)
def test_band_by_steps(m, expected):
    words = expected.split()
    assert [band(Cell(m, 0, 0), Cell(m, -steps, steps // 2)).value for steps in range(len(words))] == words


@given(cells, cells, st.sampled_from([one for one in Band if one is not Band.FARTHER]))
def test_reach_holds_the_squares_up_to_a_band_and_no_other(a, b, farthest):
    west, east, south, north = reach(a, b.m, farthest)
    assert (west <= b.x <= east and south <= b.y <= north) == (band(a, b).rank <= farthest.rank)


def test_bands_are_ordered_nearest_first():
    assert Band.values == ["same", "next", "near", "about5", "farther"]
    assert [Band.at(one.rank) for one in Band] == list(Band)


def test_snap_reads_numbers_as_a_form_sends_them():
    assert snap("1000", "-3", 4) == Cell(1000, -3, 4)


@pytest.mark.parametrize(
    "parts",
    [
        (750, 0, 0),
        ("1000", "1.5", 0),
        (1000, 1.5, 0),
        (1000, None, 0),
        (True, 0, 0),
        (1000, "", 0),
        (1000, 10**6, 0),
        (4000, 0, -9000),
        ("nan", 0, 0),
    ],
)
def test_snap_refuses_what_is_no_square(parts):
    with pytest.raises(ValueError, match="square"):
        snap(*parts)


@pytest.mark.parametrize("place", [(91, 0), (0, 181), (float("nan"), 0)])
def test_cell_of_refuses_a_place_not_on_earth(place):
    with pytest.raises(ValueError, match="no such place"):
        Grid(0, 0).cell_of(*place)


def test_grid_refuses_an_origin_at_a_pole():
    with pytest.raises(ValueError, match="between 80 degrees"):
        Grid(85, 0)


def test_distance_m_of_a_known_pair():
    assert distance_m((51.5074, -0.1278), (48.8566, 2.3522)) == pytest.approx(343_500, rel=0.002)


@pytest.mark.django_db
def test_current_grid_is_none_until_set_up():
    forget()
    assert current_grid() is None
