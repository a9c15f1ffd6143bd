"""The pages of pods."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..doors import member_required
from ..models import Pod
from . import pages


@member_required
@require_safe
def pod_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """For those in it all of it; for others what they need to ask."""
    viewer = request.viewer  # type: ignore[attr-defined]
    pod = get_object_or_404(Pod.objects.visible_to(viewer), public_id=public_id)
    if pod.pk in viewer.pods:
        return render(request, "members/pods/inside.html", pages.inside(pod, viewer))
    return render(request, "members/pods/outside.html", pages.outside(pod, viewer))
