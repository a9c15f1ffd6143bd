"""A round: started, answered, looked after, ended."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.base.actions import NotAllowed, NotNow

from ...doors import member_required
from .. import actions, links, pages, permissions, requests, telling
from ..forms import AnswerForm, RoundForm
from .finding import FORM, act, find_pod, find_round, me


@never_cache
@csrf_exempt
@require_http_methods(FORM)
def answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a mail's or a text's link opens: two buttons, and how it was answered.

    Without a token against forgery: the address itself is signed. It names nobody and repeats no word that
    was written; what we did not sign, what is gone and what is over look the same.
    """
    link = links.read(token)
    if link is None or not link.check_in.round.is_open:
        return render(request, "members/rounds/answer.html", {"one": None}, status=404)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.cleaned_data["state"] != "unreached":
        # What is over meanwhile, the page says by itself.
        with suppress(NotNow, NotAllowed):
            said = {"state": form.cleaned_data["state"], "words": form.cleaned_data["words"] or None}
            actions.answer(by=link.person, subject=link.check_in.round, **said)
        return redirect(request.path)
    context = {"one": link.check_in, "form": form, "request_url": requests.path_for(link.check_in)}
    return render(request, "members/rounds/answer.html", context)


@csrf_exempt
@require_POST
def on_device(request: HttpRequest) -> JsonResponse:
    """Where a notification leads on the device that it woke, signed in or not: to what asks, or the list.

    The device proves itself by its address, which only it, its maker and we know.
    """
    path = links.on_device(request.POST.get("endpoint", ""))
    return JsonResponse({"page": path or reverse("members:notice_list")})


@member_required
@require_safe
def round_list(request: HttpRequest, pod: str) -> HttpResponse:
    """Those of a pod: the one that is on, and how those before went."""
    found = find_pod(request, pod)
    rounds = list(found.rounds.all()[:20])
    context = {
        "pod": found,
        "rounds": [(one, pages.kept_counts(one)) for one in rounds if one.ended_at],
        "open": next((one for one in rounds if one.is_open), None),
        "can_start": permissions.can_start(me(request), found),
    }
    return render(request, "members/rounds/round_list.html", context)


@member_required
@require_http_methods(FORM)
def round_create(request: HttpRequest, pod: str) -> HttpResponse:
    """Ask everybody in the pod whether they are all right."""
    found = find_pod(request, pod)
    if not permissions.can_start(me(request), found):
        raise Http404
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(
                telling.round_url(actions.start_round(by=me(request), pod=found, **form.values()))
            )
        except NotNow as error:
            form.add_error(None, error)
    return render(request, "members/rounds/round_form.html", {"pod": found, "form": form})


@never_cache
@member_required
@require_safe
def round_detail(request: HttpRequest, pod: str, public_id: str) -> HttpResponse:
    """How all are. The page asks anew by itself while it is open; without a script it is loaded again."""
    context = pages.round_page(find_round(request, pod, public_id), request.viewer)  # type: ignore[attr-defined]
    return render(request, "members/rounds/round_detail.html", context)


@member_required
@require_POST
def round_answer(request: HttpRequest, pod: str, public_id: str) -> HttpResponse:
    """My own answer, on the site."""
    found = find_round(request, pod, public_id)
    form = AnswerForm(request.POST)
    if not form.is_valid() or form.cleaned_data["state"] == "unreached":
        raise Http404
    said = {name: form.cleaned_data[name] for name in ("state", "words")}
    act(
        request,
        actions.answer,
        _("Thank you. You can change it as long as this goes on."),
        subject=found,
        **said,
    )
    return redirect(telling.round_url(found))


@member_required
@require_POST
def round_end(request: HttpRequest, pod: str, public_id: str) -> HttpResponse:
    """It is over: nobody is asked or called any more."""
    found = find_round(request, pod, public_id)
    act(request, actions.end_round, _("It is over. Thank you for looking after each other."), subject=found)
    return redirect(telling.round_url(found))
