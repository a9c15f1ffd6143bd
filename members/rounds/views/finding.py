"""What every page here begins with: which pod, which round. A stranger's looks like one that never was."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from mutualaid.base.actions import NotAllowed, NotNow

from ...models import CheckIn, Person, Pod, Round
from .. import pages

FORM = ["GET", "HEAD", "POST"]


def me(request: HttpRequest) -> Person:
    """Who acts. Behind `doors.member_required` there is always somebody."""
    person: Person = request.viewer.person  # type: ignore[attr-defined]
    return person


def find_pod(request: HttpRequest, pod: str) -> Pod:
    """One that they are in; organizers with a second factor in this session find all."""
    mine = Pod.objects.filter(pk__in=request.viewer.pods)  # type: ignore[attr-defined]
    return get_object_or_404(Pod if admin.site.has_permission(request) else mine, public_id=pod)


def find_round(request: HttpRequest, pod: str, public_id: str) -> Round:
    """A round of that pod."""
    rounds = Round.objects.filter(pod=find_pod(request, pod)).select_related("pod")
    return get_object_or_404(rounds, public_id=public_id)


def find_check_in(request: HttpRequest, found: Round, public_id: str) -> CheckIn:
    """One who is asked in it, whom they meet."""
    rows = pages.met(found, request.viewer).select_related("round__pod", "person", "neighbour")  # type: ignore[attr-defined]
    return get_object_or_404(rows, public_id=public_id)


def act(request: HttpRequest, action: Callable[..., Any], said: str | Promise = "", **values: Any) -> bool:
    """Run an action of one button and say how it went on the next page. Whether it could be done."""
    try:
        action(by=me(request), **values)
    except NotAllowed as error:
        raise Http404 from error
    except NotNow as error:
        messages.error(request, " ".join(error.messages))
        return False
    if said:
        messages.success(request, str(said))
    return True
