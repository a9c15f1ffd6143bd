"""Addresses that somebody typed become links, and nothing more: no preview is fetched, no referrer sent."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_ADDRESS = re.compile(r"""https?://[^\s<>"']+""", re.IGNORECASE)
# What ends a sentence is not part of an address at its end.
_AFTER = ".,;:!?)]}…"


def linked(text: str) -> SafeString:
    """The text as HTML: as it was typed, with `http://` and `https://` addresses as plain links."""
    parts, last = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_AFTER)
        parts += [escape(text[last : found.start()]), _link(address)]
        last = found.start() + len(address)
    return mark_safe("".join([*parts, escape(text[last:])]))


def _link(address: str) -> SafeString:
    return format_html('<a href="{0}" rel="noreferrer nofollow noopener">{0}</a>', address)
