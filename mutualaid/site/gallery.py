"""Every component in each of its states, for whoever builds the next page. For organizers' eyes only."""

from typing import Any

from django import forms
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mutualaid.base import search
from mutualaid.base.choices import Box, Choice, Choices
from mutualaid.base.notes import Note

PLACES = [
    ("Alder Community Fridge", 51.5012, -0.1203),
    ("St Brigid’s Saturday pantry", 51.5051, -0.1282),
    ("Hot meal at the union hall", 51.5053, -0.1280),
]
BOUNDS = (51.49, -0.14, 51.52, -0.10)
_PINNED = [
    Note(
        kind="request",
        tab="Request",
        tab_icon="message-circle",
        title="A lift to the shops and back, Thursday morning",
        href="#1",
        facts=[("map-pin", "the next area", ""), ("clock", "Thu 9:00, about 2 hours", "")],
        chips=("Rides", "Spanish or English"),
    ),
    Note(
        kind="offer",
        tab="Offer",
        tab_icon="sprout",
        title="Eight jars of bean soup, ready tonight",
        href="#2",
        facts=[("map-pin", "about 2 km", ""), ("clock", "tonight", "urgent")],
        chips=("Meals", "Vegan"),
    ),
]
_FRIDGE = Note(
    kind="place",
    tab="Food",
    tab_icon="shopping-basket",
    title=PLACES[0][0],
    href="#3",
    facts=[("clock", "Open now · all day", "open"), ("map-pin", "400 m", "")],
    chips=("Free", "No ID needed"),
    trust="Checked 2 days ago, 3 neighbours said still right",
    point=f"{PLACES[0][1]},{PLACES[0][2]}",
)


class EveryField(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label=_("A line of text"), help_text=_("What neighbours call you."))
    email = forms.EmailField(label=_("Email"))
    words = forms.CharField(label=_("A longer text"), widget=forms.Textarea, required=False)
    day = forms.DateField(label=_("A day"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    one = forms.ChoiceField(
        label=_("One of a few"), choices=[("a", _("To give")), ("b", _("To lend"))], widget=forms.RadioSelect
    )
    many = forms.MultipleChoiceField(
        label=_("Some of many"),
        choices=[("en", _("English")), ("es", _("Spanish"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    listed = forms.ChoiceField(label=_("One of a long list"), choices=[("", "—"), ("a", _("To give"))])
    agreed = forms.BooleanField(label=_("They know and said yes"))
    photo = forms.FileField(
        label=_("Photos"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )


class SquareField(forms.Form):
    cell = forms.CharField(label=_("Where are you usually?"), help_text=_("A square, never an address."))


def _squares() -> list[list[dict[str, Any]]]:
    return [
        [
            {
                "value": f"1000:{x}:{-y}",
                "label": f"{y + 1}, {x + 1}",
                "place": {(2, 1): "Alder St", (5, 0): "Old Mill"}.get((x, y), ""),
                "checked": (x, y) == (2, 1),
            }
            for x in range(8)
        ]
        for y in range(5)
    ]


def _what(kinds: list[str]) -> Box:
    said = {"request": "Requests", "offer": "Offers"}
    choices = Choices(Choice(kind, words, search.Is("kind", kind)) for kind, words in said.items())
    return Box("kind", "What", choices, {"request": 41 + len(kinds), "offer": 67}, kinds)


@require_safe
@staff_member_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The page."""
    kinds = request.GET.getlist("kind")
    return render(
        request,
        "site/gallery.html",
        {
            "form": EveryField(),
            "wrong": EveryField({"wrong-email": "x"}, prefix="wrong"),
            "square": SquareField(),
            "squares": _squares(),
            "kinds": kinds,
            "what": _what(kinds),
            "bounds": BOUNDS,
            "pinned": _PINNED,
            "fridge": _FRIDGE,
        },
    )


@require_safe
@staff_member_required
def places(request: HttpRequest) -> JsonResponse:
    """Three points for the map in the gallery."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": {
                "kind": "places",
                "name": name,
                "count": 1,
                "box": [latitude, longitude, latitude, longitude],
                "places": [{"name": name, "href": "/directory/", "open": "Open now", "is_open": True}],
            },
        }
        for name, latitude, longitude in PLACES
    ]
    town = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-0.112, 51.508]},
        "properties": {"kind": "town", "name": "Alderside"},
    }
    return JsonResponse({"type": "FeatureCollection", "features": [*features, town]})
