"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject

from mutualaid.base.network import current_network


def page(request: HttpRequest) -> dict[str, Any]:
    """`network`: its row; `viewer`: who is looking; `exit_url`: where "Leave this page now" leads.

    `csrf_input`: drawn once where a page has any form, instead of once a form, of which some have dozens.
    """
    return {
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
        "network": current_network(),
        "viewer": getattr(request, "viewer", None),
        "exit_url": settings.EXIT_URL,
    }
