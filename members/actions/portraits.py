"""A photo of oneself, and the tour of the first time."""

from django.db import transaction
from django.utils import timezone

from mutualaid.base import audit, limits

from ..models import Person, Portrait


@transaction.atomic
def set_portrait(*, by: Person, content: bytes, width: int, height: int, alt: str = "") -> Portrait:
    """A photo, drawn anew by the form, instead of the one before. Raises `TooMany`."""
    limits.spend("upload", by.pk)
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    Portrait.objects.filter(person=by).delete()
    made = Portrait.objects.create(person=by, content=content, width=width, height=height, alt=alt)
    audit.record("person.portrait", by, by=by)
    return made


@transaction.atomic
def remove_portrait(*, by: Person) -> None:
    """No photo any more. Twice is once."""
    if Portrait.objects.filter(person=by).delete()[0]:
        audit.record("person.remove_portrait", by, by=by)


def end_tour(*, by: Person) -> None:
    """They have seen it, or want to see nothing of it. It does not come again."""
    Person.objects.filter(pk=by.pk, toured_at=None).update(toured_at=timezone.now())
