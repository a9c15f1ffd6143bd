"""Anybody tells: still right, something has changed, something is missing. Nothing is kept of who it was."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from mutualaid.base import limits
from mutualaid.base.actions import NotNow

from .. import actions, pages
from ..forms import CorrectionForm, SuggestionForm
from ..models import Service


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing_correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Is this still right? Yes, by one button; no, by changing what is not."""
    service = _shown(slug)
    form = CorrectionForm(request.POST or None, service=service)
    if request.method == "POST" and form.is_valid():
        told = {"changes": form.changes, "is_gone": form.cleaned_data["is_gone"]}
        if form.is_machine or _taken(request, form, actions.ask_change, subject=service, **told):
            messages.success(request, _("Thank you. Organizers look at it soon."))
            return redirect("directory:listing_detail", slug)
    return render(request, "directory/listing_correct.html", {"form": form, "service": service})


@never_cache
@require_POST
def listing_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """ "Still right": a word of a neighbour, counted and of nobody."""
    service = _shown(slug)
    try:
        actions.confirm_listing(subject=service, network=limits.network_key(request))
        messages.success(request, _("Thank you. That helps whoever looks next."))
    except NotNow as too_much:
        messages.info(request, " ".join(too_much.messages))
    return redirect("directory:listing_detail", slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing_suggest(request: HttpRequest) -> HttpResponse:
    """A place or a group that is missing."""
    form = SuggestionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and (form.is_machine or _taken(request, form, actions.suggest_listing, says=form.says))
    ):
        messages.success(request, _("Thank you. Organizers look at it soon."))
        return redirect("directory:listing_list")
    return render(request, "directory/listing_suggest.html", {"form": form})


@csrf_exempt
@require_POST
def listing_used(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody dialled or went on from a listing. Our own pages send it; it can do no more than count."""
    service = get_object_or_404(_listed(), slug=slug)
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        actions.count_use(subject=service, network=limits.network_key(request))
    return HttpResponse(status=204)


def _listed() -> QuerySet[Service]:
    return Service.objects.published().filter(status__in=Service.SHOWN)


def _shown(slug: str) -> Service:
    found = pages.with_everything(_listed().filter(slug=slug))
    if not found:
        raise Http404
    return found[0]  # type: ignore[no-any-return]


def _taken(request: HttpRequest, form: Any, action: Any, **told: Any) -> bool:
    data = form.cleaned_data
    try:
        action(
            note=data["note"],
            email=data["email"],
            language=get_language() or "en",
            network=limits.network_key(request),
            **told,
        )
    except NotNow as error:
        form.add_error(None, error)
        return False
    return True
