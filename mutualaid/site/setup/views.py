"""`/setup/<token>/`, open once."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from directory import gazetteer
from members.accounts import sessions
from mutualaid.base.actions import NotNow

from .actions import is_done, is_open, set_up
from .forms import SetupForm
from .places import look_up


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Somebody who came without the link: where it is printed."""
    return render(request, "setup/start.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def network(request: HttpRequest, token: str) -> HttpResponse:
    """The whole set-up on one form; its first organizer is signed in and led on to a second factor."""
    if not is_open(token):
        if is_done():
            return redirect("site:setup_start")  # clicked twice, or come back to the link
        raise Http404
    form = SetupForm(request.POST or None)
    if _looks_up(request):
        found = look_up(request.POST.get("look_up") or request.POST.get("place", ""))
        middle = dict(zip(("latitude", "longitude"), found.point or (), strict=False))
        told = {"form": form.again(**middle), "found": found, "token": token}
        return render(request, "setup/network.html", told)
    if request.method == "POST" and form.is_valid():
        try:
            answers = {name: value for name, value in form.cleaned_data.items() if name != "place"}
            person = set_up(token=token, **answers)
        except NotNow as problem:
            form.add_error(None, problem)
        else:
            assert person.user is not None
            login(request, person.user)
            sessions.begin(request.session)
            record_authentication(request, person.user, method="setup")
            messages.success(request, _("Your network is ready. One more step keeps it safe."))
            return redirect("site:setup_done")
    return render(request, "setup/network.html", {"form": form, "found": None, "token": token})


def _looks_up(request: HttpRequest) -> bool:
    """By its button, or by Enter in its field before there is a point."""
    told = request.POST
    return "look_up" in told or bool(told.get("place", "").strip() and not told.get("latitude", "").strip())


@require_safe
def places(request: HttpRequest, token: str) -> JsonResponse:
    """Towns in `?bounds=south,west,north,east`, for the map of the area."""
    if not is_open(token):
        raise Http404
    try:
        south, west, north, east = map(float, request.GET.get("bounds", "").split(","))
    except ValueError:
        raise Http404 from None
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {"name": place.name},
        }
        for place in gazetteer.towns_within(south, west, north, east)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What to do next: the second factor, a directory, the first neighbours."""
    return render(request, "setup/done.html")
