"""Messages in the reader's language, each looked up once: a page of cards says a few hundred."""

from functools import lru_cache

from django.utils import translation


def gettext(message: str) -> str:
    """What Django's gives, for modules whose words stand on every card of a list."""
    return said(translation.get_language(), message)


@lru_cache(maxsize=4096)
def said(_language: str | None, message: str) -> str:
    """In the language that is on, which has to be handed in."""
    return translation.gettext(message)
