"""Pods: found, started, shown, changed, left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...doors import member_required
from ...models import Person, Pod, PodMembership
from .. import actions, pages
from ..doors import act, attempt, in_it, me, point, sent
from ..forms import AskForm, PodForm, StartForm

FORM = ["GET", "HEAD", "POST"]


@member_required
@require_safe
def pod_list(request: HttpRequest) -> HttpResponse:
    """Mine, and those around my stored square. There is no other way to look for pods."""
    return render(request, "members/pods/pod_list.html", pages.found(request.viewer))  # type: ignore[attr-defined]


@member_required
@require_safe
def pod_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """For those in it all of it; for others what they need to ask."""
    viewer = request.viewer  # type: ignore[attr-defined]
    pod = get_object_or_404(Pod.objects.visible_to(viewer), public_id=public_id)
    if pod.pk in viewer.pods:
        return render(request, "members/pods/inside.html", pages.inside(pod, viewer))
    context = {**pages.outside(pod, viewer), **pages.asking(pod, viewer), "form": AskForm()}
    return render(request, "members/pods/outside.html", context)


@member_required
@require_http_methods(FORM)
def pod_start(request: HttpRequest) -> HttpResponse:
    """A new pod, with whoever starts it as its point person."""
    form = StartForm.of_person(me(request), sent(request))
    if form.is_valid() and (pod := attempt(form, actions.start_pod, by=me(request), **form.cleaned_data)):
        messages.success(request, _("Your pod is there. Now ask the first neighbours in."))
        return redirect(pod)
    return render(request, "members/pods/pod_form.html", {"form": form, "pod": None})


@point
@require_http_methods(FORM)
def pod_edit(request: HttpRequest, pod: Pod) -> HttpResponse:
    """What it is like, by its point person."""
    form = PodForm.of_pod(pod, sent(request))
    if form.is_valid() and attempt(
        form, actions.change_pod, by=me(request), subject=pod, **form.cleaned_data
    ):
        messages.success(request, _("Changed."))
        return redirect(pod)
    return render(request, "members/pods/pod_form.html", {"form": form, "pod": pod})


@in_it
@require_http_methods(FORM)
def pod_leave(request: HttpRequest, pod: Pod) -> HttpResponse:
    """Asks once, then they are out."""
    if request.method == "POST":
        act(request, actions.leave_pod, _("You are out of the pod. If you want back, ask."), pod=pod)
        return redirect("pods:pod_list")
    return render(request, "members/pods/leave.html", {"pod": pod})


@point
@require_safe
def pod_people(request: HttpRequest, pod: Pod) -> HttpResponse:
    """Who stands in, who takes over, who is taken out."""
    places = pages.places(pod, request.viewer)  # type: ignore[attr-defined]
    return render(request, "members/pods/people.html", {"pod": pod, "places": places})


@point
@require_POST
def pod_role(request: HttpRequest, pod: Pod, other_id: str) -> HttpResponse:
    """Another role for somebody in it."""
    role = request.POST.get("role", "")
    if role in PodMembership.Role.values:
        subject = _seen(request, pod, other_id)
        act(request, actions.set_role, _("Done. They are told."), subject=subject, pod=pod, role=role)
    return redirect(pod)


@point
@require_http_methods(FORM)
def pod_take_out(request: HttpRequest, pod: Pod, other_id: str) -> HttpResponse:
    """Asks once, then somebody is out."""
    subject = _seen(request, pod, other_id)
    if request.method == "POST":
        act(request, actions.take_out_of_pod, _("They are out of the pod."), subject=subject, pod=pod)
        return redirect("pods:pod_people", pod.public_id)
    return render(request, "members/pods/take_out.html", {"pod": pod, "person": subject})


def _seen(request: HttpRequest, pod: Pod, public_id: str) -> Person:
    """Somebody else in the pod, as far as the viewer sees them."""
    seen = Person.objects.visible_to(request.viewer).filter(pods=pod)  # type: ignore[attr-defined]
    return get_object_or_404(seen, public_id=public_id)
