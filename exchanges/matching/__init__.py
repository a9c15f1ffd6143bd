"""Which requests and offers fit: for one post the best twenty, for a board all pairs, each with its reasons.

    scoring    how well a pair fits, and why: pure, to be read, a few numbers to argue about
    twin       the same in SQL, which is what runs; tests hold it to `scoring`
    standing   who may meet whom at all, and who is full
    nearest    one post: an index narrows, the twin ranks
    rematch    the whole board, set by set
    storing    writing down what was found
    fairness   who hears of it
    why        the reasons in a sentence

    fitting(post)         # [Found(post_id=12, person_id=3, score=Score(87, ("same", "here")), ...), ...]
    rematch()             # every Match anew; each night, and `manage.py rematch`

What is suggested is kept as `Match` rows (request, offer, score, reasons), the best twenty of either post;
who looks for circles among them reads those with `score` above 0. Between a match and its being shown things
may change, so whoever shows one asks `visible_to` again.
"""

from .fairness import to_tell
from .nearest import MOST, Found, fitting
from .rematch import rematch
from .scoring import Reason, Score
from .standing import load, of_busy
from .storing import record_asked, store

__all__ = [
    "MOST",
    "Found",
    "Reason",
    "Score",
    "fitting",
    "load",
    "of_busy",
    "record_asked",
    "rematch",
    "store",
    "to_tell",
]
