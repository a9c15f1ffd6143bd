"""Another day of return, asked for or chosen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .widgets import Day


class KeepForm(forms.Form):
    """Whoever borrowed asks to keep it longer."""

    until = forms.DateField(label=_("Until which day?"), widget=Day)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.auto_id = f"{type(self).__name__.lower()}_%s"


class ReturnForm(KeepForm):
    """Whoever lent chooses the day."""

    until = forms.DateField(label=_("Back on which day?"), widget=Day)
