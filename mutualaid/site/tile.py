"""The network's own map, tile by tile."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mutualaid.base import tiles

A_WEEK_S = 7 * 24 * 3600


@require_safe
@cache_control(private=True, max_age=A_WEEK_S)
def tile(request: HttpRequest) -> HttpResponse:
    """`?z=&x=&y=`: one picture, kept by the browser that asked and by nobody between; 404 where none is."""
    try:
        zoom, x, y = (int(request.GET.get(name, "")) for name in "zxy")
    except ValueError:
        raise Http404 from None
    archive = tiles.archive()
    picture = archive.tile(zoom, x, y) if archive else None
    if archive is None or picture is None:
        raise Http404
    return HttpResponse(picture, content_type=archive.content_type)
