"""Why two posts may fit, in one sentence that a neighbour understands."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from members.languages import within_words
from mutualaid.base import masks

from .scoring import Reason

# In the order of the sentence: what it is about, then what matters most.
WORDS = {
    Reason.SAME: _lazy("About the same need"),
    Reason.MEANT: _lazy("The words mean the same need"),
    Reason.SHARED: _lazy("About one need that you share"),
    Reason.PART: _lazy("About the same kind of need"),
    Reason.HINT: _lazy("The words touch on the same need"),
    Reason.BESIDE: _lazy("About a need close to it"),
    Reason.HERE: _lazy("near you"),
    Reason.NEXT: _lazy("in the next area"),
    Reason.NEAR: _lazy("about 2 km away"),
    Reason.ABOUT5: _lazy("about 5 km away"),
    Reason.TIMES: _lazy("at times that suit you both"),
    Reason.OTHER_TIMES: _lazy("at other times than yours"),
    Reason.LANGUAGE: _lazy("you both speak %(language)s"),
    Reason.ENOUGH: _lazy("there is enough"),
    Reason.WORDS: _lazy("it sounds alike"),
}
_ORDER = list(WORDS)
# More make no sentence.
MOST = 4


def why(reasons: Iterable[str], languages: int = 0) -> str:
    """ "About the same need, near you, and you both speak Spanish."; unknown codes are left out.

    `languages`: those of both posts, as bits.
    """
    known = sorted((Reason(code) for code in reasons if code in WORDS), key=_ORDER.index)[:MOST]
    parts = [str(WORDS[reason]) % {"language": _language(languages)} for reason in known]
    if len(parts) > 1:
        parts = [_("%(others)s, and %(last)s") % {"others": ", ".join(parts[:-1]), "last": parts[-1]}]
    return f"{parts[0]}." if parts else ""


def _language(mask: int) -> str:
    """Of several that both speak the least common one: it says the most."""
    known = [masks.LANGUAGES[bit] for bit in masks.bits(mask) if bit < len(masks.LANGUAGES)]
    return within_words(known[-1]) if known else _("one language")
