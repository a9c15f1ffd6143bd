"""Who may enter a page at all. What they may see and do there is asked of querysets and permissions."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from .agreement import door as agreement
from .joining import told

if TYPE_CHECKING:
    from .admin_site import AdminSite

View = Callable[..., HttpResponse]

# Whoever is paused or removed reads why, appeals, takes their data along and leaves: nothing else.
OPEN_WHEN_OUT = frozenset(
    f"members:{name}" for name in ("decision_list", "decision", "leave", "come_back", "export", "gone")
)


def person_required(view: View) -> View:
    """Signed in and named: a newcomer signs in, an account without a person is led to say who they are.

    Whoever is paused or removed is told so, but on the few pages that stay open to them.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.viewer.person is None:  # type: ignore[attr-defined]
            return redirect(f"{reverse('members:welcome')}?{urlencode({'next': request.get_full_path()})}")
        if request.viewer.person.is_out and _name_of(request) not in OPEN_WHEN_OUT:  # type: ignore[attr-defined]
            return render(request, "members/out.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


def _name_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def member_at_any_time(view: View) -> View:
    """A person whom the network let in: one who waits, or is suspended, is told so.

    Without asking for a yes to what members agreed on: for what keeps somebody safe, or lets them go.
    """

    @person_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        viewer = request.viewer  # type: ignore[attr-defined]
        if not viewer.is_member:
            return render(request, "members/waiting.html", told.waiting(viewer), status=403)
        return view(request, *args, **kwargs)

    return guarded


def member_required(view: View) -> View:
    """The same, who said yes to what members agreed on: where it changed, they are asked first."""

    @member_at_any_time
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.viewer.must_agree and (asked := agreement.ask(request)):  # type: ignore[attr-defined]
            return asked
        return view(request, *args, **kwargs)

    return guarded


def member_or_pending(view: View) -> View:
    """Members, and whoever waits to be let in: what they make ready waits with them."""
    of_members = member_required(view)

    @person_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_pending = told.is_pending(request.viewer.person)  # type: ignore[attr-defined]
        return (view if is_pending else of_members)(request, *args, **kwargs)

    return guarded


def organizer_required(view: View) -> View:
    """Organizers with a second factor in this session, as in the admin; for others there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        site = cast("AdminSite", admin.site)
        if led := site.at_the_door(request):
            return led
        if not site.has_permission(request):
            return site.login(request, {"next": request.get_full_path()})
        return view(request, *args, **kwargs)

    return guarded
