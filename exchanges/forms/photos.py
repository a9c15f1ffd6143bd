"""Up to four photos on a form that keeps them when something else has to be corrected."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from members.models import Person

from ..actions import add_photo
from ..models import Photo, Post


@dataclass
class Slot:
    """One place for a photo: what is kept there, what it shows, and what was wrong with a new file."""

    number: int
    photo: Photo | None = None
    alt: str = ""
    error: str = ""

    @property
    def label(self) -> str:
        """What it is called on the page."""
        return _("Photo %(number)s") % {"number": self.number}


class PhotoSlots:
    """The photos of a post's form. A good file is stored at once, so that it need not be chosen again.

    Fields by number: `photo_1` (a file), `kept_1` (a photo stored before), `alt_1`, `remove_1`.
    """

    def __init__(self, *, person: Person, post: Post | None = None) -> None:
        self.person, self.post = person, post
        photos = list(post.photos.all()) if post else []
        self.slots = [Slot(number + 1) for number in range(Post.MAX_PHOTOS)]
        for slot, photo in zip(self.slots, photos, strict=False):
            slot.photo, slot.alt = photo, photo.alt

    def read(self, sent: QueryDict, files: MultiValueDict[str, Any]) -> None:
        """Take what was sent: keep, remove, replace."""
        kept = {photo.public_id: photo for photo in self._own(sent)}
        for slot in self.slots:
            slot.alt = sent.get(f"alt_{slot.number}", "")[:200]
            slot.photo = kept.get(sent.get(f"kept_{slot.number}", ""))
            if sent.get(f"remove_{slot.number}"):
                slot.photo = None
            if upload := files.get(f"photo_{slot.number}"):
                try:
                    slot.photo = add_photo(by=self.person, upload=upload)
                except ValidationError as error:
                    slot.error = " ".join(error.messages)

    @property
    def errors(self) -> list[str]:
        return [slot.error for slot in self.slots if slot.error]

    @property
    def photos(self) -> list[Photo]:
        """Those to be on the post, in order, each with its words."""
        chosen = []
        for slot in self.slots:
            if slot.photo and slot.photo not in chosen:
                slot.photo.alt = slot.alt
                chosen.append(slot.photo)
        return chosen

    def _own(self, sent: QueryDict) -> list[Photo]:
        """Photos named by the form that may be on it: drafts of the person, and what the post has already."""
        names = [sent.get(f"kept_{slot.number}", "") for slot in self.slots]
        drafts = Photo.objects.filter(public_id__in=names, post=None, uploaded_by=self.person)
        return [*drafts, *(self.post.photos.filter(public_id__in=names) if self.post else [])]
