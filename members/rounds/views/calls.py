"""A caller's own list in a round."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ...doors import member_required
from ...models import Round
from .. import actions, pages, telling
from ..forms import AnswerForm
from .finding import act, find_check_in, find_round


@never_cache
@member_required
@require_safe
def call_list(request: HttpRequest, pod: str, public_id: str) -> HttpResponse:
    """Whom I call, what to ask, and a button for each way in which it can end."""
    context = pages.call_page(find_round(request, pod, public_id), request.viewer)  # type: ignore[attr-defined]
    return render(request, "members/rounds/call_list.html", context)


@member_required
@require_POST
def call_numbers(request: HttpRequest, pod: str, public_id: str) -> HttpResponse:
    """Show the numbers on my list: written down once, then there until it is over."""
    found = find_round(request, pod, public_id)
    act(request, actions.show_numbers, subject=found)
    return redirect(_list(found))


@member_required
@require_POST
def call_done(request: HttpRequest, pod: str, public_id: str, check_in: str) -> HttpResponse:
    """How somebody is, as I heard it; or nobody was there."""
    found = find_round(request, pod, public_id)
    one = find_check_in(request, found, check_in)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Http404
    act(request, actions.mark, subject=one, **form.cleaned_data)
    return redirect(telling.round_url(found) if "overview" in request.POST else _list(found))


@member_required
@require_POST
def call_take(request: HttpRequest, pod: str, public_id: str, check_in: str) -> HttpResponse:
    """I look after the pod and call this one myself."""
    found = find_round(request, pod, public_id)
    act(request, actions.take_over, subject=find_check_in(request, found, check_in))
    return redirect(_list(found))


def _list(found: Round) -> str:
    return reverse("rounds:call_list", args=[found.pod.public_id, found.public_id])
