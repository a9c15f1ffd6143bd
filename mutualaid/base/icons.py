"""Lucide's line drawings, inlined: no request, coloured by the text around them."""

from functools import cache

import lucide
from markupsafe import Markup


@cache
def icon(name: str) -> Markup:
    """An SVG that says nothing by itself: a word always stands beside it."""
    svg = lucide._render_icon(name, None, **{"aria-hidden": "true", "focusable": "false", "class": "icon"})
    return Markup(svg)  # noqa: S704 (a package's own drawing)
