"""What strangers send about the directory: the shape of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.base.openforms import OpenForm

from . import correcting, needs
from .correcting import Part
from .models import Service

LONGEST = 2000
LONGEST_LINE = 200


def _field(part: Part, initial: str = "") -> forms.CharField:
    return forms.CharField(
        label=part.label,
        help_text=part.help,
        initial=initial,
        required=False,
        max_length=LONGEST_LINE if part.rows == 1 else LONGEST,
        widget=forms.TextInput if part.rows == 1 else forms.Textarea(attrs={"rows": part.rows}),
    )


class TellForm(OpenForm):
    """What both have: some words, and where to answer."""

    note = forms.CharField(
        label=_("Anything else"),
        help_text=_("Only about the place, please: nothing about people."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = forms.EmailField(
        label=_("Your email, if you want to hear how it went"),
        help_text=_("We write once, and then forget it."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CorrectionForm(TellForm):
    """A listing as it is, to be changed where it is not right any more."""

    is_gone = forms.BooleanField(label=_("It does not exist any more"), required=False)

    def __init__(self, data: Any = None, *, service: Service) -> None:
        super().__init__(data)
        self.parts = correcting.parts_of(service)
        for part in self.parts:
            self.fields[f"says_{part.name}"] = _field(part, part.read(service))

    def shown(self, more: bool) -> list[Any]:
        """The fields that ask for parts: those asked for often, or the others."""
        return [self[f"says_{part.name}"] for part in self.parts if part.more is more]

    @property
    def changes(self) -> dict[str, str]:
        """What was sent, by part. A name is never taken away, nor what was not asked for."""
        asked = [part.name for part in self.parts if f"says_{part.name}" in self.data]
        sent = {name: self.cleaned_data[f"says_{name}"] for name in asked}
        return {name: text for name, text in sent.items() if name != "name" or text}


class SuggestionForm(TellForm):
    """A place or a group that is missing: its name is enough."""

    name = forms.CharField(label=_("What is it called?"), max_length=LONGEST_LINE)
    group = forms.BooleanField(label=_("It is a group to join"), required=False)
    need = forms.ChoiceField(label=_("What does it help with?"), required=False)
    what = forms.CharField(
        label=_("What can people get or do there?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    address = forms.CharField(label=_("Street and number"), required=False, max_length=LONGEST_LINE)
    city = forms.CharField(label=_("Town"), required=False, max_length=100)

    ORDER = ("name", "group", "need", "what", "address", "city", "hours", "phone", "website", "who", "cost")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in ("hours", "phone", "website", "who", "cost"):
            self.fields[name] = _field(correcting.BY_NAME[name])
        roots = [(root.slug, root.name) for root in needs.tree().roots]
        self.fields["need"].choices = [("", _("I do not know")), *roots]  # type: ignore[attr-defined]

    def shown(self) -> list[Any]:
        """The fields about the place, in order."""
        return [self[name] for name in self.ORDER]

    @property
    def says(self) -> dict[str, str]:
        """What was sent, by part."""
        sent = {name: self.cleaned_data[name] for name in self.ORDER}
        return {name: "yes" if value is True else value for name, value in sent.items() if value}
