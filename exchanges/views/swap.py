"""What every view of a swap does: find it, show its page, write into it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from members.models import Person
from mutualaid.base import hanging
from mutualaid.base.network import local_today

from .. import names, pages, passing_on, permissions, talk, wording
from ..calendar import dates
from ..forms import (
    AcceptForm,
    DeclineForm,
    KeepForm,
    NotDoneForm,
    ReasonForm,
    ReturnForm,
    ThanksForm,
)
from ..models import Exchange, Post
from .doing import attempt, me


def find(request: HttpRequest, public_id: str) -> Exchange:
    """One of the viewer's own; anybody else's is a 404."""
    exchanges = Exchange.objects.visible_to(request.viewer).with_blocks()  # type: ignore[attr-defined]
    people = ("occurrence__post__person", "giver", "receiver", "proposer")
    return get_object_or_404(exchanges.select_related(*people, "met", "thread"), public_id=public_id)


def write(
    request: HttpRequest,
    exchange: Exchange,
    form: forms.Form,
    action: Callable[..., Any],
    name: str,
    said: str = "",
) -> HttpResponse:
    """An action that takes what the form holds; `name`: what the page calls the form, to be corrected."""
    if form.is_valid() and attempt(form, action, by=me(request), exchange=exchange, **form.cleaned_data):
        if said:
            messages.success(request, said)
        return redirect(exchange.get_absolute_url() + ("" if said else "#last"))
    return show(request, exchange, **{name: form})


def show(request: HttpRequest, exchange: Exchange, **forms: forms.Form) -> HttpResponse:
    """The page of a swap; `forms`: those that are to be corrected."""
    viewer = me(request)
    mine = permissions.side(viewer, exchange)
    other = exchange.other(mine)
    context = {
        "swap": exchange,
        "post": exchange.post,
        "when": dates.of(exchange),
        "amount": wording.counted(exchange.quantity, exchange.post.unit),
        "other": other,
        "other_name": names.name_in(exchange, other, viewer),
        "is_other_told": other.pk != exchange.post.person_id or names.is_told(exchange.post, viewer),
        "passed_on": passing_on.said(exchange.post, viewer),
        "i_receive": mine.pk == exchange.receiver_id,
        "is_blocked": exchange.is_apart,
        **_STEPS.get(exchange.status, _nothing)(exchange, viewer),
    }
    if exchange.status != Exchange.Status.PROPOSED:
        context |= talk.context(exchange.thread, request.viewer)  # type: ignore[attr-defined]
    # Something changed meanwhile, and the page has no place any more for what was filled in.
    late = [form for name, form in forms.items() if not context.get(name)]
    context["too_late"] = [error for form in late for error in form.non_field_errors()]
    return render(request, "exchanges/exchange_detail.html", context | forms)


def _proposed(exchange: Exchange, viewer: Person) -> dict[str, Any]:
    """The answer, or taking it back."""
    return {
        "thread": pages.thread(exchange, permissions.side(viewer, exchange)),
        "i_decide": permissions.can_decide(viewer, exchange),
        "times": pages.proposals.times(exchange),
        "have_met": pages.proposals.have_met(exchange),
        "accept_form": AcceptForm(),
        "decline_form": DeclineForm(post=exchange.post),
    }


def _held(exchange: Exchange, viewer: Person) -> dict[str, Any]:
    """Did it happen, did it change hands, when does it come back?"""
    is_loan = exchange.mode == Post.Mode.LEND
    may_ask = is_loan and permissions.can_ask_to_keep(viewer, exchange)
    may_set = is_loan and permissions.can_set_return(viewer, exchange)
    is_late = exchange.return_on is not None and exchange.return_on < local_today()
    return {
        "not_done_form": NotDoneForm(exchange=exchange),
        "keep_form": KeepForm() if may_ask else None,
        "return_form": ReturnForm() if may_set else None,
        "is_late": is_late,
        # What waits for an answer stands above what was written.
        "is_loan_first": is_loan and (is_late or (may_set and exchange.asked_return_on is not None)),
    }


def _done(exchange: Exchange, viewer: Person) -> dict[str, Any]:
    """Thanks, the wall, whether it worked, and what comes next."""
    mine = permissions.side(viewer, exchange)
    thanks, needs, wall = hanging.together(
        hanging.Rows(exchange.thread.messages.filter(author=mine, kind="thanks")[:1]),
        hanging.Rows(exchange.post.needs.all()[:1]),
        hanging.Rows(exchange.wall_lines.all(), "author"),
    )
    for line in wall:
        line.exchange = exchange
    return {
        "have_thanked": bool(thanks),
        "thanks_form": ThanksForm(),
        "worked": getattr(exchange, exchange.worked_field(mine)),
        "worked_choices": Exchange.Worked.choices,
        "need": next(iter(needs), None),
        "wall": [{"line": line, "may_agree": permissions.can_agree_to_wall(viewer, line)} for line in wall],
    }


def _not_done(exchange: Exchange, viewer: Person) -> dict[str, Any]:
    """One's own side of why."""
    return {"reason_form": ReasonForm() if permissions.can_answer_reason(viewer, exchange) else None}


def _nothing(exchange: Exchange, viewer: Person) -> dict[str, Any]:
    return {}


# What the page of a swap holds besides, by where the swap stands.
_STEPS: dict[str, Callable[[Exchange, Person], dict[str, Any]]] = {
    Exchange.Status.PROPOSED: _proposed,
    Exchange.Status.ACCEPTED: _held,
    Exchange.Status.LENT: _held,
    Exchange.Status.DONE: _done,
    Exchange.Status.NOT_DONE: _not_done,
}
