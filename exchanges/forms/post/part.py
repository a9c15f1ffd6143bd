"""What the parts of the form have in common."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms

from members.models import Person

from ...models import Post

Names = tuple[str, ...]


class Part(forms.Form):
    """Some of the form's fields. A part extends the methods below, each with `super()`.

    `fold`: in which folded part of the page the fields stand, "" where they are always seen. `on_post` and
    `on_time`: fields that are columns of the post, or of its next time, under the same name. `public`: texts
    that others read, in which something private is pointed out. `unsaid`: what an action writes where nothing
    was said.
    """

    fold: ClassVar[str] = ""
    on_post: Names = ()
    on_time: Names = ()
    public: Names = ()
    unsaid: ClassVar[dict[str, Any]] = {}
    person: Person
    post: Post | None

    @classmethod
    def parts(cls) -> Iterator[type["Part"]]:
        """The parts that a form is put together from, in the order of their fields."""
        return (part for part in reversed(cls.__mro__) if issubclass(part, Part) and "fold" in vars(part))

    @classmethod
    def public_texts(cls) -> list[str]:
        """The names of all texts that others read."""
        return [name for part in cls.parts() for name in part.public]

    @classmethod
    def usual(cls, person: Person) -> dict[str, Any]:
        """What stands in the fields of a new post of this person."""
        return {}

    @classmethod
    def told(cls, post: Post) -> dict[str, Any]:
        """What stands in the fields of a post that is there."""
        time = post.occurrence
        return {
            **{name: getattr(post, name) for part in cls.parts() for name in part.on_post},
            **{name: getattr(time, name) for part in cls.parts() for name in part.on_time},
        }

    def set_up(self) -> None:
        """Choices that depend on the person or the post."""

    def check(self, data: dict[str, Any]) -> None:
        """What only several fields together can get wrong."""

    def values(self) -> dict[str, Any]:
        """The fields of a `PostContent`."""
        return dict(self.cleaned_data)
