"""The answer to a proposal, and how it went: each with words, or without."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from members.doors import member_required

from .. import actions
from ..forms import AcceptForm, DeclineForm, NotDoneForm, ReasonForm
from .doing import button
from .swap import find, write

exchange_withdraw = button(find, actions.withdraw, _lazy("Taken back."))
exchange_done = button(find, actions.done, _lazy("Done. Thank you both."))


@member_required
@require_POST
def exchange_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Yes, gladly."""
    exchange, form = find(request, public_id), AcceptForm(request.POST)
    said = _("Agreed. Now you can write to each other.")
    return write(request, exchange, form, actions.accept, "accept_form", said)


@member_required
@require_POST
def exchange_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not this time."""
    exchange = find(request, public_id)
    form = DeclineForm(request.POST, post=exchange.post)
    said = _("They are told: not this time.")
    return write(request, exchange, form, actions.decline, "decline_form", said)


@member_required
@require_POST
def exchange_did_not_happen(request: HttpRequest, public_id: str) -> HttpResponse:
    """It came to nothing, and why."""
    exchange = find(request, public_id)
    form = NotDoneForm(request.POST, exchange=exchange)
    said = _("That happens. They read what you wrote, nobody else does.")
    return write(request, exchange, form, actions.did_not_happen, "not_done_form", said)


@member_required
@require_POST
def exchange_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """One's own side of why."""
    exchange, form = find(request, public_id), ReasonForm(request.POST)
    return write(request, exchange, form, actions.answer_reason, "reason_form")
