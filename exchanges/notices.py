"""Who hears what, on the site and by mail, in the same transaction as what it tells."""

from members.models import Person

from .models import Exchange, Post


def reach(person: Person) -> Person | None:
    """Who is told: the person, or for a neighbour by phone the organizer who entered them."""
    return person if person.user_id else person.entered_by


def about_exchange(person: Person, kind: str, exchange: Exchange) -> None:
    """Tell one of the two that something happened. Waits for members.notices."""


def about_post(post: Post, kind: str) -> None:
    """Tell the author what an organizer did. Waits for members.notices."""
