"""Suggestions under a search field, as one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mutualaid.base.words import LONGEST_QUERY

from .. import suggesting


@require_safe
@cache_control(private=True, no_store=True)
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """The options of a list, a piece of a page. What was typed is neither stored nor logged."""
    found = suggesting.suggest(request.GET.get("q", ""), request.GET.get("near", "")[:LONGEST_QUERY])
    return render(request, "directory/_suggestions.html", {"found": found})
