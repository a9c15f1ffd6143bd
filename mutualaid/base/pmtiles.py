"""Reads a map that is one file: PMTiles, version 3, with tiles that are pictures.

A header of 127 bytes says where the directories lie. Tiles are numbered along a Hilbert curve, zoom after
zoom; a directory is columns of varints, and its entries lead to tiles or to further directories. Reads are by
position, so that threads and processes share one open file.
"""

import gzip
import os
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

# Offset and length of the root directory, the metadata, the leaf directories and the tiles; three counts; is
# it clustered, how directories and tiles are packed, what tiles are, the zooms; west, south, east, north.
HEADER = struct.Struct("<7sB11Q6B4i")
UNSAID, PLAIN, GZIP = 0, 1, 2
CONTENT_TYPES = {2: "image/png", 3: "image/jpeg", 4: "image/webp", 5: "image/avif"}
# Directories below one another, and how many are held.
DEEPEST, HELD = 4, 256


@dataclass(frozen=True)
class Entry:
    """Tiles from `first` on, `run` of them alike; a directory if `run` is 0. `start`, `length`: where."""

    first: int
    run: int
    length: int
    start: int


class Archive:
    """One open file. Raises ValueError where it is no map of pictures."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        try:
            self._read_header()
        except (struct.error, EOFError, OSError, ValueError) as error:
            os.close(self._file)
            raise ValueError(str(error) or "cut off") from None
        self._directory = lru_cache(HELD)(self._read_directory)

    def _read_header(self) -> None:
        fields = HEADER.unpack(os.pread(self._file, HEADER.size, 0))
        magic, version, root, root_length, _meta, _meta_length, leaves, _leaves_length, tiles, *rest = fields
        packed, tiles_packed, kind, self.min_zoom, self.max_zoom, *edges = rest[5:]
        if (magic, version) != (b"PMTiles", 3):
            raise ValueError("not a PMTiles file of version 3")
        if packed not in (PLAIN, GZIP):
            raise ValueError("its directories are packed in a way we cannot read: use gzip")
        if kind not in CONTENT_TYPES or tiles_packed not in (UNSAID, PLAIN):
            raise ValueError("its tiles are not pictures (PNG, JPEG, WebP, AVIF): vector tiles are not drawn")
        self.content_type = CONTENT_TYPES[kind]
        self._is_packed = packed == GZIP
        self._root, self._leaves, self._tiles = (root, root_length), leaves, tiles
        west, south, east, north = (edge / 1e7 for edge in edges)
        self.box = (south, west, north, east)

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A picture; None where the file has none."""
        if not (self.min_zoom <= zoom <= self.max_zoom and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            return None
        number = tile_number(zoom, x, y)
        where = self._root
        for _depth in range(DEEPEST):
            entries = self._directory(*where)
            place = bisect_right(entries, number, key=lambda entry: entry.first) - 1
            if place < 0:
                return None
            entry = entries[place]
            if entry.run:
                is_in = number < entry.first + entry.run
                return self._read(self._tiles + entry.start, entry.length) if is_in else None
            where = self._leaves + entry.start, entry.length
        return None

    def _read_directory(self, start: int, length: int) -> list[Entry]:
        packed = self._read(start, length)
        numbers = _varints(gzip.decompress(packed) if self._is_packed else packed)
        count = next(numbers)
        firsts = list(accumulate(next(numbers) for _ in range(count)))
        runs = [next(numbers) for _ in range(count)]
        lengths = [next(numbers) for _ in range(count)]
        entries: list[Entry] = []
        for first, run, size in zip(firsts, runs, lengths, strict=True):
            # 0: right behind the one before.
            at = next(numbers) - 1
            entries.append(Entry(first, run, size, entries[-1].start + entries[-1].length if at < 0 else at))
        return entries

    def _read(self, start: int, length: int) -> bytes:
        return os.pread(self._file, length, start)


def tile_number(zoom: int, x: int, y: int) -> int:
    """Where a tile stands in the file: all smaller zooms first, then along the Hilbert curve of its own."""
    number = (4**zoom - 1) // 3
    size = 1 << zoom
    half = size >> 1
    while half:
        right, low = bool(x & half), bool(y & half)
        number += half * half * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = size - 1 - x, size - 1 - y
            x, y = y, x
        half >>= 1
    return number


def _varints(packed: bytes) -> Iterator[int]:
    """Seven bits a byte, the lowest first; the eighth says that there is more."""
    value = shift = 0
    for byte in packed:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0
