"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mutualaid.base.network import current_network


def page(request: HttpRequest) -> dict[str, Any]:
    """`network`: its row; `viewer`: who is looking; `exit_url`: where "Leave this page now" leads."""
    return {
        "network": current_network(),
        "viewer": getattr(request, "viewer", None),
        "exit_url": settings.EXIT_URL,
    }
