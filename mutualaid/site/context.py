"""What every page knows."""

from typing import Any

from django.http import HttpRequest

from mutualaid.base.network import current_network


def page(request: HttpRequest) -> dict[str, Any]:
    """`network`: the network's row; `viewer`: who is looking."""
    return {"network": current_network(), "viewer": getattr(request, "viewer", None)}
