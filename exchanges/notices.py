"""Who hears what, on the site and by mail, in the same transaction as what it tells."""

from django.utils.translation import gettext_lazy as _

from members import notices
from members.models import Person

from .models import Exchange, Post

# Neutral words, for a shared phone: no need, person or place.
KINDS = {
    "exchange_propose": _("Somebody answered you"),
    "exchange_accept": _("You have an answer"),
    "exchange_decline": _("You have an answer"),
    "exchange_withdraw": _("Somebody took something back"),
    "exchange_done": _("Something is done"),
    "exchange_did_not_happen": _("Something changed"),
    "exchange_message": _("Somebody wrote to you"),
    "exchange_thank": _("Somebody thanked you"),
    "post_hide": _("An organizer changed something of yours"),
    "post_restore": _("An organizer changed something of yours"),
}


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    for kind, title in KINDS.items():
        notices.register(kind, title=title)


def reach(person: Person) -> Person | None:
    """Who is told: the person, or for a neighbour by phone the organizer who entered them."""
    return person if person.user_id else person.entered_by


def about_exchange(person: Person, kind: str, exchange: Exchange) -> None:
    """Tell one of the two that something happened."""
    if reached := reach(person):
        notices.notify(reached, kind, url=exchange.get_absolute_url())


def about_post(post: Post, kind: str) -> None:
    """Tell the author what an organizer did."""
    if reached := reach(post.person):
        notices.notify(reached, kind, url=post.get_absolute_url())
