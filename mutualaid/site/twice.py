"""`/directory/twice/`: listings that may be the same one, side by side, and what organizers say."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import actions, duplicates
from directory.models import Service
from members.doors import organizer_required
from mutualaid.base.actions import NotNow
from mutualaid.base.admin import organizer


@organizer_required
@require_safe
def twice_list(request: HttpRequest) -> HttpResponse:
    """The likeliest pairs."""
    return render(request, "site/twice.html", {"pairs": duplicates.pairs(timezone.now())})


@organizer_required
@require_POST
def twice_said(request: HttpRequest, keep: int, other: int) -> HttpResponse:
    """They are one, and `keep` stays; or they are two."""
    first, second = get_object_or_404(Service, pk=keep), get_object_or_404(Service, pk=other)
    by = organizer(request)
    try:
        if request.POST.get("outcome") == "two":
            actions.say_not_twice(by=by, first=first, second=second)
            messages.success(request, _("They stay two."))
        else:
            actions.merge_listings(by=by, keep=first, other=second)
            messages.success(request, _("%s: it is one listing now.") % first.name)
    except NotNow as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("site:twice_list")
