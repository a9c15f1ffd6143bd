"""What neighbours agreed on and what they wrote to each other, the waiting and the settled."""

from . import gatherings, harbour, past, shore, street

GATHERINGS = gatherings.GATHERINGS
SWAPS = (*harbour.SWAPS, *street.SWAPS, *shore.SWAPS, *past.SWAPS)
