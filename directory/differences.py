"""What changed between two texts, line by line and, where a line was reworded, word by word. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]
Piece = tuple[Kind, str]

_WORDS = re.compile(r"\s+|[^\s]+")


def differences(old: str, new: str) -> list[list[Piece]]:
    """Each line as pieces that stayed, went or came; unchanged lines in one piece."""
    lines: list[list[Piece]] = []
    before, after = old.splitlines(), new.splitlines()
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [[("same", line)] for line in before[a:b]]
        elif tag == "replace" and b - a == d - c:
            pairs = zip(before[a:b], after[c:d], strict=True)
            lines += [list(_reworded(one, other)) for one, other in pairs]
        else:
            lines += [[("gone", line)] for line in before[a:b]]
            lines += [[("new", line)] for line in after[c:d]]
    return lines


def _reworded(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(before[a:b])
            continue
        if gone := "".join(before[a:b]):
            yield "gone", gone
        if came := "".join(after[c:d]):
            yield "new", came
