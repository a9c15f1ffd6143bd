"""Writes a small map in one file, for tests: PMTiles, version 3."""

import gzip
import struct
from itertools import pairwise

from mutualaid.base.pmtiles import tile_number

PNG, VECTOR = 2, 1


def write_map(
    path, tiles, *, kind=PNG, packed=2, leaves=False, box=(50, 3, 52, 5), magic=b"PMTiles", version=3
):
    """`tiles`: `{(zoom, x, y): bytes}`. `leaves`: the root leads to directories of two tiles each."""
    numbered = sorted((tile_number(*place), data) for place, data in tiles.items())
    content = b"".join(data for _number, data in numbered)
    entries, start = [], 0
    for number, data in numbered:
        entries.append((number, 1, len(data), start))
        start += len(data)
    below = b""
    if leaves:
        parts, entries = [entries[i : i + 2] for i in range(0, len(entries), 2)], []
        for part in parts:
            directory = _directory(part, packed)
            entries.append((part[0][0], 0, len(directory), len(below)))
            below += directory
    root = _directory(entries, packed)
    zooms = [zoom for zoom, _x, _y in tiles]
    south, west, north, east = (round(edge * 1e7) for edge in box)
    at_leaves = 127 + len(root)
    header = magic + struct.pack(
        "<B11Q6B4iB2i",
        version,
        *(127, len(root), at_leaves, 0, at_leaves, len(below), at_leaves + len(below), len(content)),
        *(len(tiles), len(tiles), len(tiles)),
        *(1, packed, 1, kind, min(zooms), max(zooms)),
        *(west, south, east, north),
        *(0, 0, 0),
    )
    path.write_bytes(header + root + below + content)
    return path


def _directory(entries, packed):
    numbers = [len(entries), entries[0][0], *(b[0] - a[0] for a, b in pairwise(entries))]
    numbers += [run for _number, run, _length, _start in entries]
    numbers += [length for _number, _run, length, _start in entries]
    ends = [None, *(start + length for _number, _run, length, start in entries)]
    numbers += [0 if start == end else start + 1 for (*_, start), end in zip(entries, ends, strict=False)]
    plain = b"".join(map(_varint, numbers))
    return gzip.compress(plain) if packed == 2 else plain


def _varint(number):
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])
