"""The pocket guide: what the list found, as a page to print and as a PDF."""

from collections.abc import Callable
from io import BytesIO

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mutualaid.base import limits

from .. import booklet, paper, pocket
from ..asking import Asking, asking_of
from ..pocket import Pocket


@require_safe
@cache_control(private=True)
def listing_print(request: HttpRequest) -> HttpResponseBase:
    """What `/directory/` finds for the same address, up to `pocket.MOST`.

    `?large=1`: in large print. `?format=pdf&size=a4|letter`: a booklet, or large single pages.
    """
    viewer = request.viewer  # type: ignore[attr-defined]
    return printed(request, lambda: pocket.of_address(viewer, request.GET), asking_of(request.GET))


def printed(request: HttpRequest, find: Callable[[], Pocket], asking: Asking) -> HttpResponseBase:
    """A pocket guide as this request wants it. `asking`: what its address says beside that.

    `find` is called once it is sure that nobody makes booklets by the hundred.
    """
    is_large = request.GET.get("large") == "1"
    size = request.GET.get("size", "")
    if request.GET.get("format") == "pdf" and size in booklet.SIZES and booklet.is_there():
        limits.spend("pdf", limits.network_key(request))
        made = booklet.make(find(), size=size, is_large=is_large)
        # The name stays in the list of downloads of a shared phone: it says nothing.
        return FileResponse(BytesIO(made), as_attachment=True, filename="list.pdf")
    guide = find()
    context = {
        "guide": guide,
        "is_large": is_large,
        "words": booklet.words(guide),
        "address": paper.address(),
        "qr": paper.qr("/"),
        "other_size": _link(request, asking, large="" if is_large else "1"),
        "files": [(label, _link(request, asking, **more)) for label, more in _files()],
    }
    return render(request, "directory/listing_print.html", context)


def _link(request: HttpRequest, asking: Asking, **more: str) -> str:
    return f"{request.path}?{urlencode([*asking, *((name, value) for name, value in more.items() if value)])}"


def _files() -> list[tuple[str, dict[str, str]]]:
    """What can be taken along, if PDFs can be made here."""
    if not booklet.is_there():
        return []
    sizes = {"a4": "A4", "letter": "Letter"}
    small = [(_("Booklet to fold, %s") % sizes[size], {"format": "pdf", "size": size}) for size in sizes]
    large = [
        (_("Large print, %s") % sizes[size], {"format": "pdf", "size": size, "large": "1"}) for size in sizes
    ]
    return [*small, *large]
