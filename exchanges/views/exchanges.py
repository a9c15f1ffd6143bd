"""Swaps: "count me in", the answer, the thread, done, thanks."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from members.doors import member_required

from .. import actions, names, pages, passing_on, permissions, talk
from ..forms import ProposeForm, ThanksForm
from ..models import Exchange, Post
from .doing import attempt, button, me
from .posts import detail


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


def _find(request: HttpRequest, public_id: str) -> Exchange:
    exchanges = Exchange.objects.visible_to(request.viewer).select_related(  # type: ignore[attr-defined]
        "occurrence__post__person", "met__post", "giver__user", "receiver__user", "proposer", "thread"
    )
    return get_object_or_404(exchanges, public_id=public_id)


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
    return page(request, _find(request, public_id))


exchange_accept = button(_find, actions.accept, _lazy("Agreed. Now you can write to each other."))
exchange_decline = button(_find, actions.decline, _lazy("They are told: not this time."))
exchange_withdraw = button(_find, actions.withdraw, _lazy("Taken back."))
exchange_done = button(_find, actions.done, _lazy("Done. Thank you both."))
exchange_did_not_happen = button(
    _find, actions.did_not_happen, _lazy("That happens. It is free again for others.")
)


@member_required
@require_POST
def exchange_thank(request: HttpRequest, public_id: str) -> HttpResponse:
    """Private words of thanks."""
    return _write(request, public_id, ThanksForm(request.POST), actions.thank, "thanks_form")


def _write(
    request: HttpRequest, public_id: str, form: forms.Form, action: Callable[..., Any], name: str
) -> HttpResponse:
    exchange = _find(request, public_id)
    if form.is_valid() and attempt(form, action, by=me(request), exchange=exchange, **form.cleaned_data):
        return redirect(exchange.get_absolute_url() + "#last")
    return page(request, exchange, **{name: form})


def page(request: HttpRequest, exchange: Exchange, **forms: forms.Form) -> HttpResponse:
    """The page of a swap; a form that has something to say takes its place on it."""
    viewer = me(request)
    mine = permissions.side(viewer, exchange)
    other = exchange.other(mine)
    context = {
        "swap": exchange,
        "post": exchange.post,
        "other": other,
        "other_name": names.name_in(exchange, other, viewer),
        "is_other_told": other.pk != exchange.post.person_id or names.is_told(exchange.post, viewer),
        "passed_on": passing_on.said(exchange.post, viewer),
        "i_receive": mine.pk == exchange.receiver_id,
        "i_decide": permissions.can_decide(viewer, exchange),
        "i_proposed": permissions.can_take_back(viewer, exchange),
        "is_blocked": permissions.are_blocked(exchange.giver, exchange.receiver),
        "thread": pages.thread(exchange, mine),
        "have_thanked": exchange.thread.messages.filter(author=mine, kind="thanks").exists(),
        "thanks_form": ThanksForm(),
    }
    context |= talk.context(exchange.thread, request.viewer)  # type: ignore[attr-defined]
    return render(request, "exchanges/exchange_detail.html", context | forms)
