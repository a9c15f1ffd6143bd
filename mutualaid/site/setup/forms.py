"""What a new network is asked."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mutualaid.base.models import Network

# A line such as "Emergency: 112".
LONGEST_DANGER_LIST = 8


def zone_choices() -> list[tuple[str, str]]:
    """Every time zone by its place."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    return [(zone, zone.replace("_", " ")) for zone in zones]


class SetupForm(forms.ModelForm):
    email = forms.EmailField(
        label=_("Your email"), help_text=_("You are the first organizer. Others can join you later.")
    )
    person_name = forms.CharField(label=_("What should neighbours call you?"), max_length=60)
    place = forms.CharField(
        label=_("Look up a place"),
        required=False,
        max_length=120,
        help_text=_("A town, a postcode, or two numbers from any map app, such as 52.1, 4.3."),
    )
    latitude = forms.FloatField(
        label=_("The middle of your area: latitude"),
        min_value=-85,
        max_value=85,
        help_text=_("A number such as 52.52. Any map app shows it when you press on a place for a while."),
    )
    longitude = forms.FloatField(label=_("The middle of your area: longitude"), min_value=-180, max_value=180)
    reach_km = forms.TypedChoiceField(
        label=_("How far does it reach?"),
        coerce=int,
        initial=5,
        choices=[(km, format_lazy(_("about {km} km each way"), km=km)) for km in (2, 5, 10, 25, 50)],
    )
    zone = forms.ChoiceField(label=_("Time zone"), initial="UTC")
    finest_cell_m = forms.TypedChoiceField(
        label=_("The smallest square somebody may pick"),
        coerce=int,
        initial=1000,
        choices=[
            (500, _("500 m: where homes stand close")),
            (1000, _("1 km")),
            (2000, _("2 km: in the country")),
        ],
        help_text=_("Only a square is ever kept, never an address."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of your network"),
        choices=settings.LANGUAGES,
        initial=["en"],
        widget=forms.CheckboxSelectMultiple,
    )
    danger_numbers = forms.CharField(
        label=_("Numbers for someone in danger"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, such as: Emergency: 112"),
    )

    class Meta:
        model = Network
        fields = ["name", "area_name", "phone", "phone_hours", "zone", "units", "clock", "languages",
                  "danger_numbers", "finest_cell_m", "joining"]  # fmt: skip
        labels = {"name": _("Your network's name"), "area_name": _("What do you call your area?")}
        help_texts = {"phone": _("A number that one of you answers, for neighbours who are not online.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_choices()  # type: ignore[attr-defined]

    def again(self, **values: Any) -> "SetupForm":
        """The same answers with some of them set, and nothing said about the others yet."""
        typed = {
            name: field.widget.value_from_datadict(self.data, self.files, name)
            for name, field in self.fields.items()
        }
        return SetupForm(initial={**typed, **values})

    def clean_danger_numbers(self) -> list[list[str]]:
        pairs = []
        for line in filter(str.strip, self.cleaned_data["danger_numbers"].splitlines()):
            name, colon, number = (part.strip() for part in line.rpartition(":"))
            if not (name and colon and any(map(str.isdigit, number))) or len(line) > 100:
                raise forms.ValidationError(
                    _('"%(line)s" is not a name, a colon and a number.'), params={"line": line[:60]}
                )
            pairs.append([name, number])
        if len(pairs) > LONGEST_DANGER_LIST:
            raise forms.ValidationError(_("Please keep it to eight: somebody in danger reads it."))
        return pairs
