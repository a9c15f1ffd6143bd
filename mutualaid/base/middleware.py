"""Headers that Django does not set by itself, and the answers to what an action refuses."""

from collections.abc import Callable
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .actions import NotAllowed
from .limits import TooMany
from .network import current_network

PERMISSIONS = "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)"
Respond = Callable[[HttpRequest], HttpResponse]


def headers(get_response: Respond) -> Respond:
    """What somebody signed in has seen is kept by no cache: a shared phone has a back button.

    What a view marks as `is_same_for_everybody` is kept once for all.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cookie" in (response.get("Vary") or "") and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        if getattr(response, "is_same_for_everybody", False):
            # What Django says of every answer: that it goes by the reader's language.
            response["Vary"] = "Accept-Encoding"
            response.headers.pop("Content-Language", None)
        return response

    return respond


def local_time(get_response: Respond) -> Respond:
    """Times are shown, and days begin, where the network is."""

    def respond(request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone()):
            return get_response(request)

    return respond


def _zone() -> tzinfo:
    """While the database is away, whatever the page does next says so."""
    try:
        return ZoneInfo(current_network().zone)
    except DatabaseError:
        return UTC


def refusals(get_response: Respond) -> Respond:
    """`NotAllowed` that no view caught is a 404, as for a thing that never was; `TooMany` a 429."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            raise Http404
        if isinstance(error, TooMany):
            return too_many(request, error)
        return None

    respond.process_exception = process_exception  # type: ignore[attr-defined]
    return respond


def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """The page that says when to come back."""
    response = render(request, "429.html", {"message": error.messages[0]}, status=429)
    response["Retry-After"] = str(max(1, int((error.retry_at - timezone.now()).total_seconds())))
    return response
