"""A map in one file: every tile is found, and what is no such map is refused with a reason."""

from itertools import pairwise

import pytest

from mutualaid.base.pmtiles import Archive, tile_number
from tests.map_file import VECTOR, write_map

TILES = {
    (zoom, x, y): b"%d/%d/%d" % (zoom, x, y) * 40
    for zoom in range(4)
    for x in range(1 << zoom)
    for y in range(1 << zoom)
    if (x + y) % 3
}


@pytest.mark.parametrize("leaves", [False, True])
@pytest.mark.parametrize("packed", [1, 2])
def test_each_tile_is_found_and_no_other(tmp_path, leaves, packed):
    archive = Archive(write_map(tmp_path / "map.pmtiles", TILES, leaves=leaves, packed=packed))
    for zoom in range(5):
        for x in range(-1, (1 << zoom) + 1):
            for y in range(-1, (1 << zoom) + 1):
                assert archive.tile(zoom, x, y) == TILES.get((zoom, x, y))


def test_one_picture_of_the_sea_stands_for_many(tmp_path):
    path = write_map(tmp_path / "map.pmtiles", {(1, 0, 0): b"sea"}, packed=1)
    raw = bytearray(path.read_bytes())
    # The directory: one entry, number 1, a run of 1, three bytes, from 0 on. The run becomes 3.
    assert raw[127:132] == bytes([1, 1, 1, 3, 1])
    raw[129] = 3
    path.write_bytes(raw)
    archive = Archive(path)
    found = {(x, y): archive.tile(1, x, y) for x in (0, 1) for y in (0, 1)}
    assert found == {(0, 0): b"sea", (0, 1): b"sea", (1, 1): b"sea", (1, 0): None}


def test_numbers_are_those_of_the_specification():
    first = [tile_number(0, 0, 0), tile_number(1, 0, 0), tile_number(1, 0, 1), tile_number(1, 1, 1)]
    assert first == [0, 1, 2, 3]
    assert tile_number(12, 3423, 1763) == 19078479


@pytest.mark.parametrize("zoom", [1, 2, 5])
def test_tiles_that_follow_one_another_are_neighbours(zoom):
    ways = range(1 << zoom)
    ordered = sorted((tile_number(zoom, x, y), x, y) for x in ways for y in ways)
    assert [number for number, _, _ in ordered] == list(range(ordered[0][0], ordered[0][0] + 4**zoom))
    assert {abs(x1 - x2) + abs(y1 - y2) for (_, x1, y1), (_, x2, y2) in pairwise(ordered)} == {1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": VECTOR}, "vector tiles are not drawn"),
        ({"packed": 3}, "use gzip"),
        ({"magic": b"MBTiles"}, "not a PMTiles file"),
        ({"version": 2}, "of version 3"),
    ],
)
def test_what_cannot_be_drawn_is_refused(tmp_path, change, reason):
    with pytest.raises(ValueError, match=reason):
        Archive(write_map(tmp_path / "map.pmtiles", TILES, **change))


@pytest.mark.parametrize("content", [b"", b"PMTiles", b"x" * 400])
def test_what_is_no_map_is_refused(tmp_path, content):
    path = tmp_path / "map.pmtiles"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"not a PMTiles file|requires a buffer"):
        Archive(path)


def test_header_says_what_there_is(tmp_path):
    archive = Archive(write_map(tmp_path / "map.pmtiles", TILES, box=(50.5, 3.25, 51.5, 4.75)))
    assert (archive.min_zoom, archive.max_zoom, archive.content_type) == (1, 3, "image/png")
    assert archive.box == (50.5, 3.25, 51.5, 4.75)
