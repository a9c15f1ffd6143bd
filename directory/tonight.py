"""Listings that could help tonight: open now, or some time in the next hours."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from mutualaid.base import search
from mutualaid.base.network import current_network
from mutualaid.base.together import Looking

from . import needs
from .asking import FRESHEST
from .browse import COLUMNS
from .cards import Card, card
from .filters import bits
from .models import ListingRow
from .models.rows import HOURS

MOST = 3
AHEAD = dt.timedelta(hours=12)
KM = 10


def tonight(viewer: Any, slugs: Collection[str], around: tuple[float, float] | None) -> Looking[list[Card]]:
    """At most three that answer one of these needs, those that are open now first.

    `around`: the nearest to it within ten kilometres; without it what was checked last, wherever that is.
    Cards say no distance: whoever reads them must not learn what it is counted from.
    """
    nodes = [node for slug in slugs if (node := needs.tree().get(slug)) and not node.is_retired]
    if not nodes:
        return []
    now = timezone.now().replace(second=0, microsecond=0)
    rows = ListingRow.objects.visible_to(viewer).filter(bits(*nodes))
    if around:
        rows = rows.filter(search.Within(around, km=KM))
    home = current_network().zone
    open_now = search.OpenAt(now, HOURS, home)
    open_soon = search.OpenBetween(now, now + AHEAD, HOURS, home)
    asked = search.Asked(
        queryset=rows,
        order=search.ByMatch(
            [open_now, open_soon], search.Nearest(around) if around else search.By(*FRESHEST)
        ),
        columns=COLUMNS,
        more=[search.NextSpans(now)],
        per_page=MOST,
        cap=MOST,
    )
    [found] = yield [asked]
    return [card({**item, "distance_m": None}, now) for item in found.items]
