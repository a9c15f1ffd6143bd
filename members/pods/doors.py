"""Who may enter the pages of one pod: for everybody else there is no such page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from mutualaid.base.actions import NotAllowed, NotNow

from .. import permissions
from ..doors import View, member_required
from ..models import Person, Pod


def me(request: HttpRequest) -> Person:
    """Who acts. Behind these doors there is always somebody."""
    person: Person = request.viewer.person  # type: ignore[attr-defined]
    return person


def in_it(view: View) -> View:
    """Those in the pod. The view is given the pod in place of its public id."""
    return _only(view, lambda person, pod: True)


def leading(view: View) -> View:
    """Its point person and backup."""
    return _only(view, permissions.leads_pod)


def point(view: View) -> View:
    """Its point person."""
    return _only(view, permissions.is_point)


def _only(view: View, may: Callable[[Person, Pod], bool]) -> View:
    @member_required
    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, **kwargs: Any) -> HttpResponse:
        mine = Pod.objects.filter(pk__in=request.viewer.pods)  # type: ignore[attr-defined]
        pod = get_object_or_404(mine, public_id=public_id)
        if not may(me(request), pod):
            raise Http404
        return view(request, pod, **kwargs)

    return guarded


def sent(request: HttpRequest) -> Any:
    """What a form was filled in with; None where a page is only opened."""
    return request.POST if request.method == "POST" else None


def act(request: HttpRequest, action: Callable[..., Any], said: str | Promise, **values: Any) -> Any:
    """Run an action of one button and say on the next page how it went; None where it could not be done."""
    try:
        done = action(by=me(request), **values)
    except NotAllowed as error:
        raise Http404 from error
    except NotNow as error:
        messages.error(request, " ".join(error.messages))
        return None
    messages.success(request, str(said))
    return done or True


def attempt(form: Any, action: Callable[..., Any], **values: Any) -> Any:
    """Run an action with what a valid form holds; None where it could not be done, and the form says why."""
    try:
        return action(**values) or True
    except NotAllowed as error:
        raise Http404 from error
    except NotNow as error:
        form.add_error(None, error)
        return None
