"""When in a week something is possible: seven days of three parts each, as 21 bits of one number.

The board's rows carry it (`PostRow.slots`), for "evenings", "Saturdays" and for what meets in time. 0 is any
time: nothing was said, or nothing that narrows it. The statement that fills it is in `models/row.py`.
"""

from collections.abc import Iterable

MORNING, AFTERNOON, EVENING = range(3)
PARTS = 3
DAYS = 7
# A part ends where the next begins. A night belongs to the evening that it follows.
NOON, SIX = "12:00", "18:00"
ALL = (1 << DAYS * PARTS) - 1


def mask(days: Iterable[int] = range(DAYS), parts: Iterable[int] = range(PARTS)) -> int:
    """The bits of these parts of these days; Monday is 0."""
    chosen = list(parts)
    return sum(1 << day * PARTS + part for day in set(days) for part in set(chosen))


def meet(one: int, other: int) -> bool:
    """Is there a part of the week that suits both? Any time suits everybody."""
    return not one or not other or bool(one & other)
