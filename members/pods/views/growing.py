"""Pods side by side, and one that becomes two."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...models import Pod
from .. import actions, pages
from ..actions import linking
from ..doors import act, attempt, leading, me, point, sent
from ..forms import SplitForm

FORM = ["GET", "HEAD", "POST"]


@leading
@require_safe
def pod_links(request: HttpRequest, pod: Pod) -> HttpResponse:
    """The pods beside this one, and those that could be."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {**pages.linked(pod, viewer), "is_point": pages.is_point(pod, viewer)}
    return render(request, "members/pods/links.html", context)


@point
@require_POST
def pod_link(request: HttpRequest, pod: Pod, other_id: str) -> HttpResponse:
    """Ask another pod, or say yes to one that asked."""
    seen = Pod.objects.visible_to(request.viewer).exclude(pk=pod.pk)  # type: ignore[attr-defined]
    asked_us = linking.links_of(pod).filter(asking__public_id=other_id, asked=pod).first()
    if asked_us:
        act(request, actions.agree_link, _("You are neighbours now."), subject=asked_us)
    else:
        other = get_object_or_404(seen, public_id=other_id)
        act(request, actions.ask_link, _("They are asked."), pod=pod, other=other)
    return redirect("pods:pod_links", pod.public_id)


@point
@require_POST
def pod_unlink(request: HttpRequest, pod: Pod, other_id: str) -> HttpResponse:
    """No; or not any more."""
    other = get_object_or_404(Pod, public_id=other_id)
    subject = get_object_or_404(linking.between(pod, other))
    act(request, actions.end_link, _("Done."), subject=subject)
    return redirect("pods:pod_links", pod.public_id)


@point
@require_http_methods(FORM)
def pod_split(request: HttpRequest, pod: Pod) -> HttpResponse:
    """Who would be in which, and a name for the second one."""
    shown = pages.divided(pod, request.viewer)  # type: ignore[attr-defined]
    second = [place.person for place in shown["halves"][1]] if shown["halves"] else []
    form = SplitForm(sent(request), people=second, initial={"seen": shown["seen"]})
    if form.is_valid() and attempt(form, actions.split_pod, by=me(request), subject=pod, **form.cleaned_data):
        return redirect(pod)
    return render(request, "members/pods/split.html", {**shown, "form": form})
