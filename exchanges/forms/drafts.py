"""A form that was not sent yet, as a draft keeps it."""

import json
from typing import Any

from django import forms
from django.http import QueryDict

from ..models import Draft, Post
from .post import PostForm

NUMBERS = range(1, Post.MAX_PHOTOS + 1)
# The name of a place is finer than a square: it is typed once more.
LEFT_OUT = {"to_place"}
NAMES = (
    *(name for name in PostForm.base_fields if name not in LEFT_OUT),
    *(f"{part}_{number}" for number in NUMBERS for part in ("kept", "alt")),
)
# A page that was only looked at is no draft: it says at least one of these.
SAYS = ("title", "text")


def typed(sent: QueryDict) -> dict[str, list[str]]:
    """What was typed, by field; nothing where nothing was said yet."""
    fields = {name: sent.getlist(name) for name in NAMES if any(sent.getlist(name))}
    return fields if set(SAYS) & set(fields) else {}


def as_sent(draft: Draft) -> QueryDict:
    """The draft as a browser would send it."""
    sent = QueryDict(mutable=True)
    for name, values in json.loads(draft.fields).items():
        sent.setlist(name, values)
    return sent


def initial(sent: QueryDict) -> dict[str, Any]:
    """The form as it was left: what was emptied or unticked stays so."""
    return {
        name: sent.getlist(name) if isinstance(field, forms.MultipleChoiceField) else sent.get(name, "")
        for name, field in PostForm.base_fields.items()
    }
