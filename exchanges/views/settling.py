"""What the two of a swap settle in their conversation: a time and a place, and how to reach each other."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.doors import member_at_any_time, member_required
from mutualaid.base.in_place import in_place
from mutualaid.base.mail import absolute

from .. import actions, handovers, names, reveals, wording
from ..forms import HandoverForm, TellForm
from ..models import Exchange, Handover, Reveal
from .doing import act, attempt, me
from .swap import find
from .thread import press, shown


@in_place
@member_required
@require_POST
def time_propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """A day, a time, a place."""
    exchange = find(request, public_id)
    form = HandoverForm(request.POST)
    values = {"by": me(request), "exchange": exchange}
    if form.is_valid() and attempt(form, actions.propose_handover, **values, **form.values()):
        return shown(request, exchange.thread)
    return shown(request, exchange.thread, time_form=form)


@in_place
@member_required
@require_POST
def time_agree(request: HttpRequest, public_id: str) -> HttpResponse:
    """Yes to the one that I saw."""
    exchange = find(request, public_id)
    return press(request, exchange.thread, actions.agree_handover, handover=_handover(request, exchange))


@in_place
@member_required
@require_POST
def time_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """I cannot make it."""
    exchange = find(request, public_id)
    return press(request, exchange.thread, actions.drop_handover, handover=_handover(request, exchange))


@member_required
@require_safe
def time_ics(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is agreed, or else proposed, as a file for a calendar."""
    exchange = find(request, public_id)
    found = handovers.standing(handovers.of(exchange))[:1] if exchange.is_open else []
    if not found:
        return redirect(exchange)
    response = HttpResponse(handovers.calendar(found[0], absolute(exchange.get_absolute_url())))
    response["Content-Type"] = "text/calendar; charset=utf-8"
    response["Content-Disposition"] = 'attachment; filename="time.ics"'
    response["Cache-Control"] = "no-store"
    return response


@in_place
@member_required
@require_POST
def exchange_tell(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the other one how to reach me."""
    exchange = find(request, public_id)
    form = TellForm(request.POST, by=me(request), exchange=exchange)
    values = {"by": me(request), "exchange": exchange}
    if form.is_valid() and attempt(form, actions.tell, **values, **form.cleaned_data):
        return shown(request, exchange.thread)
    return shown(request, exchange.thread, tell_form=form)


@member_required
@require_safe
def reveal_list(request: HttpRequest) -> HttpResponse:
    """What I told whom, and when."""
    told = [_log(request, reveal) for reveal in reveals.told_by(me(request))]
    return render(request, "exchanges/reveal_list.html", {"told": told})


@in_place
@member_at_any_time
@require_POST
def reveal_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """One button, at any time: in the conversation, or on the list of what I told."""
    reveal = get_object_or_404(reveals.told_by(me(request)), pk=pk)
    if request.htmx:
        return press(request, reveal.exchange.thread, actions.take_back, reveal=reveal)
    act(request, actions.take_back, _("Taken back. It is gone."), reveal=reveal)
    return redirect("exchanges:reveal_list" if "from_list" in request.POST else reveal.exchange)


def _handover(request: HttpRequest, exchange: Exchange) -> Handover:
    """The one that was on the page, so that nobody agrees to another one that took its place meanwhile."""
    asked = request.POST.get("handover", "")
    return get_object_or_404(exchange.handovers, pk=asked if asked.isdecimal() else 0)


def _log(request: HttpRequest, reveal: Reveal) -> dict[str, Any]:
    """One line of "What I told whom": its value only as long as the other one sees it."""
    exchange = reveal.exchange
    gone_at = reveals.gone_at(reveal)
    is_shown = bool(reveal.value) and reveals.is_in_time(exchange)
    return {
        "reveal": reveal,
        "name": names.name_in(exchange, exchange.other(reveal.person), me(request)),
        "value": reveal.value if is_shown else "",
        "told": wording.moment(reveal.created_at),
        "gone": wording.moment(gone_at) if gone_at else "",
        "is_shown": is_shown,
    }
