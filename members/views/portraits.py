"""One's photo: given, taken away, seen by whoever sees the profile."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.base.actions import NotNow

from .. import actions
from ..doors import person_required
from ..forms import PortraitForm
from ..models import Person, Portrait


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def portrait_edit(request: HttpRequest) -> HttpResponse:
    """Choose a photo of oneself, or of something that stands for one."""
    me = request.viewer.person  # type: ignore[attr-defined]
    form = PortraitForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_portrait(by=me, **form.values())
            messages.success(request, _("Kept."))
            return redirect("members:settings")
        except NotNow as error:
            form.add_error("picture", error)
    portrait = Portrait.objects.defer("content").filter(person=me).first()
    return render(request, "members/portrait.html", {"form": form, "portrait": portrait})


@person_required
@require_POST
def portrait_remove(request: HttpRequest) -> HttpResponse:
    """No photo any more."""
    actions.remove_portrait(by=request.viewer.person)  # type: ignore[attr-defined]
    messages.success(request, _("It is gone."))
    return redirect("members:settings")


@person_required
@require_safe
def portrait(request: HttpRequest, public_id: str) -> HttpResponse:
    """The photo itself. No cache keeps it; while organizers look at a report, only its owner sees it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    seen = Portrait.objects.filter(person__in=Person.objects.visible_to(viewer)).select_related("person")
    found = get_object_or_404(seen, public_id=public_id)
    if found.person.line_hidden_at and found.person != viewer.person:
        raise Http404
    return HttpResponse(found.content, content_type="image/webp", headers={"Cache-Control": "no-store"})
