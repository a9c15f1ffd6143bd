"""Sets as bits of a bigint, so that an index can carry them. A bit is permanent and never used again.

Only 63 bits a column: the sign stays free, so that masks are never negative.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

WIDTH = 63
OTHER = 62
# Permanent: add at the end, up to bit 61; never remove or reorder. Bit 62 is every other language.
_COMMON = """
    en es zh ar ru fr pt hi bn ur pa vi tl ko ja de it pl uk ro tr fa ps so am ti sw yo ig ha ht
    gu te ta ml mr kn ne si my km lo th id mn ku he el hu cs sk bg sr hr sq hy ka az ase sgn nl
"""
LANGUAGES = tuple(_COMMON.split())
_LANGUAGE_BITS = {code: bit for bit, code in enumerate(LANGUAGES)}


def pair(bits: Iterable[int]) -> tuple[int, int]:
    """Bits 0 to 125 as two masks: `needs_a` holds 0 to 62, `needs_b` 63 to 125."""
    masks = [0, 0]
    for bit in bits:
        if not 0 <= bit < 2 * WIDTH:
            raise ValueError(f"no bit {bit}")
        masks[bit // WIDTH] |= 1 << bit % WIDTH
    return masks[0], masks[1]


@lru_cache(maxsize=4096)
def bits(a: int, b: int = 0) -> tuple[int, ...]:
    """The way back from `pair`."""
    rest, found = b << WIDTH | a, list[int]()
    while rest:
        lowest = rest & -rest
        found.append(lowest.bit_length() - 1)
        rest ^= lowest
    return tuple(found)


def language_bit(code: str) -> int:
    """The bit of a language code ("pt-BR" counts as "pt"); of "other" for the ones not listed."""
    return _LANGUAGE_BITS.get(code.lower().replace("_", "-").split("-")[0], OTHER)


def day(day: date) -> int:
    """A day as one bit, which it shares with the days 63 before and after; `mutualaid_days` in SQL."""
    return 1 << day.toordinal() % WIDTH


def languages(codes: Iterable[str]) -> int:
    """Language codes as one mask."""
    mask = 0
    for code in codes:
        mask |= 1 << language_bit(code)
    return mask
