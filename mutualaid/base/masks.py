"""Sets as bits of a bigint, so that an index can carry them. A bit is permanent and never used again.

Only 63 bits a column: the sign stays free, so that masks are never negative.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

WIDTH = 63
HALF_HOUR = timedelta(minutes=30)
# All bits and the sign, so that it passes for any half hour: whoever sees it has to look closer.
UNLIKE = -1
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


def by_day(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A span of local time cut at each midnight."""
    while start < end:
        midnight = datetime.combine(start, time()) + timedelta(days=1)
        yield start, min(end, midnight)
        start = midnight


def half_hours(start: datetime, end: datetime) -> int:
    """The half hours of one day, counted from midnight, that a span of it lies in or touches."""
    midnight = datetime.combine(start, time())
    first, last = (start - midnight) // HALF_HOUR, -((midnight - end) // HALF_HOUR)
    return (1 << last) - (1 << first)


def week(spans: Iterable[tuple[datetime, datetime]]) -> list[int]:
    """In which half hours it is open on a Monday, on a Tuesday, ...: seven masks.

    That is so of each day on which it is open at all. UNLIKE for a day of the week on which it is open from
    or until another minute, or not always at the same hours. 0 where it never is.
    """
    found: dict[date, int] = {}
    for start, end in spans:
        for begin, stop in by_day(start, end):
            is_even = not any((at - datetime.min) % HALF_HOUR for at in (begin, stop))
            bits = half_hours(begin, stop) if is_even else UNLIKE
            found[begin.date()] = found.get(begin.date(), 0) | bits
    alike: list[set[int]] = [set() for _ in range(7)]
    for day, bits in found.items():
        alike[day.weekday()].add(bits)
    return [ones.pop() if len(ones) == 1 else UNLIKE if ones else 0 for ones in alike]


def languages(codes: Iterable[str]) -> int:
    """Language codes as one mask."""
    mask = 0
    for code in codes:
        mask |= 1 << language_bit(code)
    return mask
