"""Words in the reader's language, each put together once: a page of cards says a few hundred."""

from collections.abc import Callable
from contextlib import ContextDecorator
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import TypeVarTuple

from django.utils import translation

Given = TypeVarTuple("Given")
MOST = 4096
_known: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str | None:
    """The reader's, as Django's `get_language` gives it, which takes longer than looking up what is said."""
    return _known.get() or translation.get_language()


class one_language(ContextDecorator):
    """Within it the language is asked for once: around a list of cards, or a page.

    Nothing in it may turn to another language.
    """

    def __enter__(self) -> None:
        self.before = _known.set(translation.get_language())

    def __exit__(self, *error: object) -> None:
        _known.reset(self.before)

    def _recreate_cm(self) -> "one_language":
        return one_language()  # as a decorator, one for each call


def gettext(message: str) -> str:
    """What Django's gives, for modules whose words stand on every card of a list."""
    return said(_known.get() or translation.get_language(), message)


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
        return kept(_known.get() or translation.get_language(), *given)

    return say
