"""A list that somebody gathered: as cards, as a link, as a QR code and as a text message."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mutualaid.base.mail import absolute

from .. import lists, paper
from ..cards import card


@require_safe
@cache_control(private=True)
def listing_share(request: HttpRequest) -> HttpResponse:
    """Nothing of it is stored: the address is the list. Without codes it is the one that a browser keeps."""
    now = timezone.now()
    found = lists.items(request.viewer, lists.codes(request.GET))
    name = lists.name(request.GET)
    codes = [lists.code(item) for item in found]
    here = _address("directory:listing_share", codes, name)
    text, parts = lists.message(found, now)
    listed = [card(item, now) for item in found]
    for one, code in zip(listed, codes, strict=True):
        # The list without it.
        one.more = _address("directory:listing_share", [other for other in codes if other != code], name)
    context = {
        "name": name,
        "codes": ".".join(codes),
        "listed": listed,
        "link": absolute(here),
        "print_url": _address("directory:listing_print", codes, name),
        "qr": paper.qr(here) if found else "",
        "text": text,
        "parts": parts,
        "sms": f"sms:?&body={quote(text)}",
    }
    return render(request, "directory/listing_share.html", context)


def _address(page: str, codes: list[str], name: str) -> str:
    query = [("l", ".".join(codes))] if codes else []
    return reverse(page, query=query + ([("name", name)] if name else []))
