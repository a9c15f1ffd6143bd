"""What people fill in below a conversation."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ..actions import Picture
from ..photos import redraw


class ThreadForm(forms.Form):
    """One of several forms on a page: its fields have ids of their own."""

    called = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{self.called}_%s", label_suffix="", **kwargs)


class MessageForm(ThreadForm):
    """Words, a picture, or both. `values()` is what `actions.say` takes."""

    called = "say"

    text = forms.CharField(
        label=_("Write to them"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    picture = forms.FileField(
        label=_("A picture"),
        help_text=_("We take out where and when it was taken. Show no faces, no house number."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    alt = forms.CharField(
        label=_("What it shows"),
        help_text=_("For somebody who cannot see it."),
        max_length=200,
        required=False,
    )

    def clean_picture(self) -> Picture | None:
        upload: UploadedFile | None = self.cleaned_data["picture"]
        if upload is None:
            return None
        content, (width, height) = redraw(upload)
        return Picture(content.read(), width, height)

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and not self.cleaned_data["text"] and not self.cleaned_data["picture"]:
            self.add_error("text", _t("Write a word, or choose a picture."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        picture: Picture | None = self.cleaned_data["picture"]
        if picture:
            picture = picture.shows(self.cleaned_data["alt"])
        return {"text": self.cleaned_data["text"], "picture": picture}


class ReadForm(forms.Form):
    """Up to when somebody has read a conversation."""

    until = forms.DateTimeField()
