"""What of the board leaves the site: text for a group chat, and the feed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from members.doors import member_required
from mutualaid.base.network import current_network

from .. import feeds, outside
from ..models import Post

read_feed = feeds.BoardFeed()


@member_required
@require_safe
def post_text(request: HttpRequest) -> HttpResponse:
    """Requests and offers to be copied into a group chat; with `format=txt` nothing but the text."""
    asked = outside.asked(request.GET, request.viewer)  # type: ignore[attr-defined]
    found = outside.newest(asked)
    text = outside.text(found[: outside.MOST])
    if request.GET.get("format") == "txt":
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    context = {
        "text": text if found else "",
        "count": len(found[: outside.MOST]),
        "has_more": len(found) > outside.MOST,
        "is_open": current_network().board_is_public,
        "kinds": _kinds(request.GET),
        "about": [node.name for node in asked.needs_chosen],
        "plain": _with(request.GET, format="txt"),
    }
    return render(request, "exchanges/post_text.html", context)


def _kinds(address: QueryDict) -> list[tuple[str, str, bool]]:
    """The links that choose one kind or both: words, address, whether it is this one."""
    labels = {"": _("Both"), Post.Kind.REQUEST: _("Requests"), Post.Kind.OFFER: _("Offers")}
    chosen = address.getlist("kind")
    now = chosen[0] if len(chosen) == 1 and chosen[0] in labels else ""
    return [(label, _with(address, kind=kind), kind == now) for kind, label in labels.items()]


def _with(address: QueryDict, **changes: Any) -> str:
    """The same address with something else in it, as a link."""
    found = address.copy()
    for name, value in changes.items():
        found.setlist(name, [value] if value else [])
    return f"?{found.urlencode()}"


@conditional_page
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Asks nobody who they are, sets no cookie, and is the same text as long as the board says the same."""
    with translation.override(feeds.language()):
        response = read_feed(request)
    response["Content-Language"] = feeds.language()
    response["Cache-Control"] = "public, max-age=300"
    # Days are no use for "has anything changed?": the text itself answers that.
    del response["Last-Modified"]
    return response
