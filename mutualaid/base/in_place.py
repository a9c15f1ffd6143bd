"""Views that answer htmx with a part of the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from .actions import NotAllowed


def in_place(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Of a view that answers htmx with a part of the page: anything else makes it load the page anew.

    Somebody was signed out or blocked meanwhile: they see what they would without JavaScript.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_part = request.htmx  # type: ignore[attr-defined]
        try:
            response = view(request, *args, **kwargs)
        except (Http404, NotAllowed):
            if not is_part:
                raise
            response = HttpResponse(status=404)
        if is_part and response.status_code != 200:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return response

    return answer
