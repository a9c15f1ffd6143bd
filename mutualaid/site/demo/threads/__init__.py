"""What neighbours agreed on and what they wrote to each other, the waiting and the settled."""

from . import gatherings, harbour, past, rings, shore, street

GATHERINGS = gatherings.GATHERINGS
RINGS = rings.RINGS
SWAPS = (*harbour.SWAPS, *street.SWAPS, *shore.SWAPS, *past.SWAPS)
