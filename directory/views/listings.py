"""Listings as a list, on a map and one by one."""

from functools import lru_cache

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mutualaid.base.addresses import address
from mutualaid.base.network import current_network
from mutualaid.base.said import gettext as _
from mutualaid.base.said import language, once, one_language

from .. import asking, browse, clusters, geojson, lists, needs, pages
from ..asking import Asking
from ..browse import Browsed
from ..cards import Card, cards
from ..models import ListingRow, Service
from .files import FILES


@require_safe
@one_language()
def listing_list(request: HttpRequest) -> HttpResponse:
    """Listings by need, place, time, language and words, the open ones first."""
    viewer = request.viewer  # type: ignore[attr-defined]
    browsed = browse.browse(viewer, request.GET)
    listed = cards(browsed.items, browsed.at)
    # A browser remembers for long what it was given to keep: not who asked for it.
    told = asking.without(browsed.looked_for, *asking.PERSONAL)
    written = _Written()
    context = {
        "browsed": browsed,
        "found": browsed.found,
        "title": _title(browsed),
        "parts": _parts(listed, is_near=browsed.origin is not None),
        "counted": _counted(browsed),
        "chips": [(text, written.at("directory:listing_list", rest)) for text, rest in browsed.chips],
        "keep": written[tuple(browsed.keep)],
        "map_url": written.at("directory:listing_map", browsed.looked_for),
        "print_url": written.at("directory:listing_print", browsed.looked_for),
        "kilometres": asking.KILOMETRES,
        "elsewhere": written.at("directory:listing_list", asking.without(browsed.asking, "near", "within")),
        "bounds": _bounds(browsed),
        "area": _area(),
        "wider": [(text, written.at("directory:listing_list", wider)) for text, wider in browsed.wider],
        "neighbours": _ask_neighbours(browsed),
        "files": _files(language()),
        "asked_for": f"?{written[tuple(told)]}" if told else "",
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
    found = pages.with_small_print(shown.filter(slug=slug))
    if not found:
        return redirect("directory:listing_detail", _merged(shown, slug), permanent=True)
    (service,) = found
    context = {
        "listing": pages.listing(service, timezone.now()),
        "service": service,
        "code": lists.code_of(service.pk),
        "small_print": pages.small_print(service),
    }
    return render(request, "directory/listing_detail.html", context)


def _merged(shown: QuerySet[Service], slug: str) -> str:
    """The address of the listing that one of this address was found to be. Raises Http404."""
    return get_object_or_404(shown, merged__slug=slug).slug


def _parts(cards: list[Card], *, is_near: bool) -> list[tuple[str, str, list[Card]]]:
    """The cards of a page under their headings, each with a key; in the order of `DirectoryFilter.order`."""
    reach = ListingRow.Reach
    away = [reach.ADDRESS] if is_near else []
    there = [one for one in cards if one.reach not in (*away, reach.PHONE, reach.READING)]
    return [
        ("open", _("Open now"), [one for one in there if one.is_open]),
        ("later", _("Later"), [one for one in there if not one.is_open]),
        ("address", _("How far it is, we do not know"), [one for one in cards if one.reach in away]),
        ("phone", _("By phone or online"), [one for one in cards if one.reach == reach.PHONE]),
        ("reading", _("Guides and tools"), [one for one in cards if one.reach == reach.READING]),
    ]


def _counted(browsed: Browsed) -> str:
    """What was found, in one line: "12 places · 3 by phone or online · 2 guides and tools"."""
    box = browsed.found.box("reach")
    counts = {option.value: option.count or 0 for option in box.options} if box else {}
    if box and box.chosen:
        counts = {option.value: option.count or 0 for option in box.chosen}
    places, phone = counts.get("place", 0) + counts.get("address", 0), counts.get("phone", 0)
    reading = counts.get("reading", 0)
    said = [_places(places)]
    said += [_("%d by phone or online") % phone] if phone else []
    said += [_to_read(reading)] if reading else []
    return " · ".join(said[not places and len(said) > 1 :])


@once
def _places(count: int) -> str:
    return ngettext("%d place", "%d places", count) % count


@once
def _to_read(count: int) -> str:
    return ngettext("%d guide or tool", "%d guides and tools", count) % count


@lru_cache(maxsize=8)
def _files(_language: str | None) -> list[tuple[str, str]]:
    """What the list may be taken along as: what it is called, in words."""
    return [(name, str(file.words)) for name, file in FILES.items()]


class _Written(dict[tuple[tuple[str, str], ...], str]):
    """What a page's addresses ask, each written once: most of them ask the same."""

    def __missing__(self, asked: tuple[tuple[str, str], ...]) -> str:
        self[asked] = urlencode(asked)
        return self[asked]

    def at(self, name: str, asked: Asking) -> str:
        """The address of a page that asks this."""
        return f"{address(name)}?{self[tuple(asked)]}" if asked else address(name)


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
        latitudes, longitudes = zip(*points, strict=True)
        south, west, north, east = *map(min, (latitudes, longitudes)), *map(max, (latitudes, longitudes))
        return (south - 0.01, west - 0.01, north + 0.01, east + 0.01)
    return _area()


def _area() -> tuple[float, float, float, float] | None:
    network = current_network()
    area = (network.area_south, network.area_west, network.area_north, network.area_east)
    return None if None in area else area  # type: ignore[return-value]


def _ask_neighbours(browsed: Browsed) -> str:
    """Where a request starts with this need and these words filled in: a page of an app above."""
    given = {"need": browsed.needs[-1] if browsed.needs else "", "title": browsed.found.text.strip()}
    known = {name: value for name, value in given.items() if value}
    return f"/exchanges/new/?{urlencode({'kind': 'request', **known})}"
