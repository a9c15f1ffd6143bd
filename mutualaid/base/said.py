"""Words in the reader's language, each put together once: a page of cards says a few hundred."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVarTuple

from django.utils import translation

Given = TypeVarTuple("Given")
MOST = 4096


def gettext(message: str) -> str:
    """What Django's gives, for modules whose words stand on every card of a list."""
    return said(translation.get_language(), message)


@lru_cache(maxsize=MOST)
def said(_language: str | None, message: str) -> str:
    """In the language that is on, which has to be handed in."""
    return translation.gettext(message)


def once(phrase: Callable[[*Given], str]) -> Callable[[*Given], str]:
    """A phrase that hangs on nothing but the language and what it is given: days, times, small numbers.

    It is kept for as long as the process lives or until `MOST` others came: hand in nothing of a person.
    """

    @lru_cache(maxsize=MOST)
    def kept(_language: str | None, *given: *Given) -> str:
        return phrase(*given)

    @wraps(phrase)
    def say(*given: *Given) -> str:
        return kept(translation.get_language(), *given)

    return say
