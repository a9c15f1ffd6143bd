"""Somebody leaves: whatever others counted on is over, and they hear that something changed, not who."""

from django.db import transaction

from members.models import Person

from ..models import Post
from .exchanges import end_swaps
from .rings import end_rings
from .steps import move_post


@transaction.atomic
def end_all(person: Person) -> None:
    """Rings first, so that nothing new is proposed to them; swaps; then their posts and gatherings."""
    if person.status != Person.Status.LEFT:
        return
    end_rings(person)
    end_swaps(person)
    up = Post.objects.filter(person=person, status__in=[Post.Status.OPEN, Post.Status.PAUSED])
    for post in up.select_related("person__user").order_by("pk"):
        move_post(post, "withdraw", None)
