"""One form for a post, new or edited, put together from parts: what, when, how often, where, who.

A part is a file here with its fields and their checks, and a template under `templates/exchanges/form/`.
A new one is a class of its own, named among the bases of `PostForm`.
"""

from typing import Any

from members.models import Person

from ...actions import PostContent
from ...models import Photo, Post
from .often import Often
from .together import Together
from .what import What
from .when import When
from .where import Where
from .who import Who


# Django gathers the fields of the last base first: read from right to left.
class PostForm(Who, Where, Together, Often, When, What):
    """`person`: whose post it is. `content()` hands what was filled in to an action."""

    def __init__(self, *args: Any, person: Person, post: Post | None = None, **kwargs: Any) -> None:
        meant = self.told(post) if post else self.usual(person)
        super().__init__(*args, **{**kwargs, "initial": {**meant, **kwargs.get("initial", {})}})
        self.person, self.post = person, post
        self.label_suffix = ""
        self.set_up()

    @classmethod
    def again(cls, post: Post) -> dict[str, Any]:
        """What stands in the fields of a new post like this one: all but its days and a yes to it."""
        return {**cls.told(post), "from_day": None, "until_day": None, "consent": False}

    def open_folds(self) -> set[str]:
        """The folds that hold a mistake, or something other than what is usual."""
        usual = self.usual(self.person)
        return {
            part.fold
            for part in self.parts()
            for name in part.base_fields
            if name in self.errors
            or _plain(self[name].value()) not in {_plain(usual.get(name)), _plain(part.unsaid.get(name))}
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check(data)
        return data

    def content(self, photos: list[Photo]) -> PostContent:
        """What was filled in, for `create_post` or `edit_post`."""
        return PostContent(**self.values(), photos=photos)


def _plain(value: Any) -> str:
    """A value as a form would send it, to compare what was sent with what was meant."""
    if isinstance(value, list | tuple):
        return ",".join(sorted(map(str, value)))
    return "" if value is None or value is False else str(value)


__all__ = ["PostForm"]
