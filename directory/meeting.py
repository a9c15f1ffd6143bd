"""Public places where two neighbours can meet: where being seen says nothing about anybody.

Never sorted by how far they are from somebody: the list is the same for everyone.
"""

from collections.abc import Iterable

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from mutualaid.base import hanging
from mutualaid.base.network import current_network

from .models import Location, Service

MOST = 20
# What such places are called, and what people go to them for.
_WORDS = ("librar", "bibliotec", "community cent", "centro comunit", "hall", "casa de cultura")
_MEETING = "space-to-meet"
_PUBLIC = (
    *("eating-together", "fun-together", "languages", "skills", "computer-help", "tutoring"),
    *("tools-to-borrow", "repairs", "bikes", "flyers-and-printing", "free-fridge"),
)


def meeting_places() -> list[Location]:
    """At most twenty in the network's area, by name, with what `label` reads. Halls and libraries first."""
    network = current_network()
    found = _open_to_all().filter(latitude__isnull=False)
    if network.area_north is not None:
        found = found.filter(
            latitude__range=(network.area_south, network.area_north),
            longitude__range=(network.area_west, network.area_east),
        )
    at = _shown_at(OuterRef("pk"))
    named = Q(pk__in=[])
    for word in _WORDS:
        named |= Q(name__icontains=word) | Q(organization__name__icontains=word)
    rank = Case(
        When(named | Q(Exists(at.filter(needs__slug=_MEETING))), then=Value(0)),
        When(Exists(at.filter(needs__slug__in=_PUBLIC)), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ranked = found.annotate(rank=rank).filter(rank__lt=2).order_by("rank", "name", "pk")[:MOST]
    return sorted(_labelled(ranked), key=lambda place: label(place).casefold())


def still_open(ids: Iterable[int]) -> dict[int, Location]:
    """Those of them that may still be shown, by id: a place can become a secret one."""
    return {place.pk: place for place in _labelled(_open_to_all().filter(pk__in=ids))}


def label(place: Location) -> str:
    """ "Alder Hall, 12 Alder Street"."""
    name = place.name or (place.organization.name if place.organization else "")
    street = next((one.address_1 for one in place.addresses.all() if one.address_1), "")
    return ", ".join(filter(None, [name, street]))


def _open_to_all() -> QuerySet[Location]:
    """Places to go to with something shown, and nothing secret or sensitive under the same roof."""
    at = Service.objects.filter(at_locations__location=OuterRef("pk"))
    return Location.objects.filter(
        ~Exists(at.filter(Q(is_confidential=True) | Q(needs__is_sensitive=True))),
        Exists(_shown_at(OuterRef("pk"))),
        location_type=Location.Type.PHYSICAL,
    )


def _shown_at(place: OuterRef) -> QuerySet[Service]:
    """Groups are left out: they may meet in somebody's kitchen."""
    return Service.objects.published().filter(
        at_locations__location=place, status__in=Service.SHOWN, kind=Service.Kind.SERVICE
    )


def _labelled(places: QuerySet[Location]) -> list[Location]:
    return [place for place in hanging.fetch(places, "organization", "addresses") if label(place)]
