"""Swaps: "count me in", the list of them, the page of one, words into it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.doors import member_required

from .. import actions, pages, permissions
from ..forms import ProposeForm, propose_form
from ..models import Exchange, Post
from .doing import attempt, me
from .posts import detail
from .swap import find, show


@member_required
@require_POST
def exchange_propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Count me in."""
    posts = Post.objects.visible_to(request.viewer).select_related("person__user", "row")  # type: ignore[attr-defined]
    post = get_object_or_404(posts.prefetch_related("needs", "occurrences"), public_id=public_id)
    if not permissions.can_answer_post(me(request), post):
        raise Http404
    form = propose_form(me(request), post, request.POST)
    if form.is_valid() and (sent := _propose(request, post, form)):
        messages.success(request, _("Sent. You hear when they answer."))
        return redirect(sent[0] if len(sent) == 1 else post)
    return render(request, "exchanges/post_detail.html", detail(request, post, form))


def _propose(request: HttpRequest, post: Post, form: ProposeForm) -> list[Exchange]:
    """A proposal for each date that was ticked, or the one to a post that has one time."""
    if post.is_recurring:
        return attempt(form, actions.propose_dates, by=me(request), **form.cleaned_data) or []
    values = {"by": me(request), "occurrence": post.occurrence, **form.cleaned_data}
    exchange = attempt(form, actions.propose, **values)
    return [exchange] if exchange else []


@member_required
@require_safe
def exchange_list(request: HttpRequest) -> HttpResponse:
    """My swaps: what waits for me first."""
    found = pages.my_swaps(request.viewer)  # type: ignore[attr-defined]
    return render(request, "exchanges/exchange_list.html", {"groups": found})


@member_required
@require_safe
def exchange_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One swap with its thread."""
    return show(request, find(request, public_id))
