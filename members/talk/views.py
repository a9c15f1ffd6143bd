"""A small conversation: its page, and what is done in it. Each works as a page, and in place with htmx."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mutualaid.base.actions import NotNow
from mutualaid.base.in_place import in_place

from ..doors import person_required
from ..models import Talk
from . import actions, kinds, pages
from .forms import MuteForm, ReadForm, SayForm


def _in_talk(view: Callable[[HttpRequest, Talk], HttpResponse]) -> Callable[..., HttpResponse]:
    """The conversation, for those who take part; for organizers at their work with a second factor."""

    @person_required
    @wraps(view)
    def found(request: HttpRequest, public_id: str) -> HttpResponse:
        viewer = request.viewer  # type: ignore[attr-defined]
        rows = Talk.objects.visible_to(viewer).select_related("person", "pod")
        talk = get_object_or_404(rows, public_id=public_id)
        if kinds.of(talk).is_work(talk, viewer) and not admin.site.has_permission(request):
            return admin.site.login(request, {"next": talk.get_absolute_url()})
        return view(request, talk)

    return found


@require_safe
@_in_talk
def page(request: HttpRequest, talk: Talk) -> HttpResponse:
    """A page of its own, for those that stand on no other, and for what was said earlier (`?before=`)."""
    before = request.GET.get("before", "")
    return render(request, "members/talk.html", pages.context(talk, request.viewer, before=before))  # type: ignore[attr-defined]


@in_place
@require_POST
@_in_talk
def say(request: HttpRequest, talk: Talk) -> HttpResponse:
    """Words to all who take part."""
    me = request.viewer.person  # type: ignore[attr-defined]
    form = SayForm(request.POST, may_announce=kinds.of(talk).may_announce(me, talk))
    if form.is_valid():
        try:
            actions.say(by=me, talk=talk, **form.cleaned_data)
            return _shown(request, talk)
        except NotNow as error:
            form.add_error(None, error)
    return _shown(request, talk, form=form)


@in_place
@require_POST
@_in_talk
def read(request: HttpRequest, talk: Talk) -> HttpResponse:
    """I have seen what is new: by a small request after the page is shown, or by a button."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.read(by=request.viewer.person, talk=talk, **form.cleaned_data)  # type: ignore[attr-defined]
    return HttpResponse() if request.htmx else redirect(f"{talk.get_absolute_url()}#last")  # type: ignore[attr-defined]


@in_place
@require_POST
@_in_talk
def mute(request: HttpRequest, talk: Talk) -> HttpResponse:
    """Whether I hear of what the others write."""
    form = MuteForm(request.POST)
    form.is_valid()
    actions.mute(by=request.viewer.person, talk=talk, **form.cleaned_data)  # type: ignore[attr-defined]
    return _shown(request, talk)


def _shown(request: HttpRequest, talk: Talk, *, form: SayForm | None = None) -> HttpResponse:
    """The conversation as it is now: in place, or as the page that it stands on."""
    if not request.htmx and form is None:  # type: ignore[attr-defined]
        return redirect(f"{talk.get_absolute_url()}#last")
    context = pages.context(talk, request.viewer, focus="words", form=form)  # type: ignore[attr-defined]
    template = "members/_talk.html" if request.htmx else "members/talk.html"  # type: ignore[attr-defined]
    return render(request, template, context)
