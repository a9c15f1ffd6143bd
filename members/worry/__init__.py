"""Words that a network worries about: pointed out to whoever writes them, and explained. Sent all the same
when they are sent again; a post with a word that the network holds waits for an organizer.
"""

from .asking import WorryForm, explained, held, look
from .words import Found

__all__ = ["Found", "WorryForm", "explained", "held", "look"]
