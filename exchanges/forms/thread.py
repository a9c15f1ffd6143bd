"""What people fill in below a conversation."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from directory import meeting
from members.models import Person
from members.worry import WorryForm
from mutualaid.base.pictures import redraw

from .. import handovers, permissions
from ..actions import Picture
from ..models import Exchange, Reveal
from .widgets import Clock, Day


class ThreadForm(forms.Form):
    """One of several forms on a page: its fields have ids of their own."""

    called = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id, self.label_suffix = f"id_{self.called}_%s", ""


class MessageForm(WorryForm, ThreadForm):
    """Words, a picture, or both. `values()`: what `actions.say` takes. `is_next`: the cursor waits in it."""

    called = "say"

    text = forms.CharField(
        label=_("Write to them"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": _("Write to them")}),
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

    def __init__(self, *args: Any, is_next: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_next:
            self.fields["text"].widget.attrs["autofocus"] = True

    def clean_picture(self) -> Picture | None:
        upload: UploadedFile | None = self.cleaned_data["picture"]
        if upload is None:
            return None
        content, (width, height) = redraw(upload)
        return Picture(content.read(), width, height)

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and not self.cleaned_data["text"] and not self.cleaned_data["picture"]:
            self.add_error("text", _t("Write a word, or choose a picture."))
        return super().clean()

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        picture: Picture | None = self.cleaned_data["picture"]
        if picture:
            picture = picture.shows(self.cleaned_data["alt"])
        return {"text": self.cleaned_data["text"], "picture": picture}


class ReadForm(forms.Form):
    """Up to when somebody has read a conversation."""

    until = forms.DateTimeField()


class HandoverForm(ThreadForm):
    """When and where. `values()` is what `actions.propose_handover` takes."""

    called = "time"

    day = forms.DateField(label=_("Day"), widget=Day)
    from_time = forms.TimeField(label=_("From"), required=False, widget=Clock)
    until_time = forms.TimeField(label=_("Until"), required=False, widget=Clock)
    location = forms.ChoiceField(
        label=_("A public place"),
        help_text=_("Halls, libraries and other places where people come and go."),
        required=False,
    )
    place = forms.CharField(
        label=_("Or in your words"),
        help_text=_("Not your address: tell them that below, where you can take it back."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in meeting.meeting_places()}
        choices = [(pk, meeting.label(place)) for pk, place in self.places.items()]
        self.fields["location"].choices = [("", _("No place from the list")), *choices]
        if not choices:
            del self.fields["location"]
            self.fields["place"].label = _("Where")

    def clean(self) -> dict[str, Any] | None:
        if not self.errors:
            day, start = self.cleaned_data["day"], self.cleaned_data["from_time"]
            if why := handovers.why_not(day, start, self.cleaned_data["until_time"]):
                self.add_error("from_time" if start else "day", why)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "location": self.places.get(self.cleaned_data.get("location", ""))}


class TellForm(ThreadForm):
    """One thing about oneself for the other one's eyes. `by` is asked to be sure where the action asks it."""

    called = "tell"

    field = forms.ChoiceField(label=_("What"), choices=Reveal.Field.choices, widget=forms.RadioSelect)
    value = forms.CharField(
        label=_("In your words"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_sure = forms.BooleanField(error_messages={"required": _("Tick it, or leave it untold.")})

    def __init__(self, *args: Any, by: Person, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not permissions.must_be_sure(by, exchange):
            del self.fields["is_sure"]
        elif permissions.side(by, exchange).pk != by.pk:
            self.fields["is_sure"].label = _("They told me to pass just this on")
        else:
            self.fields["is_sure"].label = _(
                "I know that this may tell who I am, though I posted without a name"
            )
