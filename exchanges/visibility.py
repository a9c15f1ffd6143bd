"""Who may see a post: one rule on the projection's columns, for the board and for everything else."""

from typing import TYPE_CHECKING

from django.db.models import Q

from mutualaid.base.network import current_network
from mutualaid.base.search import Literal

if TYPE_CHECKING:
    from members.viewers import Viewer


def visible_q(viewer: "Viewer", prefix: str = "") -> Q:
    """What stands on this viewer's board. `prefix` leads to the projection ("row__" from a post).

    Published means open, hidden by nobody, its author active and something left. A newcomer, and somebody
    who still waits to be let in, sees what its author opened to everybody, where the organizers opened
    the board; a member also what is for members and for their own pods; an organizer all. Nobody sees
    somebody whom they blocked or who blocked them.
    """
    rule = Q(**{f"{prefix}published": True})
    if not viewer.is_member and not current_network().board_is_public:
        return Q(pk__in=[])
    if not viewer.is_organizer:
        audiences = ["everybody", "members"] if viewer.is_member else ["everybody"]
        seen = Q(**{f"{prefix}audience__in": list(map(Literal, audiences))})
        if viewer.is_member and viewer.pods:
            seen |= Q(**{f"{prefix}audience": Literal("pod"), f"{prefix}pod__in": viewer.pods})
        rule &= seen
    if viewer.blocked:
        rule &= ~Q(**{f"{prefix}person__in": viewer.blocked})
    return rule
