"""The directory as files, for whoever wants to take it along: public, as the list is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .. import browse
from ..hsds import exports


@dataclass(frozen=True)
class File:
    """A file that is offered under the list. `write`: of these listings, or without them of all."""

    words: str | Promise
    content_type: str
    write: Callable[[exports.Listings], Iterator[str]]


FILES = {
    "listings.csv": File(_("for a spreadsheet"), "text/csv; charset=utf-8", exports.listings_csv),
    "places.geojson": File(_("for a map"), "application/geo+json", exports.places_geojson),
    "services.json": File(_("for another directory"), "application/json", exports.services_json),
}
# All tables, which belong together: never of some listings only.
PACKAGE = "directory.zip"


@require_safe
@cache_control(private=True, no_store=True)
def listing_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """What the list with this address shows, all pages of it, as a file; or the whole data package."""
    if name == PACKAGE:
        return _package()
    if name not in FILES:
        raise Http404
    file = FILES[name]
    which = _asked_for(request.viewer, request.GET)  # type: ignore[attr-defined]
    response = StreamingHttpResponse(file.write(which), content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked_for(viewer: Any, address: QueryDict) -> exports.Listings:
    return browse.listings(viewer, address) if any(address.values()) else None


def _package() -> HttpResponseBase:
    stream = TemporaryFile()  # noqa: SIM115 - the answer closes it
    exports.zip_into(stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=PACKAGE, content_type="application/zip")
