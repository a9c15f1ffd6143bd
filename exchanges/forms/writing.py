"""The page on which a post is written: its form, its photos, and what is pointed out before it goes up."""

from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from members import worry
from members.models import Person

from .. import alike
from ..actions import PostContent
from ..models import Draft, Post
from . import drafts, private
from .photos import PhotoSlots
from .post import PostForm

ALTS = [f"alt_{number}" for number in drafts.NUMBERS]


class Writing:
    """`by` types for `person`. `sent` and `files`: what the browser sent; without, the page is opened.

    After `is_ready()` said no, `private` and `alike` hold what its writer should look at. Neither is refused:
    the page's buttons send `private` (see `.private`) and `again`.
    """

    def __init__(
        self,
        *,
        by: Person,
        person: Person,
        post: Post | None = None,
        sent: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        draft: Draft | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.post = post
        self.sent = None if sent is None else private.taken_out(sent, [*PostForm.public_texts(), *ALTS])
        began = drafts.as_sent(draft) if draft else None
        initial = drafts.initial(began) if began else initial
        self.form = PostForm(self.sent, person=person, post=post, initial=initial or {})
        self.slots = PhotoSlots(person=by, post=post)
        if (shown := self.sent or began) is not None:
            self.slots.read(shown, files or MultiValueDict())
        self.left = private.left(self.sent or QueryDict())
        self.private: list[private.Told] = []
        self.alike: Post | None = None
        self.worries: list[worry.Found] = []

    def is_ready(self) -> bool:
        """Filled in well, and whatever is pointed out was seen."""
        if self.sent is None or not self.form.is_valid() or self.slots.errors:
            return False
        self.private = private.look(self._texts(), left=self.left)
        self.worries = worry.look((text for _label, text in self._texts()), self.sent.getlist("worried"))
        if self.private or self.worries:
            return False
        if self.post is None and "again" not in self.sent:
            said = self.form.cleaned_data
            self.alike = alike.find(
                self.form.person, kind=said["kind"], title=said["title"], needs=said["needs"]
            )
        return self.alike is None

    def content(self) -> PostContent:
        """For `create_post` or `edit_post`."""
        return self.form.content(self.slots.photos)

    def typed(self) -> dict[str, list[str]]:
        """For `keep_draft`: what was typed, with the photos that were chosen."""
        sent = (self.sent or QueryDict()).copy()
        for slot in self.slots.slots:
            sent[f"kept_{slot.number}"] = slot.photo.public_id if slot.photo else ""
        return drafts.typed(sent)

    def open_folds(self) -> set[str]:
        """The parts of the page that hold something."""
        photos = {"photos"} if self.slots.errors or self.slots.photos else set()
        return self.form.open_folds() | photos

    def _texts(self) -> list[tuple[str, str]]:
        fields = [
            (str(self.form[name].label), self.form[name].value() or "") for name in self.form.public_texts()
        ]
        return [*fields, *((slot.label, slot.alt) for slot in self.slots.slots if slot.photo)]
