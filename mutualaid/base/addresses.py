"""Addresses by name, each worked out once: a page of cards has a hundred of them."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse


def address(name: str, *args: object) -> str:
    """Django's `reverse` with arguments in order: `address("exchanges:post_detail", post.public_id)`."""
    return _reversed(settings.ROOT_URLCONF, get_script_prefix(), name, args)


@lru_cache(maxsize=4096)
def _reversed(urlconf: str, _prefix: str, name: str, args: tuple[object, ...]) -> str:
    return reverse(name, urlconf, args=args)
