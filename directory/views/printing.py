"""The pocket guide: what the list found, as a page to print and as a PDF."""

from collections.abc import Callable
from io import BytesIO

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mutualaid.base import limits

from .. import booklet, lists, paper, pocket
from ..asking import asking_of
from ..pocket import Pocket


@require_safe
@cache_control(private=True)
def listing_print(request: HttpRequest) -> HttpResponseBase:
    """What `/directory/` finds for the same address, up to `pocket.MOST`; or a list, `?l=1f.2a`.

    `?large=1`: in large print. `?format=pdf&size=a4|letter`: a booklet, or large single pages.
    """
    if "l" in request.GET:
        return _printed(request, _of_list)
    return _printed(request, _of_address)


def _of_address(request: HttpRequest) -> Pocket:
    return pocket.of_address(request.viewer, request.GET)  # type: ignore[attr-defined]


def _of_list(request: HttpRequest) -> Pocket:
    codes, name = lists.codes(request.GET), lists.name(request.GET)
    return pocket.of_list(request.viewer, codes, name)  # type: ignore[attr-defined]


def _printed(request: HttpRequest, find: Callable[[HttpRequest], Pocket]) -> HttpResponseBase:
    """As the request wants it. Booklets are counted before anything is done for them."""
    is_large = request.GET.get("large") == "1"
    size = request.GET.get("size", "")
    if request.GET.get("format") == "pdf" and size in booklet.SIZES and booklet.is_there():
        limits.spend("pdf", limits.network_key(request))
        made = booklet.make(find(request), size=size, is_large=is_large)
        # The name stays in the list of downloads of a shared phone: it says nothing.
        return FileResponse(BytesIO(made), as_attachment=True, filename="list.pdf")
    guide = find(request)
    context = {
        "guide": guide,
        "is_large": is_large,
        "words": booklet.words(guide),
        "address": paper.address(),
        "qr": paper.qr("/"),
        "other_size": _link(request, large="" if is_large else "1"),
        "files": [(label, _link(request, **more)) for label, more in _files()],
        "back": _link(request, "directory:listing_share" if "l" in request.GET else "directory:listing_list"),
    }
    return render(request, "directory/listing_print.html", context)


def _link(request: HttpRequest, to: str = "directory:listing_print", **more: str) -> str:
    """What this address asks, elsewhere or otherwise."""
    mine = [(name, request.GET[name]) for name in ("l", "name") if name in request.GET]
    asked = mine if "l" in request.GET else asking_of(request.GET)
    return reverse(to, query=[*asked, *((name, value) for name, value in more.items() if value)])


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
