"""The API at /hsds/: reading only, for everybody, the same for everybody; no session, no cookie."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from ..hsds import profile
from ..hsds.asking import PER_PAGE
from ..hsds.lists import COLLECTIONS, Asked, Collection, newest

METHODS = "GET, HEAD, OPTIONS"
# So many objects are read at once where all of them are asked for.
CHUNK = 200
SECOND = dt.timedelta(seconds=1)
View = Callable[..., HttpResponseBase]


class _Refused(Exception):
    """What an address says cannot be understood."""


def _endpoint(view: View) -> View:
    """Answers in JSON whatever happens, to pages of any site, and leaves nothing in the browser."""

    @csrf_exempt
    @wraps(view)
    def respond(request: HttpRequest, **found: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
        elif request.method not in ("GET", "HEAD"):
            response = _error(405, f"only {METHODS}")
        else:
            with override("en"):
                response = _answered(view, request, **found)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = response["Allow"] = METHODS
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        # What is kept is asked for again: an answer without news is a few bytes.
        response["Cache-Control"] = "public, no-cache"
        response.is_same_for_everybody = True  # see mutualaid.base.middleware.headers
        return response

    return respond


def _answered(view: View, request: HttpRequest, **found: Any) -> HttpResponseBase:
    try:
        return view(request, **found)
    except _Refused as error:
        return _error(400, str(error))
    except Http404:
        return _error(404, "nothing here")


def _error(status: int, message: str) -> HttpResponse:
    return HttpResponse(_json({"status": status, "message": message}), "application/json", status)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _answer(request: HttpRequest, value: Any) -> HttpResponseBase:
    """JSON with what tells whether it has changed; 304 where it has not."""
    response = HttpResponse(_json(value), "application/json")
    tag = quote_etag(hashlib.blake2b(response.content, digest_size=16).hexdigest())
    moment, response["ETag"] = newest(), tag
    # HTTP counts in seconds: while the last one is not over, more may change in it.
    seconds = int(moment.timestamp()) if moment and moment < timezone.now() - SECOND else None
    if seconds:
        response["Last-Modified"] = http_date(seconds)
    return get_conditional_response(request, tag, seconds, response) or response


def _asked(form: Any, request: HttpRequest) -> Asked:
    asked = form(request.GET)
    if not asked.is_valid():
        raise _Refused("; ".join(f"{name}: {' '.join(words)}" for name, words in asked.errors.items()))
    return asked.cleaned_data


@_endpoint
def hsds_about(request: HttpRequest) -> HttpResponseBase:
    """What this API is."""
    at = request.build_absolute_uri
    return _answer(
        request,
        {
            "version": "3.0",
            "profile": at(reverse("hsds_profile")),
            "openapi_url": at(reverse("hsds_openapi")),
        },
    )


@_endpoint
def hsds_openapi(request: HttpRequest) -> HttpResponseBase:
    """The API for machines."""
    return _answer(request, profile.openapi(request.build_absolute_uri(reverse("hsds_about"))))


@_endpoint
def hsds_profile(request: HttpRequest) -> HttpResponseBase:
    """What we say beyond HSDS."""
    return _answer(request, profile.profile())


@_endpoint
def hsds_list(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A page of a list, or with `format=ndjson` all of it, an object a line."""
    of = COLLECTIONS[kind]
    asked = _asked(of.form, request)
    keys = of.keys(asked)
    if asked.get("format") == "ndjson":
        return StreamingHttpResponse(_lines(of, list(keys), asked), "application/x-ndjson")
    every = len(keys) if asked.get("minimal") else 0
    pages = Paginator(keys, asked.get("per_page") or every or PER_PAGE)
    number = asked.get("page") or 1
    start = (number - 1) * pages.per_page
    items = of.write(list(keys[start : start + pages.per_page]), asked) if number <= pages.num_pages else []
    return _answer(request, _page(pages, number, items))


def _page(pages: Any, number: int, items: list[Any]) -> dict[str, Any]:
    return {
        "total_items": pages.count,
        "total_pages": pages.num_pages if pages.count else 0,
        "page_number": number,
        "size": len(items),
        "first_page": number == 1,
        "last_page": number >= pages.num_pages,
        "empty": not items,
        "contents": items,
    }


def _lines(of: Collection, keys: list[Any], asked: Asked) -> Iterator[str]:
    for start in range(0, len(keys), CHUNK):
        with override("en"):
            items = of.write(keys[start : start + CHUNK], asked)
        yield "".join(f"{_json(item)}\n" for item in items)


@_endpoint
def hsds_detail(request: HttpRequest, kind: str, id: str) -> HttpResponseBase:
    """One object, whole."""
    of = COLLECTIONS[kind]
    asked = {**_asked(of.one, request), "full": True}
    try:
        key = of.key(UUID(id))
    except ValueError:
        raise Http404 from None
    items = of.write([key], asked) if key is not None else []
    if not items:
        raise Http404
    return _answer(request, items[0])


@_endpoint
def hsds_nothing(request: HttpRequest, path: str) -> HttpResponseBase:
    """An address that is none."""
    raise Http404
