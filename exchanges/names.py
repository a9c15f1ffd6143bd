"""By what name somebody is shown: posts may be without one, to the end."""

from django.utils.translation import gettext as _

from members.models import Person

from . import permissions
from .models import Exchange, Post


def is_told(post: Post, viewer: Person | None) -> bool:
    """May this viewer be told whose post it is?"""
    return not post.is_anonymous or permissions.acts_for(viewer, post.person)


def author_of(post: Post, viewer: Person | None) -> Person | None:
    """The author, or None where the post is without a name."""
    return post.person if is_told(post, viewer) else None


def name_in(exchange: Exchange, person: Person, viewer: Person) -> str:
    """What one of the two is called on the pages of their swap."""
    if person.pk == exchange.post.person_id and not is_told(exchange.post, viewer):
        return _("A neighbour")
    return person.called
