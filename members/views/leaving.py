"""Leaving, coming back within the week, and what somebody takes along."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mutualaid.base.actions import NotNow

from .. import actions
from ..accounts.freshness import fresh_required
from ..doors import person_required
from ..leaving.forms import LeaveForm
from ..models import Leaving

FORM = ["GET", "HEAD", "POST"]


@person_required
@fresh_required
@require_http_methods(FORM)
def leave(request: HttpRequest) -> HttpResponse:
    """What happens to what, and when; then out."""
    me = request.viewer.person  # type: ignore[attr-defined]
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(by=me, subject=me, at_once=form.at_once)
        except NotNow as refused:
            form.add_error(None, refused)
        else:
            logout(request)
            return redirect("members:gone")
    return render(request, "members/leave.html", {"form": form})


@person_required
@fresh_required
@require_http_methods(FORM)
def export(request: HttpRequest) -> Any:
    """All that is kept of me, in one file."""
    refused = ""
    if request.method == "POST":
        me = request.viewer.person  # type: ignore[attr-defined]
        try:
            return zip_file(actions.take_along(by=me, subject=me, language=get_language() or "en"))
        except NotNow as error:
            refused = " ".join(error.messages)
    return render(request, "members/export.html", {"refused": refused})


def zip_file(parts: Iterator[bytes]) -> StreamingHttpResponse:
    """Sent as it is written; no browser keeps it but where it is put."""
    return StreamingHttpResponse(
        parts,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{timezone.localdate().isoformat()}.zip"',
            "Cache-Control": "no-store",
        },
    )


@login_required
@fresh_required
@require_http_methods(FORM)
def come_back(request: HttpRequest) -> HttpResponse:
    """All that somebody who left finds here: come back, or be deleted now."""
    farewell = get_object_or_404(Leaving.objects.select_related("person"), person__user=request.user.pk)
    leaves = "when" in request.POST
    form = LeaveForm(request.POST if leaves else None)
    if request.method == "POST" and not leaves:
        actions.come_back(by=farewell.person, subject=farewell.person)
        messages.success(request, _("Welcome back."))
        return redirect("site:me")
    if form.is_valid():
        actions.leave(by=farewell.person, subject=farewell.person, at_once=form.at_once)
        logout(request)
        return redirect("members:gone")
    return render(request, "members/come_back.html", {"form": form, "farewell": farewell})


@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """The last page says nothing of whom, and clears what a shared phone holds of it."""
    response = render(request, "members/gone.html")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
