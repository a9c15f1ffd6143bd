"""The board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import pages
from ..board import board
from ..searches import kept


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    """Requests and offers, nearest first for a member, with filters beside them."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = board(viewer, request.GET)
    context = {
        "board": found,
        "cards": [pages.card(item, viewer) for item in found.items],
        "is_member": viewer.is_member,
        "query": kept(request.GET),
    }
    return render(request, "exchanges/post_list.html", context)
