"""How a person wants to be told."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accounts.forms import CodeForm
from ..models import Channel, Person
from . import kinds, wishes

NUMBER = re.compile(r"\+[1-9]\d{7,14}")
MOST_SWAPS = 99


class WishesForm(forms.Form):
    """A row of tick boxes for each group, one box a channel; then when, and how much."""

    mail_pace = forms.ChoiceField(
        label=_("Mails come"), choices=Person.Pace.choices, required=False, widget=forms.RadioSelect
    )
    quiet_from = forms.TimeField(
        label=_("From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=_("Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    monthly_limit = forms.IntegerField(
        label=_("How many swaps a month can you do?"),
        help_text=_("We suggest you to others only so often. Leave it empty if you do not mind."),
        required=False,
        min_value=0,
        max_value=MOST_SWAPS,
    )

    def __init__(self, *args: Any, channels: list[Channel], is_organizer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = channels
        self.groups = [
            name for name, group in kinds.groups().items() if is_organizer or not group.for_organizers
        ]
        for name in self.groups:
            self.fields[f"group_{name}"] = forms.MultipleChoiceField(
                label=str(kinds.groups()[name].title),
                choices=[(channel.value, channel.label) for channel in channels],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @classmethod
    def of(
        cls, person: Person, channels: list[Channel], *, is_organizer: bool, data: Any = None
    ) -> "WishesForm":
        """Filled with what is stored."""
        switched = wishes.switches(person)
        fields = ("mail_pace", "quiet_from", "quiet_until", "monthly_limit")
        initial: dict[str, Any] = {field: getattr(person, field) for field in fields}
        for name in kinds.groups():
            initial[f"group_{name}"] = [c.value for c in channels if wishes.is_on(switched, name, c)]
        return cls(data, initial=initial, channels=channels, is_organizer=is_organizer)

    def rows(self) -> list[forms.BoundField]:
        """The groups' rows, in order."""
        return [self[f"group_{name}"] for name in self.groups]

    def clean_mail_pace(self) -> str:
        return self.cleaned_data["mail_pace"] or Person.Pace.AT_ONCE

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is None or self.errors:
            return cleaned
        start, end = cleaned["quiet_from"], cleaned["quiet_until"]
        if (start is None) != (end is None):
            self.add_error("quiet_until", _("Say both when it begins and when it ends, or neither."))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("These are the same. When does it end?"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        fields = ("mail_pace", "quiet_from", "quiet_until", "monthly_limit")
        ticked = {name: self.cleaned_data[f"group_{name}"] for name in self.groups}
        return {
            "switches": {
                (name, channel): channel.value in ticked[name]
                for name in self.groups
                for channel in self.channels
            },
            **{field: self.cleaned_data[field] for field in fields},
        }


class NumberForm(forms.Form):
    """A number for texts. `cleaned_data["number"]` is as the whole world dials it: +15550142."""

    number = forms.CharField(
        label=_("Number of your phone"),
        help_text=_("With the code of the country, such as +1 555 0142."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_number(self) -> str:
        number = re.sub(r"[\s()./-]", "", self.cleaned_data["number"])
        number = "+" + number.removeprefix("00") if number.startswith("00") else number
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(
                _("Write it with a + and the code of the country in front, such as +1 555 0142.")
            )
        return number


class NumberCodeForm(CodeForm):
    """The six digits that the number was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits from the text")
