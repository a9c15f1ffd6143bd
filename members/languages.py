"""The languages somebody may say they speak."""

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutualaid.base.masks import LANGUAGES
from mutualaid.base.network import current_network

# All of them: no locale has a word for it.
SIGNED = "sgn"


def name_of(code: str) -> str:
    """A language named in itself; in the reader's own where it is not written, such as a signed one."""
    try:
        named = Locale.parse(code.replace("-", "_")).get_display_name(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        named = None
    return (named or _in_the_readers(code)).capitalize()


def within_words(code: str) -> str:
    """A language named in the reader's own, as it stands inside a sentence: "Spanish", "español"."""
    named = _in_the_readers(code)
    return named if named != code else name_of(code)


def _in_the_readers(code: str) -> str:
    """The code where nobody knows the name."""
    if code == SIGNED:
        return _("sign language")
    known = Locale.parse((get_language() or "en").replace("-", "_")).languages
    return str(known.get(code, code))


def translated(code: str) -> str:
    """The same at the beginning of a line, for lists that organizers choose from."""
    return within_words(code).capitalize()


def near() -> list[str]:
    """What is spoken around here, as the organizers said, and what the site speaks."""
    return list(dict.fromkeys([*current_network().languages, *dict(settings.LANGUAGES)]))


def choices(codes: list[str] | None = None) -> list[tuple[str, str]]:
    """`(code, name)` of `codes`, or of all, by name."""
    return sorted(((code, name_of(code)) for code in codes or LANGUAGES), key=lambda pair: pair[1])
