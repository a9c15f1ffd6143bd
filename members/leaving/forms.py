"""When to go."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

WEEK, NOW = "week", "now"


class LeaveForm(forms.Form):
    """In a week, with a way back, or now: then `sure` is asked for, since nothing brings it back."""

    when = forms.ChoiceField(
        label=_("When shall everything be deleted?"),
        choices=[
            (WEEK, _("In 7 days. Until then I can sign in and come back.")),
            (NOW, _("Now, for good.")),
        ],
        initial=WEEK,
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=_("I know that nothing can be brought back."),
        help_text=_("Only needed for “now”."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("when") == NOW and not values.get("sure"):
            self.add_error("sure", _("Please tick this, or choose 7 days."))
        return values

    @property
    def at_once(self) -> bool:
        return self.cleaned_data["when"] == NOW
