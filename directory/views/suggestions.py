"""Suggestions under a search field, as one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mutualaid.base.words import LONGEST_QUERY

from .. import gazetteer, suggesting


@require_safe
@cache_control(private=True, no_store=True)
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """The options of a list, a piece of a page. What was typed is neither stored nor logged."""
    found = suggesting.suggest(request.GET.get("q", ""), request.GET.get("near", "")[:LONGEST_QUERY])
    return render(request, "directory/_suggestions.html", {"found": found})


@require_safe
@cache_control(private=True, no_store=True)
def place_list(request: HttpRequest) -> HttpResponse:
    """`?q=`: names of towns, quarters and postcodes that begin so, or sound like it; a piece of a page."""
    found = gazetteer.find(request.GET.get("q", "")[:LONGEST_QUERY], limit=8)
    return render(request, "directory/_places.html", {"places": found})
