"""Conversations: write, keep one's place, look at a picture. Each works as a page, and in place with htmx."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from members.doors import member_required
from mutualaid.base.actions import NotNow
from mutualaid.base.in_place import in_place

from .. import actions, talk, threads
from ..forms import MessageForm, ReadForm
from ..models import MessageImage, Thread
from .doing import allowed, attempt, me
from .gatherings import page as show_gathering
from .swap import show as show_swap


@in_place
@member_required
@require_POST
def thread_say(request: HttpRequest, public_id: str) -> HttpResponse:
    """A message to all who take part."""
    thread = _find(request, public_id)
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid() and attempt(form, actions.say, by=me(request), thread=thread, **form.values()):
        return shown(request, thread, focus="words")
    return shown(request, thread, message_form=form)


@in_place
@member_required
@require_POST
def thread_read(request: HttpRequest, public_id: str) -> HttpResponse:
    """I have seen what is new: by a small request after the page is shown, or by a button."""
    thread = _find(request, public_id)
    form = ReadForm(request.POST)
    if form.is_valid():
        allowed(actions.read, by=me(request), thread=thread, **form.cleaned_data)
    return HttpResponse() if request.htmx else redirect(f"{thread.get_absolute_url()}#last")


@member_required
@require_safe
def picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """A picture in a message, for those who read the message. No cache keeps it."""
    found = MessageImage.objects.select_related("message__thread__exchange").filter(
        message__thread__in=Thread.objects.visible_to(request.viewer)
    )
    image = get_object_or_404(found, public_id=public_id)
    shown = threads.messages(image.message.thread, request.viewer)
    get_object_or_404(shown, Q(hidden_at=None) | Q(author=me(request)), pk=image.message_id)
    return HttpResponse(image.content, content_type="image/webp", headers={"Cache-Control": "no-store"})


def press(request: HttpRequest, thread: Thread, action: Callable[..., Any], **values: Any) -> HttpResponse:
    """A button in a conversation: act, and show it as it is then, with what was in the way."""
    try:
        allowed(action, by=me(request), **values)
    except NotNow as error:
        return shown(request, thread, problem=" ".join(error.messages))
    return shown(request, thread)


def shown(
    request: HttpRequest, thread: Thread, *, focus: str = "last", problem: str = "", **forms: forms.Form
) -> HttpResponse:
    """The conversation as it is now: in place, or as the page that it stands on.

    `focus`: see `talk.context`. `problem`: what was in the way of a button. `forms`: what has something to
    say, by the name that the template calls it.
    """
    if request.htmx:
        focus = "" if forms or problem else focus
        context = {**talk.context(thread, request.viewer, focus=focus), "problem": problem, **forms}
        return render(request, "exchanges/_thread.html", context)
    if forms and thread.exchange:
        return show_swap(request, thread.exchange, **forms)
    if forms and thread.occurrence:
        return show_gathering(request, thread.occurrence, **forms)
    if problem:
        messages.error(request, problem)
    return redirect(f"{thread.get_absolute_url()}#last")


def _find(request: HttpRequest, public_id: str) -> Thread:
    found = Thread.objects.visible_to(request.viewer).select_related(
        "exchange__giver__user",
        "exchange__receiver__user",
        "exchange__proposer",
        "exchange__occurrence__post__person",
        "exchange__met__post",
        "occurrence__post__person__user",
    )
    return get_object_or_404(found, public_id=public_id)
