"""Asking to join, answering, and the ways in that a pod hands out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory import paper
from directory.models import Guide
from mutualaid.base.crypto import decrypt, encrypt
from mutualaid.base.mail import absolute

from ... import permissions
from ...doors import member_required
from ...models import Pod, PodInvitation
from .. import actions, flyer, pages
from ..actions import asking, inviting
from ..doors import act, attempt, leading, me, sent
from ..forms import AskForm

FORM = ["GET", "HEAD", "POST"]


@member_required
@require_POST
def pod_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """I would like to be in it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    pod = get_object_or_404(Pod.objects.visible_to(viewer), public_id=public_id)
    form = AskForm(request.POST)
    if form.is_valid() and attempt(form, actions.ask_to_join, by=me(request), pod=pod, **form.cleaned_data):
        return redirect(pod)
    context = {**pages.outside(pod, viewer), **pages.asking(pod, viewer), "form": form}
    return render(request, "members/pods/outside.html", context)


@member_required
@require_POST
def pod_ask_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """I do not want to any more."""
    pod = get_object_or_404(Pod, public_id=public_id, asks__person=me(request))
    act(request, actions.take_back_ask, _("Taken back."), pod=pod)
    return redirect("pods:pod_list")


@leading
@require_POST
def pod_answer(request: HttpRequest, pod: Pod, pk: int) -> HttpResponse:
    """Yes or not now."""
    asked = get_object_or_404(asking.waiting(pod), pk=pk)
    if request.POST.get("answer") == "yes":
        act(request, actions.let_in, _("They are in, and are told."), subject=asked)
    else:
        act(request, actions.decline_ask, _("They are told that there is no place now."), subject=asked)
    return redirect(pod)


# --- Links and flyers -----------------------------------------------------------------------------------


@leading
@require_http_methods(FORM)
def pod_invite(request: HttpRequest, pod: Pod) -> HttpResponse:
    """A link to send to somebody; it is shown once. The ones that are out, to be taken back."""
    link = ""
    said = _("Here is the link. It is shown this once.")
    if request.method == "POST" and (made := act(request, actions.invite, said, pod=pod)):
        link = absolute(_join_path(made[1]))
    context = {"pod": pod, "link": link, "out": inviting.working(pod)}
    return render(request, "members/pods/invite.html", context)


@leading
@require_POST
def pod_revoke(request: HttpRequest, pod: Pod, pk: int) -> HttpResponse:
    """One of them leads nowhere any more."""
    subject = get_object_or_404(PodInvitation, pod=pod, pk=pk)
    act(request, actions.revoke, _("Taken back. Whoever still uses it is led nowhere."), subject=subject)
    return redirect("pods:pod_invite", pod.public_id)


@leading
@require_http_methods(FORM)
def pod_flyer(request: HttpRequest, pod: Pod) -> HttpResponse:
    """To print for a wall: its code asks to join this pod. What is typed on it is stored nowhere.

    The code lies in the session of whoever made it, so that the sheet can be printed once more.
    """
    known, token = request.session.get("flyer", ["", ""])
    if request.method == "POST":
        if made := act(request, actions.invite, _("There is a new code on it."), pod=pod, is_flyer=True):
            request.session["flyer"] = [pod.public_id, encrypt(made[1]).decode()]
        return redirect("pods:pod_flyer", pod.public_id)
    code = decrypt(token.encode()) if known == pod.public_id else ""
    if not inviting.leads_to(code, pod):
        return render(request, "members/pods/flyer_start.html", {"pod": pod})
    form = flyer.Form(request.GET or None)
    typed = form.cleaned_data if form.is_valid() else {"corner": "", "languages": []}
    context = {
        "pod": pod,
        "paper": flyer.PAPER,
        "form": form,
        "typed": typed,
        "has_house_number": paper.has_house_number(str(typed["corner"])),
        "guide": Guide.objects.published().filter(slug=flyer.PAPER.guide).first(),
        **flyer.draw(typed, _join_path(code)),
    }
    return render(request, "members/pods/flyer.html", context)


def _join_path(code: str) -> str:
    """In the query: paths are kept in the log of who looked at what."""
    return reverse("pods:pod_join", query={"code": code})


@require_http_methods(FORM)
def pod_join(request: HttpRequest) -> HttpResponse:
    """Where links and flyers lead. Somebody new signs in first, and is led back here."""
    viewer = request.viewer  # type: ignore[attr-defined]
    code = request.GET.get("code", "")
    found = inviting.find(code)
    if viewer.person and not permissions.can_use_code(viewer.person):
        found = None
    form = AskForm(sent(request))
    context = {"form": form, "back": request.get_full_path(), "found": found}
    if found is None or viewer.person is None:
        return render(request, "members/pods/join.html", context)
    if found.pod_id in viewer.pods and viewer.is_member:
        return redirect(found.pod)
    if form.is_valid() and attempt(form, actions.use_code, by=me(request), code=code, **form.cleaned_data):
        is_in = permissions.is_in_pod(me(request), found.pod)
        return redirect(found.pod) if is_in else redirect(request.get_full_path())
    context["asked"] = found.pod.asks.filter(person=viewer.person).first()
    return render(request, "members/pods/join.html", context)
