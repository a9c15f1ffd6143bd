"""Why two posts may fit, in one sentence that a neighbour understands."""

from collections.abc import Iterable

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from .scoring import Reason

# In the order of the sentence.
WORDS = {
    Reason.SAME: _lazy("the same need"),
    Reason.MEANT: _lazy("what the words of the one are about"),
    Reason.PART: _lazy("part of the same need"),
    Reason.BESIDE: _lazy("a need close to it"),
    Reason.WORDS: _lazy("much the same words"),
    Reason.HERE: _lazy("near you"),
    Reason.NEXT: _lazy("in the next area"),
    Reason.NEAR: _lazy("about 2 km away"),
    Reason.ABOUT5: _lazy("about 5 km away"),
    Reason.TIMES: _lazy("times that suit both"),
    Reason.LANGUAGE: _lazy("a language that you both speak"),
    Reason.ENOUGH: _lazy("as many as are wanted"),
}


def why(reasons: Iterable[str]) -> str:
    """ "The same need, near you and a language that you both speak."; unknown codes are left out."""
    given = set(reasons)
    parts = [str(words) for reason, words in WORDS.items() if reason.value in given]
    return f"{capfirst(get_text_list(parts, _('and')))}." if parts else ""
