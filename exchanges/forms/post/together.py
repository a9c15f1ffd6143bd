"""Several people at once: a gathering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...models import Post
from .part import Names, Part


class Together(Part):
    """Needs the day and the number of `When`, and how often: named before them among the form's bases."""

    fold = "together"
    on_post: Names = ("is_gathering", "bring")
    public: Names = ("bring",)

    is_gathering = forms.BooleanField(
        label=_("Several people at once, on one day"),
        required=False,
        help_text=_(
            "Whoever likes joins at once, until it is full; then there is a waiting list. "
            "Say above how many people, or leave that empty for as many as come."
        ),
    )
    bring = forms.CharField(
        label=_("What to bring"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Each line becomes a point of a list."),
    )

    def check(self, data: dict[str, Any]) -> None:
        super().check(data)
        if not data.get("is_gathering"):
            data["bring"] = ""
            return
        data["mode"] = Post.Mode.TOGETHER
        if data.get("is_standing"):
            self.add_error("is_standing", _("A gathering has a day: leave this out."))
        if not (data.get("from_day") or data.get("often")) and "from_day" not in self.errors:
            self.add_error("from_day", _("On which day is it?"))
        if not self["quantity"].value():
            data["quantity"] = None
