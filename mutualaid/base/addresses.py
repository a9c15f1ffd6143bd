"""Addresses by name, each worked out once: a page of cards has a hundred of them."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.http import urlencode


def address(name: str, *args: object, query: Any = None) -> str:
    """Django's `reverse` with arguments in order: `address("exchanges:post_detail", post.public_id)`."""
    path = _reversed(settings.ROOT_URLCONF, get_script_prefix(), name, args)
    asked = urlencode(query, doseq=True) if query else ""
    return f"{path}?{asked}" if asked else path


@lru_cache(maxsize=4096)
def _reversed(urlconf: str, _prefix: str, name: str, args: tuple[object, ...]) -> str:
    return reverse(name, urlconf, args=args)
