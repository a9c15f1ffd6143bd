"""Everything that changes check-in rounds and phone trees, a file a subject."""

from .answers import answer, mark, show_numbers, take_over
from .rounds import end_round, start_round, turn_round
from .trees import make_tree, mend_pod, open_paper, say_reach

__all__ = [
    "answer",
    "end_round",
    "make_tree",
    "mark",
    "mend_pod",
    "open_paper",
    "say_reach",
    "show_numbers",
    "start_round",
    "take_over",
    "turn_round",
]
