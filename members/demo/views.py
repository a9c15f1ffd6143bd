"""The demo's back doors: signing in with one click, and reading everybody's mail. On this machine only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mutualaid.base import limits

from ..models import User
from . import mails

HERE = {"localhost", "127.0.0.1", "::1"}
ACCOUNTS = ["ana@demo.example", "ben@demo.example", "olu@demo.example"]


def here_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a browser on this very machine that calls it localhost; nobody else finds such a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        host = request.get_host().rsplit(":", 1)[0].strip("[]")
        named_here = host in HERE or host.endswith(".localhost")
        if not (named_here and limits.is_from_here(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@here_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who to be today."""
    users = User.objects.filter(email__in=ACCOUNTS).select_related("person").order_by("email")
    return render(request, "demo/index.html", {"users": users})


@here_only
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Be one of the demo's accounts. For an organizer it counts as the second factor, here only."""
    user = get_object_or_404(User, email=request.POST.get("email"), email__in=ACCOUNTS)
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    record_authentication(request, user, method="code")
    if user.is_staff:
        record_authentication(request, user, method="mfa", type="demo")
    get_adapter(request).login(request, user)
    after = request.POST.get("next", "")
    return redirect(after if url_has_allowed_host_and_scheme(after, None) else "/")


@here_only
@never_cache
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """Every mail that the demo sent, newest first."""
    return render(request, "demo/mail.html", {"mails": mails.newest()})
