"""Lucide's line drawings, inlined: no request, coloured by the text around them."""

from functools import cache

import lucide
from markupsafe import Markup


@cache
def icon(name: str, extra: str = "") -> Markup:
    """An SVG that says nothing by itself: a word always stands beside it. `extra`: more CSS classes."""
    classes = f"icon {extra}".strip()
    svg = lucide._render_icon(name, None, **{"aria-hidden": "true", "focusable": "false", "class": classes})
    return Markup(svg)  # noqa: S704 (drawn by a package, from names in our own templates)
