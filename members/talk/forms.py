"""What people fill in below a small conversation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..worry import WorryForm


class SayForm(WorryForm):
    """Words; of whoever may announce, whether they do. `is_next`: the cursor waits in it."""

    text = forms.CharField(
        label=_("Write to them"),
        max_length=4000,
        error_messages={"required": _("Write a word first.")},
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": _("Write to them")}),
    )
    is_announcement = forms.BooleanField(
        label=_("An announcement: it also reaches those who muted this"), required=False
    )

    def __init__(self, *args: Any, may_announce: bool, is_next: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id, self.label_suffix = "id_say_%s", ""
        if not may_announce:
            del self.fields["is_announcement"]
        if is_next:
            self.fields["text"].widget.attrs["autofocus"] = True


class ReadForm(forms.Form):
    """Up to when somebody has read it."""

    until = forms.DateTimeField()


class MuteForm(forms.Form):
    """Whether to hear of it."""

    is_muted = forms.BooleanField(required=False)
