"""Swaps: "count me in", the list of them, the page of one, words into it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.doors import member_required

from .. import actions, pages, permissions
from ..forms import ProposeForm
from ..models import Post
from .doing import attempt, me
from .posts import detail
from .swap import find, show


@member_required
@require_POST
def exchange_propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Count me in."""
    posts = Post.objects.visible_to(request.viewer).select_related("person__user", "row")  # type: ignore[attr-defined]
    post = get_object_or_404(posts, public_id=public_id)
    if not permissions.can_answer_post(me(request), post):
        raise Http404
    form = ProposeForm(request.POST, person=me(request), occurrence=post.occurrence)
    if form.is_valid():
        values = {"by": me(request), "occurrence": post.occurrence, **form.cleaned_data}
        if exchange := attempt(form, actions.propose, **values):
            messages.success(request, _("Sent. You hear when they answer."))
            return redirect(exchange)
    return render(request, "exchanges/post_detail.html", detail(request, post, form))


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
