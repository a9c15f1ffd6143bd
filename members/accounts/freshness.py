"""What this session has proved, and when: "is it still you?", and an organizer's second factor."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from . import second_step

FRESH_SECONDS = 15 * 60
SECOND_FACTOR_SECONDS = 12 * 3600
IDLE_SECONDS = 30 * 60
# Noting each use would write the session with each page.
NOTED_AFTER_SECONDS = 60
AT_WORK = "at_work"


def _proved(request: HttpRequest, within: float, methods: set[str]) -> bool:
    since = time.time() - within
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record["method"] in methods and record["at"] > since for record in records)


def is_fresh(request: HttpRequest) -> bool:
    """Proved within a quarter of an hour; whoever is asked for a second step must have taken it.

    "setup": whoever held the one-time link of a new network.
    """
    if second_step.is_asked_for(request.user):
        return _proved(request, FRESH_SECONDS, {"mfa"})
    return _proved(request, FRESH_SECONDS, {"mfa", "code", "password", "setup"})


def _second_factor_at(request: HttpRequest) -> float:
    """When an app or a passkey was last used in this session. A spare code is for setting up another one."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    used = [one["at"] for one in records if one["method"] == "mfa" and one.get("type") != "recovery_codes"]
    return max(used, default=0)


def _at_work(request: HttpRequest) -> float:
    return max(_second_factor_at(request), request.session.get(AT_WORK, 0))


def has_second_factor(request: HttpRequest) -> bool:
    """Used in this session at most half a day ago, and organizers' pages within the last half hour."""
    now = time.time()
    is_recent = _second_factor_at(request) > now - SECOND_FACTOR_SECONDS
    return is_recent and _at_work(request) > now - IDLE_SECONDS


def note_work(request: HttpRequest) -> None:
    """An organizer's page was opened: the half hour begins anew."""
    now = time.time()
    if _at_work(request) < now - NOTED_AFTER_SECONDS:
        request.session[AT_WORK] = now


def fresh_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """First ask "is it still you?", then come back. Also for accounts that have no password."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_fresh(request):
            return ask(request)
        return view(request, *args, **kwargs)

    return guarded


def ask(request: HttpRequest) -> HttpResponse:
    """To the first way this account has to prove itself, and back here."""
    method = get_adapter(request).get_reauthentication_methods(request.user)[0]
    return redirect(f"{method['url']}?{urlencode({'next': request.get_full_path()})}")
