"""Who can do what in an emergency, and the neighbours without phone and email."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...models import Pod, PodNeighbour, PodSkills
from .. import actions, pages, skills
from ..doors import act, attempt, in_it, me, sent
from ..forms import NeighbourForm, SkillsForm

FORM = ["GET", "HEAD", "POST"]
# What is done with one press, and what is said then.
STEPS = {
    "reach": (actions.reach_neighbour, _("Thank you. They are yours to knock on.")),
    "stop": (actions.stop_reaching, _("Somebody else is looked for.")),
    "still": (actions.still_yes, _("Good. You are asked again in half a year.")),
}


@in_it
@require_safe
def pod_emergency(request: HttpRequest, pod: Pod) -> HttpResponse:
    """The list, to read and to print."""
    return render(request, "members/pods/emergency.html", pages.emergency(pod, request.viewer))  # type: ignore[attr-defined]


@in_it
@require_http_methods(FORM)
def pod_skills(request: HttpRequest, pod: Pod) -> HttpResponse:
    """What I can do, by myself only."""
    mine = PodSkills.objects.filter(membership__pod=pod, membership__person=me(request)).first()
    initial = {"codes": skills.codes_of(mine), "words": mine.words if mine else ""}
    form = SkillsForm(sent(request), initial=initial)
    if form.is_valid() and attempt(form, actions.set_skills, by=me(request), pod=pod, **form.cleaned_data):
        return redirect("pods:pod_emergency", pod.public_id)
    return render(request, "members/pods/skills.html", {"pod": pod, "form": form})


@in_it
@require_safe
def pod_slip(request: HttpRequest, pod: Pod) -> HttpResponse:
    """To print and to sign: what is kept of somebody without phone and email, and how it ends."""
    return render(request, "members/pods/slip.html", {"pod": pod})


@in_it
@require_http_methods(FORM)
def pod_neighbour_add(request: HttpRequest, pod: Pod) -> HttpResponse:
    """Somebody who said yes, reached by whoever enters them."""
    form = NeighbourForm(sent(request))
    if form.is_valid() and attempt(form, actions.add_neighbour, by=me(request), pod=pod, **form.cleaned_data):
        return redirect("pods:pod_emergency", pod.public_id)
    return render(request, "members/pods/neighbour.html", {"pod": pod, "form": form, "row": None})


@in_it
@require_http_methods(FORM)
def pod_neighbour(request: HttpRequest, pod: Pod, other_id: str) -> HttpResponse:
    """What they are called and how they are reached; or taken out, since they said so."""
    row = get_object_or_404(pod.neighbours, public_id=other_id)
    form = NeighbourForm(sent(request), is_new=False, initial={"name": row.name, "how": row.how})
    if request.POST.get("do") == "remove":
        act(request, actions.remove_neighbour, _("They are taken out. Nothing of them is kept."), subject=row)
        return redirect("pods:pod_emergency", pod.public_id)
    values = {"by": me(request), "subject": row}
    if form.is_valid() and attempt(form, actions.change_neighbour, **values, **form.cleaned_data):
        return redirect("pods:pod_emergency", pod.public_id)
    return render(request, "members/pods/neighbour.html", {"pod": pod, "form": form, "row": row})


@in_it
@require_POST
def pod_neighbour_step(request: HttpRequest, pod: Pod, other_id: str) -> HttpResponse:
    """I knock on them; I no longer can; they still want to stay."""
    row = get_object_or_404(PodNeighbour, pod=pod, public_id=other_id)
    if step := STEPS.get(request.POST.get("do", "")):
        act(request, *step, subject=row)
    return redirect("pods:pod_emergency", pod.public_id)
