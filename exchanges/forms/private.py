"""What is private in the texts of a form: marked in its words, with a button to take it out, one to leave it.

For any form whose texts others read. `components/private.html` draws what `look` finds; its buttons send
`private` ("out" or "leave") with the words that were `seen`. Words that were `left` are asked about once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.http import QueryDict

from .. import private_words

# No text of a form is longer: what is, is refused for that.
LONGEST = 5_000


@dataclass(frozen=True)
class Told:
    """A text with something private in it. `pieces`: `(text, what is private about it, or "")` in order."""

    label: str
    pieces: list[tuple[str, str]]

    @property
    def words(self) -> list[str]:
        """What was found, each as one line."""
        return [_line(text) for text, what in self.pieces if what]


def look(texts: Iterable[tuple[str, str]], *, left: Collection[str] = ()) -> list[Told]:
    """Of `(label, text)`, those that hold something private that its writer did not leave on purpose."""
    found = [Told(label, private_words.pieces(text)) for label, text in texts]
    return [told for told in found if set(told.words) - set(left)]


def left(sent: QueryDict) -> list[str]:
    """The words that the writer saw and left."""
    seen = sent.getlist("seen") if sent.get("private") == "leave" else []
    return list(dict.fromkeys([*sent.getlist("left"), *seen]))


def taken_out(sent: QueryDict, names: Iterable[str]) -> QueryDict:
    """What was sent, without what is private in these fields where that was asked for."""
    if sent.get("private") != "out":
        return sent
    plain, kept = sent.copy(), left(sent)
    for name in names:
        text = str(plain.get(name, ""))
        if len(text) <= LONGEST and look([(name, text)], left=kept):
            plain[name] = private_words.take_out(text)
    return plain


def _line(text: str) -> str:
    return " ".join(text.split())
