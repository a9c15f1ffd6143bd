"""What pages show, put together from rows: no query hides in a template."""

from . import gathering, mine, pod, proposals, ring, suggestions, tonight, writing
from .posts import card, cards, my_posts, my_swaps, post_facts, thread

__all__ = [
    "card",
    "cards",
    "gathering",
    "mine",
    "my_posts",
    "my_swaps",
    "pod",
    "post_facts",
    "proposals",
    "ring",
    "suggestions",
    "thread",
    "tonight",
    "writing",
]
