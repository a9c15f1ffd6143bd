"""Where I am signed in: see it, name this place, end the others."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from ..models import User
from . import sessions


class NameForm(forms.Form):
    """A word for the phone or computer one sits at."""

    name = forms.CharField(
        label=_("What do you call this phone or computer?"),
        help_text=_("Only you see it. “My phone”, “library”."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_list(request: HttpRequest) -> HttpResponse:
    """Each place with its days, this one first."""
    found = sessions.places(request)
    this = next((place for place in found if place.is_this), None)
    form = NameForm(request.POST or None, initial={"name": this.name if this else ""})
    if request.method == "POST" and form.is_valid():
        sessions.name(request.session, form.cleaned_data["name"])
        messages.success(request, _t("Kept."))
        return redirect("account_sessions")
    return render(request, "account/sessions.html", {"places": found, "form": form})


@login_required
@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    """End one other place, or all of them. Twice is once."""
    assert isinstance(request.user, User)
    key = request.POST.get("place", "")
    if key and key != sessions.stored(request.session.session_key or ""):
        sessions.end_one(request.user, key)
    elif not key:
        sessions.end_sessions(request.user, but=request)
    messages.success(request, _t("Signed out there."))
    return redirect("account_sessions")
