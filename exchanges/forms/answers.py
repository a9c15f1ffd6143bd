"""The answer to a proposal, and why something did not happen: words to choose from, words of one's own."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..models import Exchange, Post


class NotThisTime(models.TextChoices):
    """Kind ways to say no."""

    NEARER = "nearer", _("Somebody nearer can do it this time. Thank you for asking.")
    FOUND = "found", _("I have found what I needed, thank you.")
    GONE = "gone", _("It goes to somebody else this time. Thank you for asking.")
    LATER = "later", _("It does not fit this week. Please ask again.")


class WhyNot(models.TextChoices):
    """Why it did not happen: what the other one reads."""

    NOBODY_CAME = "nobody_came", _("Nobody came.")
    NOT_NEEDED = "not_needed", _("It was no longer needed.")
    CAME_UP = "came_up", _("Something came up.")
    DIFFERENT = "different", _("It was not what we thought.")
    NOT_BACK = "not_back", _("It was not given back.")
    OTHER = "other", _("Something else.")


# What only fits a request, an offer, what was lent out and what was not.
_OF_REQUESTS, _OF_OFFERS = {NotThisTime.NEARER, NotThisTime.FOUND}, {NotThisTime.GONE}
_OF_LENT = {WhyNot.NOT_BACK, WhyNot.OTHER}


class AcceptForm(forms.Form):
    """Yes, perhaps with a word."""

    word = forms.CharField(
        label=_("A word to them"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class DeclineForm(forms.Form):
    """Not this time: standard words, one's own, both or none."""

    standard = forms.ChoiceField(label=_("Tell them"), required=False, widget=forms.RadioSelect)
    word = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, post: Post) -> None:
        super().__init__(*args)
        self.auto_id = "no_%s"
        left_out = _OF_OFFERS if post.is_request else _OF_REQUESTS
        choices = [(word.value, word.label) for word in NotThisTime if word not in left_out]
        self.fields["standard"].choices = [*choices, ("", _("Nothing more"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`word`: what the other one reads."""
        return {"word": _together(NotThisTime, self.cleaned_data, "standard", "word")}


class NotDoneForm(forms.Form):
    """Why it did not happen."""

    why = forms.ChoiceField(label=_("What was it?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the two of you read this. They may answer once, and after 90 days it is gone."),
    )

    def __init__(self, *args: Any, exchange: Exchange) -> None:
        super().__init__(*args)
        is_lent = exchange.status == Exchange.Status.LENT
        fitting = [why for why in WhyNot if (why in _OF_LENT if is_lent else why != WhyNot.NOT_BACK)]
        self.fields["why"].choices = [(why.value, why.label) for why in fitting]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`reason`: what the other one reads."""
        return {"reason": _together(WhyNot, self.cleaned_data, "why", "words")}


def _together(standard: type[models.TextChoices], data: dict[str, Any], chosen: str, own: str) -> str:
    parts = [str(standard(data[chosen]).label) if data.get(chosen) else "", data.get(own, "")]
    return "\n".join(part for part in parts if part)


class ReasonForm(forms.Form):
    """One's own side of it."""

    text = forms.CharField(
        label=_("How was it for you?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They read it once you send it. There is one answer."),
    )
