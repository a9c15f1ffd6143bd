"""Forms that strangers send, without an account and without a puzzle of somebody else's.

A field that only machines fill in, and a mark that says when the page was made: whoever sends it back within
seconds did not type. Neither says who anybody is, and both work without JavaScript. What counts is the limit
on each network address, which the action asks (`limits`).
"""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _

SALT = "open form"
QUICKEST_SECONDS = 3


class OpenForm(forms.Form):
    """`is_machine`: say thank you and keep nothing. The trap (`website_2`) stands where nobody sees it."""

    website_2 = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    made = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["made"].initial = signing.dumps("", salt=SALT)

    @property
    def is_machine(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.cleaned_data.get("website_2"))

    def clean(self) -> None:
        """Too quick for hands: to be sent once more, with everything typed kept."""
        super().clean()
        try:
            signing.loads(self.cleaned_data.get("made", ""), salt=SALT, max_age=QUICKEST_SECONDS)
        except signing.SignatureExpired:
            return  # some seconds ago, or days: people leave pages open
        except signing.BadSignature:
            # Sent without the page. The answer brings a mark for the next try.
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data["made"] = self.fields["made"].initial
            self.data = data
        self.add_error(None, _("That was very quick. Please send it once more."))
