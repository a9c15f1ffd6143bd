"""Notes pinned on a list: posts, listings, guides, paper."""

from collections.abc import Sequence
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
    `point`: its mark on the map beside, "51.05,3.72". `more`: for whoever draws something of their own in it.
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


# What very many notes say alike, out of a vocabulary: drawn once.


@lru_cache(maxsize=1024)
def tab(name: str, word: str) -> Markup:
    """An icon with the word that says the same."""
    return Markup("%s%s") % (icon(name), word)


@lru_cache(maxsize=4096)
def chips(words: tuple[str, ...]) -> Markup:
    """Words in rounded boxes."""
    listed = [f'<li><span class="chip">{escape(word)}</span></li>' for word in words]
    return Markup(f'<ul class="chips">{"".join(listed)}</ul>')  # noqa: S704 (escaped)
