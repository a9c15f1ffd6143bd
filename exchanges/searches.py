"""What a kept search means, and whether there is anything new in it. The lists' own filters answer both."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import QueryDict

from directory.asking import PERSONAL, DirectoryFilter, locate
from directory.models import ListingRow, Service
from members.viewers import Viewer, viewer_of
from mutualaid.base.filters import SearchFilterSet
from mutualaid.base.network import current_network
from mutualaid.base.search import By, Order

from .board import BoardFilter
from .models import Post, PostRow, SavedSearch

# At what hour of the network's day the daily and the weekly ones are told, the weekly ones on Mondays.
HOUR, MONDAY = 8, 0
MOST_NEW = 5_000
# What was written just now may still be on its way into the database; it is told next time.
UNTIL_SEEN = timedelta(minutes=1)


def kept(address: QueryDict) -> str:
    """The part of an address that says what is looked for, in one order for the same search.

    Not the page, nor "open now", which means another moment each time; not who is looking; and no place that
    a browser told: only one that has a name is kept.
    """
    near = locate(address.get("near", ""))
    left_out = {"page", *PERSONAL, *({"near", "within"} if near and near.is_here else ())}
    if address.get("open") == "now":
        left_out |= {"open", "time"}
    found = QueryDict(mutable=True)
    for name, value in sorted((name, value) for name, values in address.lists() for value in values if value):
        if name not in left_out:
            found.appendlist(name, value)
    return found.urlencode()


def in_words(over: str, address: str, viewer: Viewer) -> str:
    """ "Requests, Rides, About 2 km": the labels of what is ticked, and the words that were typed."""
    asked = _asked(over, address, viewer)
    chosen = [
        str(choice.label)
        for name in asked.groups()
        for choice in asked.choices(name)
        if choice.value and choice.value in asked.chosen(name)
    ]
    typed = [asked.asked(name) for name in ("q", "near") if name in asked.filters]
    return ", ".join([*filter(None, typed), *chosen])


def is_due(search: SavedSearch, now: datetime) -> bool:
    """Is it time to tell? Those told as soon as there is something are looked at whenever somebody asks."""
    if search.every == SavedSearch.Every.ONCE:
        return True
    local = now.astimezone(ZoneInfo(current_network().zone))
    begins = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if local < begins:
        begins -= timedelta(days=1)
    if search.every == SavedSearch.Every.WEEK:
        begins -= timedelta(days=(begins.weekday() - MONDAY) % 7)
    return search.told_until < begins


def has_new(search: SavedSearch, until: datetime) -> bool:
    """Is there anything in it from `told_until` to `until` that this person may see?"""
    since = {"created_at__gt": search.told_until, "created_at__lte": until}
    if search.over == SavedSearch.Over.DIRECTORY:
        return has_any(search, services=_ids(Service.objects.filter(**since)))
    return has_any(search, posts=_ids(Post.objects.open().filter(**since)))


def has_any(search: SavedSearch, *, posts: Sequence[int] = (), services: Sequence[int] = ()) -> bool:
    """Is any of these in it, for the eyes of whoever keeps it? Never their own; nothing for no member."""
    viewer = viewer_of(search.person.user)
    if not viewer.is_member or not (posts or services):
        return False
    address = QueryDict(search.address)
    asked: DirectoryFilter | BoardFilter
    order: Order = By("pk")
    if search.over == SavedSearch.Over.DIRECTORY:
        places = ListingRow.objects.visible_to(viewer).filter(service__in=services)
        asked = DirectoryFilter(address, places, viewer=viewer)
        order = asked.order  # which knows what is too far away
    else:
        rows = PostRow.objects.visible_to(viewer).exclude(person=search.person)
        asked = BoardFilter(address, rows.filter(post__in=posts), viewer=viewer)
    return bool(asked.rows(order=order, columns=["published"], most=1))


def _ids(new: QuerySet[Any]) -> list[int]:
    return list(new.order_by("-pk").values_list("pk", flat=True)[:MOST_NEW])


def _asked(over: str, address: str, viewer: Viewer) -> SearchFilterSet:
    if over == SavedSearch.Over.DIRECTORY:
        return DirectoryFilter(QueryDict(address), ListingRow.objects.none(), viewer=viewer)
    return BoardFilter(QueryDict(address), PostRow.objects.none(), viewer=viewer)
