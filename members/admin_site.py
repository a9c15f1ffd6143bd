"""The organizers' side: for organizers only, and only with a second factor in this very session."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin

from .accounts import resuming, second_step
from .accounts.freshness import has_second_factor, note_work
from .accounts.views import next_of, sign_out
from .viewers import Viewer


@dataclass(frozen=True)
class _Waiting:
    label: str | Promise
    count: Callable[[Viewer], int]
    url_name: str
    query: str


_waiting: list[_Waiting] = []
_telling: list[Callable[[], str]] = []


def waits(label: str | Promise, count: Callable[[Viewer], int], url_name: str, query: str = "") -> None:
    """Put a line on the organizers' first page: how many of these wait, and the list they stand in.

    Called from an app's admin.py; `count(viewer)` is one cheap query.
    """
    _waiting.append(_Waiting(label, count, url_name, query))


def tells(text: Callable[[], str]) -> None:
    """Put a sentence under what waits; "" where there is nothing to say. Called from an app's admin.py."""
    _telling.append(text)


class AdminSite(admin.AdminSite):
    site_header = _("Organizers")
    site_title = _("Organizers")
    index_title = _("What waits for you")
    # The lists need the room; the way back is one tap on the first crumb.
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Ours only. Packages bring pages of their own that save past the actions: they are left out."""
        if admin_class is not None and issubclass(admin_class, ModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """What waits, first; then everything, in the words of the house."""
        viewer = request.viewer  # type: ignore[attr-defined]
        lines = [
            {"label": line.label, "count": line.count(viewer), "url": _address(line)} for line in _waiting
        ]
        said = [text for text in (tell() for tell in _telling) if text]
        return super().index(request, {"waiting": lines, "said": said, **(extra_context or {})})

    def has_permission(self, request: HttpRequest) -> bool:
        """An organizer in good standing who used a second factor in this session and stayed at work."""
        viewer = request.viewer  # type: ignore[attr-defined]
        return bool(viewer.is_organizer and has_second_factor(request))

    def at_the_door(self, request: HttpRequest) -> HttpResponse | None:
        """Note that an organizer is at work. Where their time ran out over a form, they are led to the second
        factor, and what they typed waits. None for everybody else.
        """
        if self.has_permission(request):
            note_work(request)
            resuming.forget(request)
            return None
        if request.method == "POST" and request.viewer.is_organizer:  # type: ignore[attr-defined]
            resuming.keep(request)
            return self.login(request, {"next": reverse("account_resume")})
        return None

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        opened = super().admin_view(view, cacheable)

        @wraps(opened)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return self.at_the_door(request) or opened(request, *args, **kwargs)

        return guarded

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As everywhere."""
        return sign_out(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Only where it is told by mail and ends other sessions."""
        return redirect("account_change_password")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Not a form of its own: to the door that is missing, and back."""
        after = (extra_context or {}).get("next") or next_of(request) or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(after)
        if not request.viewer.is_organizer:  # type: ignore[attr-defined]
            raise Http404
        if self.has_permission(request):
            return redirect(after)
        if not second_step.is_asked_for(request.user):
            return redirect(reverse("mfa_index", query={"next": after}))
        door = get_adapter(request).get_reauthentication_methods(request.user)[0]
        return redirect(f"{door['url']}?{urlencode({'next': after})}")


def _address(line: _Waiting) -> str:
    return reverse(line.url_name) + (f"?{line.query}" if line.query else "")
