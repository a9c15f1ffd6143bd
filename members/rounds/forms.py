"""What is typed for a round and for the phone tree."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .. import languages
from ..models import PodMembership, PodReach
from .people import reach_of

NUMBER = re.compile(r"\+?[\d\s()./-]{4,30}")
HOURS_TO_CALL, HOURS_IN_ALL = (0, 1, 2, 4, 8), (6, 12, 24, 48)
MOST_WORDS, MOST_LINE = 60, 300


def _hours(number: int) -> Any:
    return ngettext_lazy("after %(number)d hour", "after %(number)d hours", number) % {"number": number}


class RoundForm(forms.Form):
    """Starting one. Everything but a few words is as usual already."""

    words = forms.CharField(
        label=_("What about? A few words for your pod"),
        max_length=MOST_WORDS,
        required=False,
        help_text=_("For example: heat wave, power cut. Nothing about anybody."),
    )
    called_after = forms.TypedChoiceField(
        label=_("Whoever has not answered is called"),
        choices=[(0, _("at once")), *((number, _hours(number)) for number in HOURS_TO_CALL if number)],
        coerce=int,
        initial=2,
    )
    lasts = forms.TypedChoiceField(
        label=_("It is over by itself"),
        choices=[(number, _hours(number)) for number in HOURS_IN_ALL],
        coerce=int,
        initial=24,
    )
    is_urgent = forms.BooleanField(
        label=_("It is urgent"),
        required=False,
        help_text=_("It comes in quiet hours, too, to those who allowed that. To all others when they end."),
    )

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        hours = {name: timedelta(hours=data[name]) for name in ("called_after", "lasts")}
        return {"words": data["words"], "is_urgent": data["is_urgent"], **hours}


class AnswerForm(forms.Form):
    """One of the buttons, and a line for whoever needs something."""

    state = forms.ChoiceField(choices=[(state, state) for state in ("ok", "need", "unreached")])
    words = forms.CharField(
        label=_("What do you need? Only if you want to say it"), max_length=MOST_LINE, required=False
    )
    tries = forms.IntegerField(required=False, min_value=0, max_value=1000, widget=forms.HiddenInput)


class ReachForm(forms.Form):
    """How one is reached, and whom one would reach."""

    reached = forms.ChoiceField(
        label=_("How may a neighbour from your pod reach you?"),
        choices=PodReach.Reached,
        required=False,
        widget=forms.RadioSelect,
    )
    number = forms.CharField(
        label=_("Number to call"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_(
            "Only the one neighbour who calls you sees it, and only during a check-in. It is kept encrypted."
        ),
    )
    is_on_paper = forms.BooleanField(
        label=_("My name and number may stand on paper, too"),
        required=False,
        help_text=_("For when there is no power: on the sheet of the point person and of whoever calls me."),
    )
    calls_in = forms.MultipleChoiceField(
        label=_("I can call up to five neighbours, in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    knocks = forms.BooleanField(label=_("I can knock on doors nearby"), required=False)
    times = forms.MultipleChoiceField(
        label=_("When is it good for you?"),
        choices=PodReach.Time,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: at any time."),
    )
    may_wake = forms.BooleanField(label=_("If it is urgent, tell me in my quiet hours, too"), required=False)

    FIELDS = ("reached", "number", "is_on_paper", "calls_in", "knocks", "times", "may_wake")

    def __init__(self, *args: Any, place: PodMembership, **kwargs: Any) -> None:
        reach = reach_of(place)
        kwargs["initial"] = {name: getattr(reach, name) for name in self.FIELDS}
        super().__init__(*args, **kwargs)
        codes = list(dict.fromkeys([*place.person.languages, *place.pod.languages, *languages.near()]))
        self.fields["calls_in"].choices = [(code, languages.name_of(code)) for code in codes]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        if number and not NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Digits only, such as +1 555 0142."))
        return number

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        wants_call = cleaned is not None and cleaned.get("reached") == PodReach.Reached.CALL
        if wants_call and not self.errors and not self.cleaned_data["number"]:
            self.add_error("number", _("Which number may be called?"))
        return cleaned
