"""How many, on which days, how soon."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Person

from ...models import Post
from ..widgets import Clock, Day
from .part import Names, Part


class When(Part):
    fold = "when"
    on_post: Names = ("unit", "is_standing", "urgency", "urgency_reason")
    on_time: Names = ("quantity", "from_day", "until_day", "from_time", "until_time")
    public: Names = ("unit", "urgency_reason")
    unsaid = {"quantity": 1}

    quantity = forms.IntegerField(label=_("How many"), required=False, min_value=1, max_value=10_000)
    unit = forms.CharField(
        label=_("Of what"), required=False, max_length=30, help_text=_("Jars, hours, people ...")
    )
    from_day = forms.DateField(label=_("From (day)"), required=False, widget=Day)
    until_day = forms.DateField(label=_("Until or by (day)"), required=False, widget=Day)
    from_time = forms.TimeField(label=_("From (time)"), required=False, widget=Clock)
    until_time = forms.TimeField(label=_("Until (time)"), required=False, widget=Clock)
    is_standing = forms.BooleanField(label=_("Always, until I take it down"), required=False)
    urgency = forms.TypedChoiceField(
        label=_("How soon"),
        choices=Post.Urgency,
        coerce=int,
        required=False,
        empty_value=0,  # type: ignore[arg-type]
    )
    urgency_reason = forms.CharField(
        label=_("Why so soon"), required=False, max_length=140, help_text=_("Only if you want to say it.")
    )

    @classmethod
    def usual(cls, person: Person) -> dict[str, Any]:
        return {**super().usual(person), "urgency": Post.Urgency.WHENEVER}

    def check(self, data: dict[str, Any]) -> None:
        super().check(data)
        start, end = data.get("from_day"), data.get("until_day")
        if start and end and end < start:
            self.add_error("until_day", _("This is before the first day."))
        if data.get("until_time") and not data.get("from_time"):
            self.add_error("from_time", _("From when on that day?"))
        if "quantity" in data and data["quantity"] is None and not data.get("is_standing"):
            data["quantity"] = self.unsaid["quantity"]
