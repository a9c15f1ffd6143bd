"""What two neighbours write to each other."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Person

from ..models import Exchange, Occurrence, Post
from .widgets import Clock, Day


class ProposeForm(forms.Form):
    """ "Count me in" to an occurrence, with a word, how many, perhaps from a post of one's own."""

    quantity = forms.IntegerField(label=_("How many"), min_value=1, initial=1)
    note = forms.CharField(
        label=_("A word to them"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only they will read it."),
    )
    day = forms.DateField(label=_("A day that would suit you"), required=False, widget=Day)
    from_time = forms.TimeField(label=_("At about"), required=False, widget=Clock)
    return_on = forms.DateField(label=_("Returned on"), widget=Day)
    met = forms.ModelChoiceField(
        label=_("From a post of mine"), queryset=Occurrence.objects.none(), required=False
    )

    def __init__(self, *args: Any, person: Person, occurrence: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        post = occurrence.post
        if occurrence.quantity == 1:
            self.fields["quantity"].widget = forms.HiddenInput()
        elif occurrence.left:
            self.fields["quantity"].widget.attrs["max"] = occurrence.left
        if post.mode != Post.Mode.LEND:
            del self.fields["return_on"]
        # Not one without a name: it would tell whose it is.
        counterparts = (
            person.posts.open().filter(is_anonymous=False, is_gathering=False).exclude(kind=post.kind)
        )
        mine = Occurrence.objects.filter(post__in=counterparts)
        self.fields["met"].queryset = mine.select_related("post")  # type: ignore[attr-defined]
        self.fields["met"].label_from_instance = _title  # type: ignore[attr-defined]
        if not mine.exists():
            del self.fields["met"]

    def clean(self) -> dict[str, Any]:
        """A time is one of a day."""
        data = self.cleaned_data
        if data.get("from_time") and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("On which day?"))
        return data


def _title(occurrence: Occurrence) -> str:
    return occurrence.post.title


class ThanksForm(forms.Form):
    """Once it is done. Its ids are its own: the page has a form for a message too."""

    text = forms.CharField(
        label=_("Say thank you"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only they will read it."),
    )
    for_wall = forms.BooleanField(
        label=_("It may also stand on the thanks wall, without names"),
        required=False,
        help_text=_("Only if they agree too. Then others read it: name nobody and no place."),
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.auto_id = "thanks_%s"


class WorkedForm(forms.Form):
    """Did it work?"""

    worked = forms.ChoiceField(choices=Exchange.Worked.choices)
