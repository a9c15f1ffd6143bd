"""What whoever wants to join fills in, and a code that a member types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Application
from . import told


class AnswersForm(forms.Form):
    """The network's own questions, a field each; `answers()` is what the action takes."""

    def __init__(self, data: Any = None, *, application: Application) -> None:
        super().__init__(data, label_suffix="")
        known = dict(told.answers(application))
        self.questions = told.questions()
        for number, question in enumerate(self.questions):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=question,
                initial=known.get(question, ""),
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def answers(self) -> list[tuple[str, str]]:
        """Each question with what was answered, as it was asked."""
        typed = (self.cleaned_data[f"answer_{number}"] for number in range(len(self.questions)))
        return list(zip(self.questions, typed, strict=True))


class CodeForm(forms.Form):
    """The code of somebody who waits."""

    code = forms.CharField(
        label=_("Their code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
