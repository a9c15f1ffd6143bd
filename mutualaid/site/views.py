"""The pages that mix apps."""

from django import forms
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from mutualaid.base.network import current_network


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The question, one search, two verbs, what is new nearby, the directory's needs."""
    return render(request, "site/home.html", {"posts": [], "needs": []})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What mutual aid is, where it comes from, how to start."""
    return render(request, "site/about.html")


@require_safe
def danger(request: HttpRequest) -> HttpResponse:
    """The numbers that the organizers chose for somebody in danger."""
    return render(request, "site/danger.html")


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember a language and go back.

    Without a token on purpose: it would put a cookie into the browser of everybody who only reads,
    and all that a forged form could do here is change the language.
    """
    return set_language(request)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the site among its apps."""
    network = current_network()
    return JsonResponse(
        {
            "name": network.name,
            "short_name": network.name[:12].strip(),
            "start_url": "/",
            "display": "standalone",
            "background_color": "#fbf6ea",
            "theme_color": "#20241f",
            "icons": [{"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


class GalleryForm(forms.Form):
    """One field of each sort, for the gallery only."""

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
    photo = forms.FileField(label=_("A photo"), required=False)
    cell = forms.CharField(label=_("Where are you usually?"), help_text=_("A square, never an address."))


@require_safe
@staff_member_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in each of its states, for whoever builds the next page."""
    squares = [
        [
            {
                "value": f"1000:{x}:{-y}",
                "label": f"{y + 1}, {x + 1}",
                "place": "Alder St" if (x, y) == (2, 1) else "",
                "checked": (x, y) == (2, 1),
            }
            for x in range(6)
        ]
        for y in range(4)
    ]
    return render(
        request,
        "site/gallery.html",
        {"form": GalleryForm(), "wrong": GalleryForm({"email": "x"}), "squares": squares},
    )
