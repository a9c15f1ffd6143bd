"""Guides to follow and tools kept elsewhere."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import guide_pages, markdown
from ..models import Guide
from ..paper import PAPERS


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """Guides by what they are about, then paper to print and tools kept elsewhere."""
    cards = guide_pages.cards(guide_pages.published())
    guides = [card for card in cards if card.guide.kind == Guide.Kind.GUIDE]
    context = {
        "groups": guide_pages.by_root(guides),
        "papers": PAPERS,
        "tools": [card for card in cards if card.guide.kind == Guide.Kind.TOOL],
    }
    return render(request, "directory/guide_list.html", context)


@require_safe
def guide_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide, in the language asked for (`?language=es`), the reader's, or one that it has."""
    guides = guide_pages.published()
    found = guide_pages.cards([one for one in guides if one.slug == slug], request.GET.get("language"))
    if not found:
        raise Http404
    (card,) = found
    context = {
        "card": card,
        "rendered": markdown.render(card.text.body),
        "also_in": guide_pages.other_languages(card.guide, card.text),
        "made_for": guide_pages.made_for(card.guide),
        "listings": guide_pages.listings(card.guide),
        "others": guide_pages.like(card, guide_pages.cards(guides)),
    }
    return render(request, "directory/guide_detail.html", context)
