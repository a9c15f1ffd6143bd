"""Where it is, how it changes hands, in which languages."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import languages
from members.models import Person
from members.squares import parse, value_of
from mutualaid.base.grid import Cell

from ... import wording
from ...models import Post
from ...rides import are_rides
from .. import areas
from .part import Names, Part


class Where(Part):
    fold = "where"
    on_post: Names = ("goes", "access_note", "handover", "languages", "language")
    public: Names = ("access_note",)

    area = forms.ChoiceField(
        label=_("Where"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only the whole square is shown, never where you are in it."),
    )
    to_area = forms.ChoiceField(label=_("Where the ride goes"), required=False, widget=forms.RadioSelect)
    to_place = forms.CharField(
        label=_("Or to a place or postcode"),
        required=False,
        max_length=80,
        help_text=_("A part of town, a hospital, a town. Only the square around it is kept."),
    )
    goes = forms.ChoiceField(
        label=_("How far I would go"), choices=[("", _("Not said")), *wording.GOES.items()], required=False
    )
    access_note = forms.CharField(
        label=_("Good to know for getting there"),
        required=False,
        max_length=140,
        help_text=_("Third floor, no lift; a dog; room for a wheelchair. Only members read it."),
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
            "to_area": "",
            "languages": person.languages,
            "language": get_language(),
        }

    @classmethod
    def told(cls, post: Post) -> dict[str, Any]:
        return {**super().told(post), "area": _area(post.cell), "to_area": _area(post.to_cell)}

    def set_up(self) -> None:
        super().set_up()
        known = [*languages.near(), *self.person.languages, *(self.post.languages if self.post else [])]
        spoken = languages.choices(list(dict.fromkeys(known)))
        own = self.person.cell
        here = areas.choices(own, self.post.cell if self.post else None)
        there = areas.choices_to(own, str(self["to_area"].value() or ""))
        for name, choices in (
            ("languages", spoken),
            ("language", spoken),
            ("area", here),
            ("to_area", there),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if self.initial.get("area") not in dict(here):
            self.initial["area"] = _area(own)

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or get_language() or "en"

    def clean_to_place(self) -> Cell | None:
        """The square around the place, as wide as the author's own: never the place itself."""
        text = self.cleaned_data["to_place"].strip()
        if not text or not are_rides(self.cleaned_data.get("needs", ())):
            return None
        if found := areas.around(text, self.person.cell):
            return found
        raise forms.ValidationError(_("We do not know this place. Write a part of town or a town near it."))

    def values(self) -> dict[str, Any]:
        values = super().values()
        area, to_area, to_place = (values.pop(name) for name in ("area", "to_area", "to_place"))
        to_cell = to_place or (parse(to_area) if to_area else None)
        return {**values, "cell": parse(area) if area else None, "to_cell": to_cell}


def _area(cell: tuple[int, int, int] | None) -> str:
    return value_of(cell) if cell else areas.ANYWHERE
