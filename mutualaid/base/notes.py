"""Notes pinned on a list: posts, listings, guides, paper; and the facts and chips of any page.

Facts and chips are drawn here and not by a template, for the same reason as tick boxes (`choices.py`): a page
has sixty of the one and forty of the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from markupsafe import Markup, escape

from .icons import icon

# An icon's name, what it says, and a class that sets it in bold colour ("open", "urgent") or "".
Fact = tuple[str, str, str]


@dataclass(slots=True, kw_only=True)  # not frozen, which takes three times as long to make
class Note:
    """What `components/notes.html` draws. The whole of it leads to `href`.

    `kind`: "request", "offer" or "place", its colour; `tab`, `tab_icon`: a word and an icon that say the
    same. `lang`: the code of the language that the title is written in; `trust`: one line on how sure we
    are. `used`: where it is counted, of the listing and of nobody, that somebody calls or follows a link;
    `point`: its mark on the map beside, "51.050000,3.720000". `more`: for what is drawn in it beside.
    """

    kind: str
    tab: str
    tab_icon: str
    title: str | Promise
    href: str
    facts: Sequence[Fact] = ()
    chips: tuple[str, ...] = ()
    trust: str = ""
    lang: str = ""
    used: str = ""
    point: str = ""
    more: Any = None


def facts(listed: Iterable[Fact]) -> Markup:
    """A line of small facts; nothing where there are none."""
    drawn = [
        f'<li class="{style}">{icon(name)}<span>{escape(text)}</span></li>'
        if style
        else f"<li>{icon(name)}<span>{escape(text)}</span></li>"
        for name, text, style in listed
    ]
    return Markup(f'<ul class="facts">{"".join(drawn)}</ul>' if drawn else "")  # noqa: S704 (escaped)


# What very many say alike, out of a vocabulary: drawn once.


@lru_cache(maxsize=1024)
def tab(name: str, word: str) -> Markup:
    """An icon with the word that says the same."""
    return Markup("%s%s") % (icon(name), word)


def chips(words: Iterable[str]) -> Markup:
    """Words in rounded boxes; nothing where there are none. Not for what somebody typed."""
    return _chips(tuple(words))


@lru_cache(maxsize=4096)
def _chips(words: tuple[str, ...]) -> Markup:
    listed = [f'<li><span class="chip">{escape(word)}</span></li>' for word in words]
    return Markup(f'<ul class="chips">{"".join(listed)}</ul>' if listed else "")  # noqa: S704 (escaped)
