"""House numbers, phone numbers, emails and ways into chats in a text that others will read. Pure.

What is found is pointed out, never refused. A street alone is no secret (flyers tell the cross street), a
number in it is somebody's door. Better to miss an odd spelling than to cry wolf.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from . import private_patterns as patterns


class Kind(StrEnum):
    """What was found."""

    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"

    @property
    def label(self) -> str:
        """In plain words."""
        return str(_LABELS[self])


_LABELS = {
    Kind.ADDRESS: _("a house number or exact place"),
    Kind.PHONE: _("a phone number"),
    Kind.EMAIL: _("an email"),
    Kind.CHAT: _("a name or link for a chat"),
}


class Span(NamedTuple):
    """Something private: `text[start:end]`."""

    start: int
    end: int
    kind: Kind


def find(text: str) -> list[Span]:
    """What is private in it, in order, none over another; a house's number and its flat's are one."""
    found = sorted(_all(text), key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if not kept or (span.start >= kept[-1].end and not _belongs(text, kept[-1], span)):
            kept.append(span)
        else:
            kept[-1] = kept[-1]._replace(end=max(kept[-1].end, span.end))
    return kept


def take_out(text: str) -> str:
    """The text without it: "Elm Street" for "14 Elm Street", "call me: …" for a number. Never longer."""
    taken = text
    while spans := find(taken):
        for span in reversed(spans):
            taken = _without(taken, span)
    return taken if taken == text or re.search(r"\w", taken) else ""


def pieces(text: str) -> list[tuple[str, str]]:
    """The text in pieces, each with the label of what is private about it, or ""."""
    parts, at = [], 0
    for start, end, kind in find(text):
        parts += [(text[at:start], ""), (text[start:end], kind.label)]
        at = end
    return [part for part in [*parts, (text[at:], "")] if part[0]]


def _without(text: str, span: Span) -> str:
    before, after = text[: span.start], text[span.end :]
    if span.kind != Kind.ADDRESS:
        return f"{before}…{after}"
    if before.endswith("(") and after.startswith(")"):
        before, after = before[:-1], after[1:]
    if after[:1].isspace() and (not before or before[-1].isspace()):
        return before + after[1:]
    if not after or after[0] in ",.;:!?)\n":
        before = before.rstrip(" ,#")
        after = after[1:] if before.endswith(".") and after.startswith(".") else after
    return before + after


def _belongs(text: str, first: Span, then: Span) -> bool:
    """ "14" and "3º B" of "calle Olmo 14, 3º B"."""
    return first.kind == then.kind == Kind.ADDRESS and not text[first.end : then.start].strip(" ,;-")


def _all(text: str) -> Iterator[Span]:
    for kind, known in ((Kind.EMAIL, patterns.EMAILS), (Kind.CHAT, patterns.CHATS)):
        yield from (Span(*_trimmed(found), kind) for found in _finds(known, text))
    for found in _finds(patterns.ADDRESSES, text):
        if not patterns.COUNTED.search(text, 0, found.start("private")):
            yield Span(*_trimmed(found), Kind.ADDRESS)
    for found in _finds(patterns.PHONES, patterns.INNOCENT.sub(lambda seen: "|" * len(seen[0]), text)):
        if not _is_a_row(found["private"]):
            yield Span(*_trimmed(found), Kind.PHONE)


def _finds(known: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    return (found for pattern in known for found in pattern.finditer(text))


def _trimmed(found: re.Match[str]) -> tuple[int, int]:
    """Without the full stop of the sentence behind it."""
    start = found.start("private")
    return start, start + len(found["private"].rstrip(".,"))


def _is_a_row(text: str) -> bool:
    """ "36 38 40 42": sizes, ages, buses or hours in even steps; or a large round number."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    steps = {then - first for first, then in pairwise(numbers)}
    return text.endswith("0000") or (len(numbers) > 2 and len(steps) == 1 and max(numbers) < 100)
