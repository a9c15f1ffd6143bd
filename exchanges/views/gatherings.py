"""Gatherings: count me in, who comes, and what the author does about it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from members.doors import member_required
from mutualaid.base import hanging

from .. import actions, pages, talk
from ..forms import JoinForm
from ..models import Coming, Occurrence, Post
from .doing import act, attempt, me

Panel = dict[str, Any]


@member_required
@require_safe
def gathering_detail(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """One time of a gathering."""
    return page(request, find(request, public_id, pk))


@member_required
@require_POST
def gathering_join(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Count me in."""
    time = find(request, public_id, pk)
    viewer = request.viewer  # type: ignore[attr-defined]
    people = pages.gathering.candidates(time, viewer)
    form = JoinForm(request.POST, me=me(request), candidates=people)
    if form.is_valid():
        coming = attempt(form, actions.join_gathering, by=me(request), occurrence=time, **form.values)
        if coming:
            messages.success(request, _joined(coming))
            return redirect(time)
    return page(request, time, pages.gathering.panel(time, viewer, form=form))


def _joined(coming: Coming) -> str:
    if coming.status == Coming.Status.COMING:
        return _("Good that you come.")
    return _("It is full. You are on the waiting list, and hear when there is a place.")


@member_required
@require_POST
def gathering_change(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """How many of us come, and what we bring."""
    coming = _find_coming(request, public_id, pk)
    form = pages.gathering.change_form(coming, request.POST)
    if form.is_valid() and attempt(
        form, actions.change_coming, by=me(request), coming=coming, **form.cleaned_data
    ):
        messages.success(request, _("Changed."))
        return redirect(coming.occurrence)
    panel = pages.gathering.panel(coming.occurrence, request.viewer, changes={coming.pk: form})  # type: ignore[attr-defined]
    return page(request, coming.occurrence, panel)


@member_required
@require_POST
def gathering_leave(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    coming = _find_coming(request, public_id, pk)
    act(request, actions.leave_gathering, _("Taken back. There is a place for somebody else."), coming=coming)
    still_seen = Post.objects.visible_to(request.viewer).filter(pk=coming.occurrence.post.pk)  # type: ignore[attr-defined]
    return redirect(coming.occurrence.post if still_seen.exists() else "site:me")


@member_required
@require_POST
def gathering_decline(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    coming = _find_coming(request, public_id, pk)
    act(request, actions.decline_coming, _("They are told: not this time."), coming=coming)
    return redirect(coming.occurrence)


@member_required
@require_POST
def gathering_mute(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    coming = _find_coming(request, public_id, pk)
    is_muted = request.POST.get("mute") == "yes"
    said = _("You are not told of new messages here.") if is_muted else _("You hear of new messages here.")
    act(request, actions.mute_coming, said, coming=coming, is_muted=is_muted)
    return redirect(coming.occurrence)


def _settle(action: Any, said: Promise) -> Any:
    """The view of a button with which the author says how it was."""

    @member_required
    @require_POST
    def press(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
        time = find(request, public_id, pk)
        act(request, action, said, occurrence=time)
        return redirect(time)

    return press


gathering_done = _settle(actions.gathering_done, _lazy("Good. Thank you for holding it."))
gathering_did_not_happen = _settle(
    actions.gathering_did_not_happen, _lazy("That happens. Nobody is counted.")
)


def find(request: HttpRequest, public_id: str, pk: int) -> Occurrence:
    """One time of a gathering that they may see, with its post."""
    posts = Post.objects.visible_to(request.viewer).filter(public_id=public_id, is_gathering=True)  # type: ignore[attr-defined]
    found = hanging.fetch(posts.select_related("person__user", "row"), "occurrences__thread")
    for time in (time for post in found for time in post.occurrences.all()):
        if time.pk == pk:
            return time  # type: ignore[no-any-return]
    raise Http404


def _find_coming(request: HttpRequest, public_id: str, pk: int) -> Coming:
    """The place of the person whom the form names, where they may know of it."""
    time = find(request, public_id, pk)
    seen = time.comings.visible_to(request.viewer).select_related("person__user")  # type: ignore[attr-defined]
    return get_object_or_404(seen, person__public_id=request.POST.get("person", "").replace("\x00", ""))


def page(
    request: HttpRequest, time: Occurrence, panel: Panel | None = None, /, **forms: forms.Form
) -> HttpResponse:
    """The page of one time. `panel`: with what was filled in to be corrected; `forms`: the same of the
    conversation, as its template calls them."""
    viewer = request.viewer  # type: ignore[attr-defined]
    panel = panel or pages.gathering.panel(time, viewer)
    thread = getattr(time, "thread", None)
    context = {
        "post": time.post,
        "facts": pages.gathering.facts(time, viewer),
        "gathering": panel,
        "talk": None,
    }
    if thread and panel["is_inside"]:
        context |= talk.context(thread, viewer)
    return render(request, "exchanges/gathering_detail.html", context | forms)
