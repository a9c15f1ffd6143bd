"""Who I am here, and who others are."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import actions, joining, languages, squares
from ..accounts.passkey_views import offered
from ..accounts.views import next_of
from ..agreement import actions as agreements
from ..agreement import door
from ..doors import person_required
from ..forms import JoinForm, SettingsForm
from ..joining.told import is_pending
from ..joining.views import CAME_BY
from ..models import Person, Portrait, User

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM)
def welcome(request: HttpRequest) -> HttpResponse:
    """Who are you? Once, after the first code; then on to what one could use and share."""
    if request.viewer.is_leaving:  # type: ignore[attr-defined]
        return redirect("members:come_back")
    if request.viewer.person is not None:  # type: ignore[attr-defined]
        return redirect(next_of(request) or joining.after_welcome())
    looking = "look" in request.POST
    holds = agreements.latest()
    initial = {"languages": [request.LANGUAGE_CODE]}  # type: ignore[attr-defined]
    form = JoinForm(request.POST or None, initial=initial, agreement=holds)
    if request.method == "POST" and not looking and form.is_valid():
        assert isinstance(request.user, User)
        values = {field: form.cleaned_data[field] for field in ("name", "cell", "languages")}
        came_by = request.session.pop(CAME_BY, "")
        agreed = holds.version if holds else 0
        person = actions.join(user=request.user, invitation=came_by, agreed=agreed, **values)
        return redirect(offered(request, _after(person, next_of(request))))
    context = {**door.shown(holds), "form": form, "looking": looking, "next": next_of(request)}
    return render(request, "members/welcome.html", context)


def _after(person: Person, wanted: str) -> str:
    """Whoever waits is told so first; whoever is in takes the tour."""
    if is_pending(person):
        return reverse("members:application")
    return reverse("members:tour", query={"next": wanted} if wanted else None)


@person_required
@require_safe
def profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """What members know of one another. A stranger, a blocked one and nobody at all get the same 404."""
    viewer = request.viewer  # type: ignore[attr-defined]
    person = get_object_or_404(Person.objects.visible_to(viewer), public_id=public_id)
    actions.count_profile(by=viewer.person, person=person)
    context = {
        "person": person,
        "is_me": person == viewer.person,
        "spoken": [languages.name_of(code) for code in person.languages],
        "area": squares.describe(person.cell, viewer.cell),
        "portrait": Portrait.objects.defer("content").filter(person=person).first(),
    }
    return render(request, "members/profile.html", context)


@person_required
@require_http_methods(FORM)
def settings(request: HttpRequest) -> HttpResponse:
    """What others see of me, and how I sign in."""
    me = request.viewer.person  # type: ignore[attr-defined]
    looking = "look" in request.POST
    form = SettingsForm.of(me, request.POST or None)
    if request.method == "POST" and not looking and form.is_valid():
        actions.change_profile(by=me, subject=me, **form.changes())
        messages.success(request, _("Kept."))
        return redirect("members:settings")
    return render(request, "members/settings.html", {"form": form, "looking": looking})
