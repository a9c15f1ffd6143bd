"""Count me in: how many come, and what they bring."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from members.models import Person

# A family or a team; a whole crowd says so to the author first.
MOST = 20


class ComingForm(forms.Form):
    """What somebody who comes says of it, and may change."""

    people = forms.IntegerField(
        label=_("How many of you come?"),
        min_value=1,
        max_value=MOST,
        initial=1,
        help_text=_("You count too."),
    )
    brings = forms.CharField(
        label=_("What do you bring?"),
        required=False,
        max_length=140,
        help_text=_("Only if you like. Those who come read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class JoinForm(ComingForm):
    """`candidates`: for whom the one who looks may say it, themselves first where they may."""

    person = forms.ChoiceField(label=_("Who comes?"))

    def __init__(self, *args: Any, me: Person, candidates: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {person.public_id: person for person in candidates}
        if list(candidates) == [me]:
            del self.fields["person"]
        else:
            names = [(key, _t("Me") if one == me else one.name) for key, one in self.by_id.items()]
            self.fields["person"].choices = names  # type: ignore[attr-defined]
        self.me = me

    def clean_person(self) -> Person:
        return self.by_id[self.cleaned_data["person"]]

    @property
    def values(self) -> dict[str, Any]:
        """For `join_gathering`."""
        return {"person": self.me, **self.cleaned_data}
