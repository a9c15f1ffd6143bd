"""What people tell about themselves, and what they report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.base.grid import Cell
from mutualaid.base.network import current_network
from mutualaid.base.pictures import redraw

from . import languages, squares
from .models import Agreement, Person, Report
from .worry import WorryForm

# The longer side of a portrait.
PORTRAIT_PX = 480


class ProfileForm(forms.Form):
    """Name, square and languages. `cleaned_data["cell"]` is a `Cell`; `["languages"]` a list of codes.

    The square is picked among `rows()`, or found by a place's name; pressing "look" draws the squares again
    in another size or around another place and keeps what was typed.
    """

    name = forms.CharField(
        label=_("What shall we call you?"),
        help_text=_("A first name or a nickname. Nobody asks for a legal name."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    place = forms.CharField(
        label=_("Name of a place near you"),
        help_text=_(
            "A town, a part of town or a postcode. It only helps to find the square and is not kept."
        ),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    size = forms.TypedChoiceField(
        label=_("How large a square?"),
        help_text=_("The larger it is, the less others know about where you are."),
        coerce=int,
        empty_value=str(squares.DEFAULT),
        initial=squares.DEFAULT,
        required=False,
    )
    cell = forms.CharField(
        label=_("Which square are you usually in?"),
        help_text=_("Others see the whole square, never a point. We do not want your address."),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"), widget=forms.CheckboxSelectMultiple, required=False
    )
    another = forms.ChoiceField(label=_("Another language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = squares.sizes(current_network())
        self._field("size").choices = [(m, words) for m, words in squares.choices() if m in allowed]
        known = [*languages.near(), *self.initial.get("languages", [])]
        self._field("languages").choices = languages.choices(list(dict.fromkeys(known)))
        self._field("another").choices = [("", _("No other")), *languages.choices()]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_cell(self) -> Cell | None:
        value = self.cleaned_data["cell"]
        if not value:
            return None
        try:
            cell = squares.parse(value)
        except ValueError:
            raise forms.ValidationError(_("Choose one of the squares.")) from None
        return squares.coarse_enough(cell, current_network())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is None:
            return cleaned
        if not cleaned.get("cell") and cleaned.get("place"):
            cleaned["cell"] = self.around()
            if cleaned["cell"] is None:
                self.add_error("place", _("We do not know this place. Try one near it, or choose a square."))
        if not cleaned.get("cell") and not self.errors and squares.is_ready():
            self.add_error("cell", _("Choose a square, or type the name of a place near you."))
        another = cleaned.get("another")
        cleaned["languages"] = list(dict.fromkeys([*cleaned.get("languages", []), *filter(None, [another])]))
        return cleaned

    def size_now(self) -> int:
        """The size the squares are drawn in: what was asked for, else that of the stored square."""
        asked = str(self["size"].value() or "")
        return (
            int(asked)
            if asked.isdigit() and int(asked) in squares.sizes(current_network())
            else squares.DEFAULT
        )

    def around(self) -> Cell | None:
        """The square of the place that was typed."""
        return squares.find(str(self["place"].value() or "")[:80], self.size_now())

    def rows(self) -> list[list[dict[str, Any]]]:
        """For `components/map.html: square_picker`."""
        value = self["cell"].value()
        try:
            chosen = squares.parse(str(value)) if value else None
        except ValueError:
            chosen = None
        m = self.size_now()
        around = self.around()
        if around is None and chosen is not None and chosen.m <= m:
            around = chosen.coarser(m)
        return squares.rows(current_network(), m, chosen=chosen or around, around=around)


class JoinForm(ProfileForm):
    """On the way in, with a yes to what members agreed on, where they wrote it down."""

    agrees = forms.BooleanField(
        label=_("I go along with what we agree on"),
        error_messages={"required": _("Read it, and tick this if you go along with it.")},
    )

    def __init__(self, *args: Any, agreement: Agreement | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agreement is None:
            del self.fields["agrees"]


class SettingsForm(WorryForm, ProfileForm):
    """The same later on, with the line about me."""

    about = forms.CharField(
        label=_("A line about you"),
        help_text=_("For other members. What you like to do, when you are around."),
        max_length=200,
        required=False,
    )
    pronouns = forms.CharField(
        label=_("Pronouns"),
        help_text=_("If you like: how others speak of you, such as she, he, they."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["name", "pronouns", "about"]
    worry_fields = ("name", "pronouns", "about")

    @classmethod
    def of(cls, person: Person, data: Any = None) -> "SettingsForm":
        """Filled with what is stored."""
        initial = {
            "name": person.name,
            "pronouns": person.pronouns,
            "about": person.about,
            "languages": person.languages,
            "size": person.cell_m or squares.DEFAULT,
            "cell": squares.value_of(person.cell) if person.cell else "",
        }
        return cls(data, initial=initial)

    def changes(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            field: self.cleaned_data[field] for field in ("name", "pronouns", "about", "languages", "cell")
        }


class EnterForm(ProfileForm):
    """A neighbour who phones, typed by an organizer while they talk."""

    phone = forms.CharField(
        label=_("Phone number"),
        help_text=_("Kept encrypted. Every look at it is remembered."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=_("I told them what we write down and who sees it, and they said yes."),
        error_messages={"required": _("Ask them first: nobody is entered without their yes.")},
    )
    field_order = ["name", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What shall we call them?")
        self.fields["cell"].label = _("Which square are they usually in?")
        self.fields["place"].label = _("Name of a place near them")
        self.fields["languages"].label = _("Languages they speak")

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("name", "phone", "cell", "languages", "consent")}


class ReportForm(forms.Form):
    """What is wrong, in one choice and, if they like, in their words."""

    category = forms.ChoiceField(
        label=_("What is wrong?"), choices=Report.Category.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("Only organizers read this. Nobody is told who reported."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class PortraitForm(forms.Form):
    """A photo of oneself. `values()`: what the action takes."""

    picture = forms.FileField(
        label=_("A photo"),
        help_text=_("Of you, or of something you like. We take out where and when it was taken."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    alt = forms.CharField(
        label=_("What it shows"),
        help_text=_("For somebody who cannot see it."),
        max_length=200,
        required=False,
    )

    def clean_picture(self) -> tuple[bytes, int, int]:
        content, (width, height) = redraw(self.cleaned_data["picture"], PORTRAIT_PX)
        return content.read(), width, height

    def values(self) -> dict[str, Any]:
        """The picture as it was drawn anew, and words for it."""
        content, width, height = self.cleaned_data["picture"]
        return {"content": content, "width": width, "height": height, "alt": self.cleaned_data["alt"]}
