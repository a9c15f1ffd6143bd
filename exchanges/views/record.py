"""My own record."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.doors import member_required

from .. import record
from .doing import me

LINES = 50


@member_required
@require_safe
def my_record(request: HttpRequest) -> HttpResponse:
    """What I gave and received, by month."""
    swaps = Paginator(record.done_by(me(request)), LINES).get_page(request.GET.get("page"))
    context = {"swaps": swaps, "months": list(record.by_month(swaps, me(request)))}
    return render(request, "exchanges/record.html", context)
