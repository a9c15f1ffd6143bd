"""The board."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory import needs
from mutualaid.base.said import one_language

from .. import pages
from ..board import board, offers
from ..searches import kept

# How many of neighbours' offers the page of a listing shows.
OFFERED = 3


@require_safe
@one_language()
def post_list(request: HttpRequest) -> HttpResponse:
    """Requests and offers, nearest first for a member, with filters beside them."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = board(viewer, request.GET)
    context = {
        "board": found,
        "cards": pages.cards(found.items, viewer),
        "is_member": viewer.is_member,
        "query": kept(request.GET),
    }
    return render(request, "exchanges/post_list.html", context)


@require_safe
def offer_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Neighbours who offer a need, a piece for the page of a listing: a newcomer is told only how many."""
    viewer = request.viewer  # type: ignore[attr-defined]
    need = needs.tree().get(slug)
    if need is None or need.is_retired:
        raise Http404
    found = offers(viewer, need, OFFERED)
    cards = pages.cards(found.items, viewer) if viewer.is_member else []
    return render(request, "exchanges/_offers.html", {"need": need, "found": found, "cards": cards})
