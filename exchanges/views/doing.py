"""What every view that changes something does around its one action."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.doors import member_required
from members.models import Person
from mutualaid.base.actions import NotAllowed, NotNow

from ..models import Exchange, Post

Found = Callable[[HttpRequest, str], Post | Exchange]


def me(request: HttpRequest) -> Person:
    """Who acts. Behind `members.doors.member_required` there is always somebody."""
    person: Person = request.viewer.person  # type: ignore[attr-defined]
    return person


def allowed(action: Callable[..., Any], **values: Any) -> Any:
    """Run an action; what may not be done at all is as if the page never was."""
    try:
        return action(**values)
    except NotAllowed as error:
        raise Http404 from error


def say_who_sees(request: HttpRequest, posts: Iterable[Post]) -> None:
    """On the board, and by whom it is seen there: what is sensitive starts with the organizers."""
    found = list(posts)
    if any(post.hidden_at for post in found):
        messages.info(
            request, _("An organizer looks at it first, because of some words in it. You hear from them.")
        )
    elif found:
        messages.success(request, _("It is on the board. When somebody answers, you hear of it."))
    if any(post.audience == Post.Audience.ORGANIZERS for post in found):
        messages.info(
            request,
            _("Only organizers see what is sensitive. You can change who may see it."),
        )


def attempt(form: forms.Form, action: Callable[..., Any], **values: Any) -> Any:
    """Run an action with what a valid form holds; None where it could not be done, and the form says why."""
    try:
        return allowed(action, **values)
    except NotNow as error:
        form.add_error(None, error)
        return None


def act(request: HttpRequest, action: Callable[..., Any], said: str | Promise, **values: Any) -> None:
    """Run an action of one button and say how it went on the next page."""
    try:
        allowed(action, by=me(request), **values)
        messages.success(request, str(said))
    except NotNow as error:
        messages.error(request, " ".join(error.messages))


def button(find: Found, action: Callable[..., Any], said: str | Promise) -> Callable[..., HttpResponse]:
    """The view of a button that needs no more than to be pressed: find, act, say how it went, go back."""

    @member_required
    @require_POST
    def press(request: HttpRequest, public_id: str) -> HttpResponse:
        found = find(request, public_id)
        act(request, action, said, **{str(found._meta.model_name): found})
        return redirect(found)

    return press
