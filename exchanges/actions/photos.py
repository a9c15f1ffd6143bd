"""What happens to a photo before it is on a post."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from members.models import Person
from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed
from mutualaid.base.pictures import redraw

from .. import permissions
from ..models import Photo


@transaction.atomic
def add_photo(*, by: Person, upload: UploadedFile) -> Photo:
    """Keep a photo, drawn anew, for a post that is still being written.

    Raises `ValidationError` in plain words for what is no photo, or when it was too many today.
    """
    if not permissions.is_active(by):
        raise NotAllowed
    limits.spend("upload", by.pk)
    content, (width, height) = redraw(upload)
    photo = Photo(uploaded_by=by, width=width, height=height)
    photo.file.save("photo.webp", content, save=False)
    photo.save()
    audit.record("photo.add", photo, by=by)
    return photo


def drop_photos(photos: list[Photo]) -> None:
    """Delete rows now and files once the transaction stands."""
    for photo in photos:
        photo.delete()
        transaction.on_commit(lambda file=photo.file: file.storage.delete(file.name))  # type: ignore[misc]
