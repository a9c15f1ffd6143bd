"""What becomes of somebody's swaps, posts and words when they leave: told to them, ended, erased."""

from collections.abc import Iterable

from django.db.models import Q

from members.models import Person
from mutualaid.base.belongings import blank, columns
from mutualaid.base.retention import Row

from .models import Coming, Exchange, Handover, Match, Message, Photo, Post, PostRow, WallLine

# What a post keeps for the counts, once whoever wrote it is gone.
COUNTED = (
    *("person", "public_id", "kind", "form", "mode", "status", "audience", "pod", "decides"),
    *("for_someone", "consent_at", "is_gathering", "is_anonymous", "hidden_at", "hidden_reason"),
    *("created_at", "closed_at", "confirmed_at"),
)


# --- For whoever asks what is kept of them -----------------------------------------------------------


def posts(person: Person) -> Iterable[Row]:
    """Their posts, with the needs that they are about."""
    for post in Post.objects.filter(person=person).prefetch_related("needs").order_by("pk"):
        yield {**columns(post), "needs": [need.name for need in post.needs.all()]}


def swaps(person: Person) -> Iterable[Row]:
    """Their swaps: what they gave or received, not with whom, nor whether it worked for the other one."""
    mine = Q(giver=person) | Q(receiver=person)
    for swap in Exchange.objects.filter(mine).order_by("pk"):
        row = columns(swap)
        worked = {"worked": row[swap.worked_field(person)]}
        others = {"worked_giver", "worked_receiver"}
        told = {name: value for name, value in row.items() if name not in others}
        yield {"gave": swap.giver_id == person.pk, **told, **worked}


# --- For good -----------------------------------------------------------------------------------------


def forget_posts(person: Person) -> None:
    """Nothing stays of their posts but that there was one: no word, no square."""
    for post in Post.objects.filter(person=person):
        blank(post, keep=COUNTED)
    PostRow.objects.filter(person=person).delete()


def erase_photos(person: Person) -> None:
    """Photos on their posts, with the files. What they uploaded for others is from now on the others'."""
    for photo in Photo.objects.filter(Q(post__person=person) | Q(uploaded_by=person, post=None)):
        photo.file.delete(save=False)
        photo.delete()
    for photo in Photo.objects.filter(uploaded_by=person).select_related("post"):
        assert photo.post is not None  # the others are gone
        photo.uploaded_by_id = photo.post.person_id
        photo.save(update_fields=["uploaded_by"])


def forget_places(person: Person) -> None:
    """When two met is for both to know; their own words of where go."""
    Handover.objects.filter(proposed_by=person).update(place="")


def erase_thanks(person: Person) -> None:
    """What they wrote in thanks."""
    WallLine.objects.filter(author=person).delete()


def erase_comings(person: Person) -> None:
    """Which gatherings they came to. A gathering's own count stays."""
    Coming.objects.filter(person=person).delete()


def erase_messages(person: Person) -> None:
    """What they wrote, with its pictures."""
    Message.objects.filter(author=person).delete()


def erase_matches(person: Person) -> None:
    """What was suggested for their posts."""
    Match.objects.filter(Q(request__person=person) | Q(offer__person=person)).delete()
