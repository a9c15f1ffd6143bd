"""Where it is, how it changes hands, in which languages."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import languages
from members.models import Person
from members.squares import parse, value_of

from ...models import Post
from .. import areas
from .part import Names, Part


class Where(Part):
    fold = "where"
    on_post: Names = ("handover", "languages", "language")

    area = forms.ChoiceField(
        label=_("Where"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only the whole square is shown, never where you are in it."),
    )
    handover = forms.MultipleChoiceField(
        label=_("How it is handed over"),
        choices=Post.Handover,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages we can speak"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Written in"), required=False)

    @classmethod
    def usual(cls, person: Person) -> dict[str, Any]:
        return {
            **super().usual(person),
            "area": _area(person.cell),
            "languages": person.languages,
            "language": get_language(),
        }

    @classmethod
    def told(cls, post: Post) -> dict[str, Any]:
        return {**super().told(post), "area": _area(post.cell)}

    def set_up(self) -> None:
        super().set_up()
        known = [*languages.near(), *self.person.languages, *(self.post.languages if self.post else [])]
        spoken = languages.choices(list(dict.fromkeys(known)))
        squares = areas.choices(self.person.cell, self.post.cell if self.post else None)
        for name, choices in (("languages", spoken), ("language", spoken), ("area", squares)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or get_language() or "en"

    def values(self) -> dict[str, Any]:
        values = super().values()
        area = values.pop("area")
        return {**values, "cell": parse(area) if area else None}


def _area(cell: tuple[int, int, int] | None) -> str:
    return value_of(cell) if cell else areas.ANYWHERE
