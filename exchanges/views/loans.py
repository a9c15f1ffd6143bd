"""What is lent: handed over, kept longer, wanted back."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from members.doors import member_required

from .. import actions
from ..forms import KeepForm, ReturnForm
from .doing import button
from .swap import find, write

exchange_hand_over = button(
    find, actions.hand_over, _lazy("Noted. You both hear of it on the day before it comes back.")
)
exchange_let_keep = button(find, actions.let_keep, _lazy("They are told, and keep it longer."))
exchange_want_back = button(find, actions.want_back, _lazy("They are told: the day stays as it was."))


@member_required
@require_POST
def exchange_ask_to_keep(request: HttpRequest, public_id: str) -> HttpResponse:
    """May I keep it longer?"""
    exchange, form = find(request, public_id), KeepForm(request.POST)
    return write(request, exchange, form, actions.ask_to_keep, "keep_form", _("Asked. You hear from them."))


@member_required
@require_POST
def exchange_set_return(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another day of return."""
    exchange, form = find(request, public_id), ReturnForm(request.POST)
    said = _("The day is changed, and they are told.")
    return write(request, exchange, form, actions.set_return, "return_form", said)
