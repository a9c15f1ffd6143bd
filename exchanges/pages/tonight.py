"""Listings on the page of a request: places that could meet it tonight."""

from directory import tonight
from directory.cards import Card
from members.viewers import Viewer
from mutualaid.base.grid import SIZES, Cell
from mutualaid.base.network import current_grid
from mutualaid.base.together import Looking

from .. import permissions
from ..models import Post


def places(post: Post, viewer: Viewer) -> Looking[list[Card]]:
    """For an open request of one person; nothing for an offer or a gathering.

    Which places are near says where the post is. So its author is shown what is near their own square,
    others what is near the widest, which is what a newcomer is told; and where it is about something
    sensitive or has no name, others are shown places from anywhere.
    """
    if not post.is_request or not post.is_open or post.is_gathering:
        return []
    slugs = [need.slug for need in post.needs.all()]
    return (yield from tonight.tonight(viewer, slugs, _around(post, viewer)))


def _around(post: Post, viewer: Viewer) -> tuple[float, float] | None:
    grid = current_grid()
    if post.cell is None or grid is None:
        return None
    cell = Cell(*post.cell)
    if not permissions.can_change_post(viewer.person, post):
        if post.is_anonymous or any(need.is_sensitive for need in post.needs.all()):
            return None
        cell = cell.coarser(SIZES[-1])
    return grid.centre(cell)
