"""One date of a recurring post, at another time than the others."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Occurrence
from .widgets import Clock, Day


class DateForm(forms.Form):
    day = forms.DateField(label=_("On (day)"), widget=Day)
    from_time = forms.TimeField(label=_("From (time)"), required=False, widget=Clock)
    until_time = forms.TimeField(label=_("Until (time)"), required=False, widget=Clock)
    quantity = forms.IntegerField(
        label=_("How many"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Empty: as many as are wanted."),
    )

    def __init__(self, data: Any = None, *, time: Occurrence) -> None:
        shown = {
            "day": time.from_day,
            "from_time": time.from_time,
            "until_time": time.until_time,
            "quantity": time.quantity,
        }
        super().__init__(data, initial=shown)
        self.label_suffix = ""

    def clean(self) -> dict[str, Any]:
        """An end is one of a beginning."""
        data = self.cleaned_data
        if data.get("until_time") and not data.get("from_time"):
            self.add_error("from_time", _("From when on that day?"))
        return data
