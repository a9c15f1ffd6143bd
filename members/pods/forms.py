"""What people fill in about pods."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.base.grid import DEFAULT_M, Cell
from mutualaid.base.network import current_network

from .. import languages, squares
from ..models import Person, Pod
from ..worry import WorryForm
from . import skills


class SquaresField(forms.Field):
    """Squares of the grid, as `components/map.html: square_picker` sends several of them."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[Cell]:
        try:
            cells = [squares.parse(one) for one in value or ()]
        except ValueError:
            raise forms.ValidationError(_("Choose among the squares.")) from None
        network = current_network()
        return list(dict.fromkeys(squares.coarse_enough(cell, network) for cell in cells))


class Form(forms.Form):
    """Labels without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class StartForm(WorryForm, Form):
    """A new pod, by whoever starts it."""

    worry_fields: tuple[str, ...] = ("name", "area")

    name = forms.CharField(
        label=_("Name of the pod"),
        max_length=60,
        help_text=_("A street, a court, a tree. Other members read it, so never the number of a house."),
    )
    area = forms.CharField(
        label=_("Where that is, in words"),
        max_length=60,
        required=False,
        help_text=_("For example: between the library and the river. Empty: how near it is says enough."),
    )
    squares = SquaresField(
        label=_("Which squares does it cover?"),
        required=False,
        help_text=_("Neighbours in them and in the next ones find the pod."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak with each other"), widget=forms.CheckboxSelectMultiple, required=False
    )
    openness = forms.ChoiceField(
        label=_("Who finds it"), choices=Pod.Openness, widget=forms.RadioSelect, initial=Pod.Openness.OPEN
    )

    def __init__(self, *args: Any, around: Cell | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.around = around
        known = [*languages.near(), *self.initial.get("languages", [])]
        self.fields["languages"].choices = languages.choices(list(dict.fromkeys(known)))  # type: ignore[attr-defined]

    @classmethod
    def of_person(cls, person: Person, data: Any = None) -> "StartForm":
        """What a pod of theirs would most likely be: around where they are, in their languages."""
        cell = Cell(*person.cell) if person.cell else None
        m = _side()
        own = [squares.value_of(cell.coarser(m))] if cell and cell.m <= m else []
        initial = {"languages": person.languages, "squares": own}
        return cls(data, around=cell, initial=initial)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def rows(self) -> list[list[dict[str, Any]]]:
        """The squares to choose from."""
        chosen, m = self.chosen(), _side()
        cells = [squares.parse(value) for value in chosen]
        around = next((cell.coarser(m) for cell in cells if cell.m <= m), None) or _of_side(self.around, m)
        rows = squares.rows(current_network(), m, around=around)
        for square in (square for row in rows for square in row):
            square["checked"] = square["value"] in chosen
        return rows

    def kept(self) -> list[str]:
        """Squares that are chosen and not among those to choose from: larger ones, or far ones."""
        drawn = {square["value"] for row in self.rows() for square in row}
        return [value for value in self.chosen() if value not in drawn]

    def chosen(self) -> list[str]:
        return [value for value in self["squares"].value() or () if _is_square(value)]


class PodForm(StartForm):
    """The same later on, with what its members agreed on."""

    worry_fields = ("name", "area", "agreed")

    agreed = forms.CharField(
        label=_("What we agreed on"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("When you meet, where when phones fail, who has a key. Only the pod reads it."),
    )
    rotates_on = forms.DateField(
        label=_("When others take over"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("On that day all of you are reminded to take turns."),
    )
    field_order = ["name", "area", "squares", "languages", "agreed", "openness", "rotates_on"]

    @classmethod
    def of_pod(cls, pod: Pod, data: Any = None) -> "PodForm":
        """Filled with what is stored."""
        initial = {
            **{name: getattr(pod, name) for name in ("name", "area", "languages", "agreed", "openness")},
            "rotates_on": pod.rotates_on,
            "squares": [squares.value_of(cell) for cell in pod.cells],
        }
        return cls(data, initial=initial)


class AskForm(WorryForm, Form):
    """A word with the wish to join."""

    worry_fields = ("words",)

    words = forms.CharField(
        label=_("A word about you"),
        max_length=200,
        required=False,
        help_text=_("Only those who look after the pod read it, with your name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SkillsForm(Form):
    """What I can do in an emergency."""

    codes = forms.MultipleChoiceField(
        label=_("I could help with"),
        choices=skills.LIST,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=skills.WORDS,
        required=False,
        help_text=_("For example: speaks Polish and sign language; knows the boiler."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NeighbourForm(Form):
    """A neighbour without phone and email."""

    name = forms.CharField(
        label=_("What shall we call them?"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    how = forms.CharField(
        label=_("How they are reached"),
        max_length=120,
        required=False,
        help_text=_("For example: knock twice, she hears badly. Not where they live: whoever knocks knows."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=_("They signed the slip, or said yes to me after I read it to them."),
        error_messages={"required": _("Ask them first: nobody is entered without their yes.")},
    )

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["consent"]


class SplitForm(Form):
    """The second pod's name, and who looks after it."""

    name = forms.CharField(
        label=_("Name of the second pod"),
        max_length=60,
        help_text=_("A street, a court, a tree. Other members read it, so never the number of a house."),
    )
    point = forms.ModelChoiceField(
        label=_("Who looks after it"),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_("Ask them first. They are told."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Person.objects.filter(pk__in=[one.pk for one in people]).exclude(user=None)
        self.fields["point"].queryset = chosen.order_by("name", "pk")  # type: ignore[attr-defined]


def _side() -> int:
    return max(DEFAULT_M, current_network().finest_cell_m)


def _of_side(cell: Cell | None, m: int) -> Cell | None:
    """A square of that side in or around this one."""
    if cell is None or cell.m <= m:
        return cell.coarser(m) if cell else None
    ratio = cell.m // m
    return Cell(m, cell.x * ratio + ratio // 2, cell.y * ratio + ratio // 2)


def _is_square(value: str) -> bool:
    try:
        squares.parse(value)
    except ValueError:
        return False
    return True
