"""`/directory/calls/`: whom organizers call next, what they ask, and what came of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import actions, worklist
from directory.models import ChangeRequest, Check, Listing, Service
from members.doors import organizer_required
from mutualaid.base.actions import NotNow
from mutualaid.base.admin import organizer


@organizer_required
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Most used and most stale first, with the script beside it."""
    listed, total = worklist.calls(timezone.now())
    suggested = ChangeRequest.objects.filter(status=ChangeRequest.Status.OPEN).count()
    told = {"calls": listed, "total": total, "suggested": suggested, "greeting": worklist.greeting()}
    return render(request, "site/calls.html", told)


@organizer_required
@require_POST
def call_done(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a call: all of it right, some of it, nobody answered, or it is gone."""
    service = get_object_or_404(Service, pk=pk)
    by, outcome = organizer(request), request.POST.get("outcome")
    try:
        if outcome == "no answer":
            actions.say_no_answer(by=by, subject=service)
            said = _("%s: to be called again in some days.")
        elif outcome == "gone":
            actions.hide_listing(by=by, subject=service, reason=Listing.HiddenReason.CLOSED)
            said = _("%s is hidden: it does not exist any more.")
        else:
            parts = request.POST.getlist("part") if outcome == "some" else [Check.Part.ALL]
            actions.verify_listing(by=by, subject=service, parts=parts)
            said = _("%s: thank you, it counts as checked today.")
        messages.success(request, said % service.name)
    except NotNow as error:
        messages.warning(request, f"{service.name}: {' '.join(error.messages)}")
    return redirect("site:call_list")
