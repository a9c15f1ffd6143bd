"""Headers that Django and its policies do not set by themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS = "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)"


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What somebody signed in has seen is kept by no cache: a shared phone has a back button."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cookie" in (response.get("Vary") or "") and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return respond
