"""The pages that mix apps."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from directory import browse, guided
from directory.cards import cards
from directory.models import Guide, Service
from exchanges import board, pages
from exchanges.pages.mine import my_page
from members.doors import person_required
from members.viewers import Viewer
from mutualaid.base.network import current_network
from mutualaid.base.together import together
from mutualaid.base.words import LONGEST_QUERY

from . import privacy as table

# How many notes the first page shows, and the search of each sort.
NEWEST = 6
FOUND = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The question, one search, two verbs, what is new nearby, the directory's needs."""
    viewer = request.viewer  # type: ignore[attr-defined]
    newest = board.glance(viewer, NEWEST)
    return render(
        request,
        "site/home.html",
        {"cards": pages.cards(newest.items, viewer), "needs": guided.answered(viewer)},
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One search over the board, places and guides: the first few of each, side by side."""
    viewer = request.viewer  # type: ignore[attr-defined]
    q = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    return render(request, "site/search.html", {"q": q, **(_found(viewer, q) if q else {})})


def _found(viewer: Viewer, q: str) -> dict[str, Any]:
    """All three lists in one statement, after one for what the words mean."""
    places, guides = (browse.glance(viewer, q, kinds.values) for kinds in (Service.Kind, Guide.Kind))
    guides.meanings = places.meanings
    posts, found, found_guides = together(
        board.look(viewer, q, FOUND, places.meanings),
        browse.look(places, FOUND),
        browse.look(guides, FOUND),
    )
    return {
        "posts": posts,
        "cards": pages.cards(posts.items, viewer),
        "found": found,
        "places": cards(browse.shown(found, places), places.at),
        "found_guides": found_guides,
        "guides": cards(browse.shown(found_guides, guides), guides.at),
        "kinds": {"places": Service.Kind.values, "guides": Guide.Kind.values},
    }


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What mutual aid is, where it comes from, how to start."""
    return render(request, "site/about.html")


@person_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I wait for, what is soon, all that is mine."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "site/me.html", my_page(viewer))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept and for how long, from the very table that the nightly deletion works by."""
    context = {"groups": table.groups(), "in_clear": table.in_clear()}
    return render(request, "site/privacy.html", context)


@require_safe
def danger(request: HttpRequest) -> HttpResponse:
    """The numbers that the organizers chose for somebody in danger."""
    return render(request, "site/danger.html")


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember a language and go back.

    Without a token on purpose: it would put a cookie into the browser of everybody who only reads,
    and all that a forged form could do here is change the language.
    """
    return set_language(request)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the site among its apps."""
    network = current_network()
    return JsonResponse(
        {
            "name": network.name,
            "short_name": network.name[:12].strip(),
            "start_url": "/",
            "display": "standalone",
            "background_color": "#fbf6ea",
            "theme_color": "#20241f",
            "icons": [{"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: what a device shows when a push wakes it, in the language of its own address."""
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        response = render(request, "site/sw.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
