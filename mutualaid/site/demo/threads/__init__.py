"""What neighbours agreed on and what they wrote to each other, the waiting and the settled."""

from . import harbour, past, shore, street

SWAPS = (*harbour.SWAPS, *street.SWAPS, *shore.SWAPS, *past.SWAPS)
