"""Listings as a list, on a map and one by one."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mutualaid.base.network import current_network

from .. import browse, clusters, geojson, needs, pages
from ..browse import Asking, Browsed
from ..cards import card
from ..models import Service


@require_safe
def listing_list(request: HttpRequest) -> HttpResponse:
    """Listings by need, place, time, language and words, the open ones first."""
    viewer = request.viewer  # type: ignore[attr-defined]
    browsed = browse.browse(viewer, request.GET)
    cards = [card(item, browsed.at) for item in browsed.items]
    context = {
        "browsed": browsed,
        "found": browsed.found,
        "title": _title(browsed),
        "parts": [
            ("open", [one for one in cards if one.is_open]),
            ("later", [one for one in cards if not one.is_open]),
        ],
        "map_url": reverse("directory:listing_map", query=browsed.looked_for),
        "kilometres": browse.KILOMETRES,
        "elsewhere": _address([pair for pair in browsed.asking if pair[0] not in ("near", "within")]),
        "bounds": _bounds(browsed),
        "area": _area(),
        "wider": [(text, _address(wider)) for text, wider in browsed.wider],
        "neighbours": _ask_neighbours(browsed),
    }
    return render(request, "directory/listing_list.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def listing_map(request: HttpRequest) -> JsonResponse:
    """The same listings gathered by place, and the names of towns around them. GeoJSON.

    `?bounds=south,west,north,east&zoom=` beside what the list is asked. Kept nowhere: where somebody looks is
    theirs.
    """
    found, at = browse.on_map(request.viewer, request.GET)  # type: ignore[attr-defined]
    features = geojson.features(found, clusters.view(request.GET), at)
    collection = {"type": "FeatureCollection", "features": features}
    return JsonResponse(collection, content_type="application/geo+json")


@require_safe
def listing_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """All that is known of one listing. A confidential one has no address on any page."""
    shown = Service.objects.published().filter(status__in=Service.SHOWN)
    service = get_object_or_404(pages.with_everything(shown), slug=slug)
    context = {"listing": pages.listing(service, timezone.now()), "service": service}
    return render(request, "directory/listing_detail.html", context)


def _address(asking: Asking) -> str:
    return reverse("directory:listing_list", query=asking)


def _title(browsed: Browsed) -> str:
    """What is looked for, for the heading: "Food", or nothing."""
    nodes = [node for slug in browsed.needs if (node := needs.tree().get(slug))]
    return ", ".join(node.name for node in nodes[-2:])


def _bounds(browsed: Browsed) -> tuple[float, float, float, float] | None:
    """What the map shows first: the places of this page, or the network's area."""
    points = [(item["latitude"], item["longitude"]) for item in browsed.items if item["latitude"] is not None]
    if browsed.origin:
        points.append(browsed.origin.point)
    if points:
        south, north = min(lat for lat, _ in points), max(lat for lat, _ in points)
        west, east = min(lon for _, lon in points), max(lon for _, lon in points)
        return (south - 0.01, west - 0.01, north + 0.01, east + 0.01)
    return _area()


def _area() -> tuple[float, float, float, float] | None:
    network = current_network()
    area = (network.area_south, network.area_west, network.area_north, network.area_east)
    return None if None in area else area  # type: ignore[return-value]


def _ask_neighbours(browsed: Browsed) -> str:
    """Where a request starts with this need filled in. A page of an app above: it has a stable address."""
    need = f"&need={browsed.needs[-1]}" if browsed.needs else ""
    return f"/exchanges/new/?kind=request{need}"
