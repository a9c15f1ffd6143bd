"""Several lists in one statement: of one page, or of pages that show more than one."""

from collections.abc import Generator
from itertools import islice
from typing import Any, TypeVar

from . import search
from .said import one_language

T = TypeVar("T")
# A list that asks for pages, maybe for others in their place, until it knows what is found.
Looking = Generator[list[search.Asked], list[search.Result], T]


@one_language()
def together(*lists: Looking[T]) -> list[T]:
    """What each of several lists finds: all that they ask for at a time in one statement."""
    found: dict[Looking[T], T] = {}
    results: dict[Looking[T], Any] = dict.fromkeys(lists)
    while results:
        asked = {}
        for one, result in results.items():
            try:
                asked[one] = one.send(result)
            except StopIteration as end:
                found[one] = end.value
        pages = iter(search.pages([page for some in asked.values() for page in some]))
        results = {one: list(islice(pages, len(some))) for one, some in asked.items()}
    return [found[one] for one in lists]
