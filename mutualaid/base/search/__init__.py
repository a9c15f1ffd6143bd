"""A page of a list in one statement: the cards, how many there are, and a count beside every filter.

Written once, for the board and the directory. Everything is counted among the nearest (or newest) 1,000: a
longer list says "1,000+", which keeps a page as fast at a million rows as at ten thousand.

    hits    the first 1,001 rows of the filtered list, with only the columns that are counted, so that
            a covering index answers; then what is too large for an index, looked up for the hits alone
    page    the cards of one page, as JSON, fetched by key
    facets  count(*) FILTER (WHERE ...) for each option, over the hits

Within a group a visitor chooses "any of these", between groups "all of these". The options of a group in
which something is chosen are counted as if nothing were: by hits of their own. A group may want "all of
these" too (ways of access): then an option counts what it would leave.

A list may be several one after the other (`InTurn`): what is near, nearest first, then what has no place.

The directory, from a free origin:

    listings = ListingRow.objects.visible_to(viewer)                    # published rows
    listings = listings.filter(search.Within(origin, km=5), search.Says("food for baby"))
    result = search.page(
        listings,
        order=search.Nearest(origin),                                   # or search.By("-checked_on", "pk")
        groups=[
            search.Group("need", {n.pk: search.Bits(needs_a=n.a, needs_b=n.b) for n in needs}, chosen={7}),
            search.Group("open", {"now": search.OpenAt(now)}, chosen={"now"}),
        ],
        columns=["title", "slug", "latitude", "longitude"],
        page=2,
    )
    result.total, result.capped, result.facets["need"][7], result.items[0]["title"]

The board, from the viewer's own stored square only:

    posts = PostRow.objects.visible_to(viewer)
    result = search.page(
        posts,
        order=search.ByBand(Cell(*viewer.cell), "turn"),
        groups=[
            search.Group("kind", {kind: search.Is("kind", kind) for kind in Post.Kind.values}),
            search.Group("within", {band: search.UpTo(Cell(*viewer.cell), band) for band in Band}, {"near"}),
        ],
        columns=["title", "band", ...],                                 # "band" is the rank of a grid.Band
    )
"""

from .asked import CAP, PER_PAGE, Asked, page, pages
from .conditions import (
    Among,
    Anything,
    Bits,
    Both,
    Condition,
    Either,
    Is,
    Literal,
    Matches,
    Place,
    Says,
    Since,
    Spanning,
    Suits,
    UpTo,
    Within,
    WorkedOut,
)
from .groups import Beyond, Group, Options, Result
from .opening import Hours, NextSpans, OpenAt, OpenBetween
from .orders import By, ByBand, ByMatch, Gathered, InTurn, Nearest, Order, kept

__all__ = [
    "CAP",
    "PER_PAGE",
    "Among",
    "Anything",
    "Asked",
    "Beyond",
    "Bits",
    "Both",
    "By",
    "ByBand",
    "ByMatch",
    "Condition",
    "Either",
    "Gathered",
    "Group",
    "Hours",
    "InTurn",
    "Is",
    "Literal",
    "Matches",
    "Nearest",
    "NextSpans",
    "OpenAt",
    "OpenBetween",
    "Options",
    "Order",
    "Place",
    "Result",
    "Says",
    "Since",
    "Spanning",
    "Suits",
    "UpTo",
    "Within",
    "WorkedOut",
    "kept",
    "page",
    "pages",
]
