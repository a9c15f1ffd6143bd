"""Once it is done: thanks, the thanks wall, and whether it worked."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.doors import member_required
from mutualaid.base.network import current_network

from .. import actions
from ..forms import ThanksForm, WorkedForm
from ..models import WallLine
from .doing import act
from .swap import find, write

LINES = 30


@member_required
@require_POST
def exchange_thank(request: HttpRequest, public_id: str) -> HttpResponse:
    """Private words of thanks, which may come to stand on the wall."""
    return write(request, find(request, public_id), ThanksForm(request.POST), actions.thank, "thanks_form")


@member_required
@require_POST
def exchange_worked(request: HttpRequest, public_id: str) -> HttpResponse:
    """Yes, partly or no."""
    exchange, form = find(request, public_id), WorkedForm(request.POST)
    said = _("Thank you for saying so. Nobody else sees it.")
    return write(request, exchange, form, actions.say_worked, "worked_form", said)


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """What neighbours thanked each other for: for everybody where the board is, else for members."""
    return _wall(request) if current_network().board_is_public else member_required(_wall)(request)


def _wall(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    lines = Paginator(WallLine.objects.standing(), LINES).get_page(request.GET.get("page"))
    mine = WallLine.objects.within_reach_of(viewer).filter(pk__in=[line.pk for line in lines])
    context = {"lines": lines, "mine": set(mine.values_list("pk", flat=True))}
    return render(request, "exchanges/wall.html", context)


@member_required
@require_POST
def wall_agree(request: HttpRequest, public_id: str) -> HttpResponse:
    """Yes, it may stand there."""
    line = _find(request, public_id)
    act(request, actions.agree_to_wall, _("It stands on the wall now, without names."), line=line)
    return redirect("exchanges:wall")


@member_required
@require_POST
def wall_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """It shall not stand there, or no longer."""
    line = _find(request, public_id)
    act(request, actions.take_off_wall, _("It does not stand on the wall."), line=line)
    return redirect("exchanges:wall") if line.agreed_at else redirect(line.exchange)


def _find(request: HttpRequest, public_id: str) -> WallLine:
    lines = WallLine.objects.within_reach_of(request.viewer).select_related(  # type: ignore[attr-defined]
        "author", "exchange__giver", "exchange__receiver", "exchange__occurrence", "exchange__met"
    )
    return get_object_or_404(lines, public_id=public_id)
