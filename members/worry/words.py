"""Words that often come with harm, found in a text that others will read. Pure.

Whole words, whatever their case, accents and plurals. Solidarity cash and picking up a prescription are
ordinary mutual aid: what ships names scams, sales and weapons, not money or medicine as such.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from .shipped import INNOCENT, SHIPPED, Topic


class Found(NamedTuple):
    """A phrase of a list that stands in a text, as the list writes it, and what it is about."""

    phrase: str
    topic: Topic


def find(text: str, phrases: Iterable[str]) -> list[Found]:
    """Which of these phrases stand in it, in the list's order."""
    listed = tuple(dict.fromkeys(filter(None, map(str.strip, phrases))))
    if not listed or not text:
        return []
    plain = _innocent().sub(" · ", _plain(text))
    pattern, kept = _pattern(listed)
    hits = {int(name[1:]) for found in pattern.finditer(plain) for name in [found.lastgroup or ""] if name}
    return [Found(kept[number], topic_of(kept[number])) for number in sorted(hits)]


def shipped() -> list[str]:
    """The list that a network begins with, English and Spanish."""
    return [phrase for phrases in SHIPPED.values() for phrase in phrases]


def topic_of(phrase: str) -> Topic:
    """What a phrase is about; of the network's own, something else."""
    return _topics().get(_plain(phrase), Topic.OTHER)


@lru_cache(maxsize=1)
def _topics() -> dict[str, Topic]:
    return {_plain(phrase): topic for topic, phrases in SHIPPED.items() for phrase in phrases}


@lru_cache(maxsize=8)
def _pattern(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern for all of them; a longer phrase before one that begins like it."""
    order = sorted(range(len(phrases)), key=lambda number: -len(phrases[number]))
    parts = [f"(?P<p{number}>{_phrase(phrases[number])})" for number in order if _phrase(phrases[number])]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b" if parts else r"(?!)"), phrases


@lru_cache(maxsize=1)
def _innocent() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(_phrase, INNOCENT))})\b")


def _phrase(phrase: str) -> str:
    """Its words, each in the singular or plural, with a little between them."""
    return r"[^\w\n]{1,3}".join(map(_word, re.findall(r"\w+", _plain(phrase))))


def _word(word: str) -> str:
    """ "pistol" finds pistols, "tarjetas" finds tarjeta, "party" parties; short words only themselves."""
    if len(word) < 4 or word.isdecimal():
        return word
    stem = word
    if word.endswith("s") and not word.endswith("ss"):
        stem = word[:-1]
    if stem.endswith("y"):
        return rf"{stem[:-1]}(?:y|ys|ies)"
    return rf"{stem}(?:e?s)?"


def _plain(text: str) -> str:
    """In small letters, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in parts if not unicodedata.combining(character))
