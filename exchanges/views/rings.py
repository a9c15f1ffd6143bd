"""Rings: the page of one, the answer to it, and an organizer's idea of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.doors import member_required, organizer_required
from mutualaid.base.actions import NotNow

from .. import actions, pages
from ..forms import RingForm
from ..models import Ring
from .doing import act, allowed, me


def _find(request: HttpRequest, public_id: str) -> Ring:
    return get_object_or_404(Ring.objects.visible_to(request.viewer), public_id=public_id)  # type: ignore[attr-defined]


@member_required
@require_safe
def ring_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who would give what to whom, and one's own answer."""
    page = pages.ring.ring_page(_find(request, public_id), request.viewer)  # type: ignore[attr-defined]
    return render(request, "exchanges/ring_detail.html", page)


@member_required
@require_POST
def ring_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Count me in, or not this time; for a neighbour by phone, the organizer who entered them."""
    ring = _find(request, public_id)
    part = get_object_or_404(
        ring.parts.select_related("giver__user"), giver__public_id=request.POST.get("person", "")
    )
    yes = request.POST.get("answer") == "yes"
    said = (
        _("You are in. You hear as soon as everybody has answered.")
        if yes
        else _("They are told: not this time.")
    )
    act(request, actions.answer_ring, said, ring=ring, person=part.giver, yes=yes)
    return redirect(ring)


@organizer_required
@require_http_methods(["GET", "HEAD", "POST"])
def ring_suggest(request: HttpRequest) -> HttpResponse:
    """An organizer has an idea: whose offer could go to whose request, round in a circle."""
    form = RingForm(request.POST if request.method == "POST" else None, viewer=request.viewer)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            allowed(actions.propose_ring, by=me(request), pairs=form.pairs())
            messages.success(request, _("All of them are asked, at the same time."))
            return redirect("exchanges:ring_suggest")
        except NotNow as error:
            form.add_error(None, error)
    return render(request, "exchanges/ring_suggest.html", {"form": form})
