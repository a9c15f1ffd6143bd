"""Addresses by name, each worked out once: a page of cards has a hundred of them.

The site stands at the root of its host, as many of its addresses say outright. Where a request came in under
another path (`SCRIPT_NAME`), nothing else is worked out, and nothing of it is kept.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.http import urlencode


def address(name: str, *args: object, query: Any = None) -> str:
    """Django's `reverse` with arguments in order: `address("exchanges:post_detail", post.public_id)`."""
    path = _reversed(settings.ROOT_URLCONF, name, args)
    asked = urlencode(query, doseq=True) if query else ""
    return f"{path}?{asked}" if asked else path


@lru_cache(maxsize=4096)
def _reversed(urlconf: str, name: str, args: tuple[object, ...]) -> str:
    before = get_script_prefix()
    set_script_prefix("/")
    try:
        return reverse(name, urlconf, args=args)
    finally:
        set_script_prefix(before)
