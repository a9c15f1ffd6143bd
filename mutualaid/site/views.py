"""The pages that mix apps."""

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from directory import browse, guided
from directory.browse import Browsed
from directory.cards import cards
from directory.models import Guide, Service
from exchanges import board, pages
from exchanges.pages.mine import my_page
from members.doors import person_required
from members.viewers import Viewer
from mutualaid.base.network import current_network
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
    posts = board.glance(viewer, FOUND, q) if q else None
    places = _browsed(viewer, q, Service.Kind) if q else None
    guides = _browsed(viewer, q, Guide.Kind) if q else None
    context = {
        "q": q,
        "posts": posts,
        "cards": pages.cards(posts.items, viewer) if posts else [],
        "found": places.found if places else None,
        "places": cards(places.items[:FOUND], places.at) if places else [],
        "found_guides": guides.found if guides else None,
        "guides": cards(guides.items[:FOUND], guides.at) if guides else [],
        "kinds": {"places": Service.Kind.values, "guides": Guide.Kind.values},
    }
    return render(request, "site/search.html", context)


def _browsed(viewer: Viewer, q: str, kinds: type[TextChoices]) -> Browsed:
    return browse.browse(viewer, QueryDict(urlencode({"q": q, "kind": kinds.values}, doseq=True)))


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
