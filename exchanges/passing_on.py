"""Who reads what one writes about a post, and who decides, where it is not simply its author."""

from django.utils.translation import gettext as _

from members.models import Person

from . import names, permissions
from .models import Post


def said(post: Post, viewer: Person) -> str:
    """One or two plain sentences for this viewer; "" where whoever wrote it wrote it for themself."""
    if permissions.acts_for(viewer, post.person):
        return _to_the_author(post) if post.for_someone else ""
    author = names.author_of(post, viewer)
    name = author.name if author else _("A neighbour")
    return _to_others(post) % {"name": name}


def _to_the_author(post: Post) -> str:
    if post.decides == Post.Decides.THEM:
        return _("You write for somebody else, who said yes to it. Pass on what you read: they decide.")
    return _("You write for somebody else, who said yes to it. You decide for them.")


def _to_others(post: Post) -> str:
    if post.person.user_id is None:
        said = [_("%(name)s has no account: an organizer reads what you write and passes it on.")]
        if post.for_someone:
            said.append(_("It is for somebody else, who said yes to it."))
        return " ".join(said)
    if not post.for_someone:
        return ""
    if post.decides == Post.Decides.THEM:
        return _(
            "%(name)s writes for somebody else, who said yes to it."
            " %(name)s reads what you write and passes it on; they decide."
        )
    return _(
        "%(name)s writes for somebody else, who said yes to it."
        " %(name)s reads what you write and decides for them."
    )
