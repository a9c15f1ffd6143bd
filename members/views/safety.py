"""Blocks and reports."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.base import limits
from mutualaid.base.network import current_network

from .. import actions, moderation, permissions
from ..doors import member_at_any_time, person_required
from ..forms import ReportForm
from ..models import Block, Person

FORM = ["GET", "HEAD", "POST"]


@person_required
@require_http_methods(FORM)
def block(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then block. The page names nobody, and answers alike where there is no such person."""
    me = request.viewer.person  # type: ignore[attr-defined]
    if me.public_id == public_id:
        raise Http404
    if request.method == "POST":
        person = Person.objects.filter(public_id=public_id).first()
        if person is not None:
            actions.block(by=me, person=person)
        messages.success(request, _("Done. From now on you do not see each other. They are not told."))
        return redirect("members:block_list")
    return render(request, "members/block.html", {"public_id": public_id})


@person_required
@require_safe
def block_list(request: HttpRequest) -> HttpResponse:
    """Whom I blocked."""
    me = request.viewer.person  # type: ignore[attr-defined]
    blocks = Block.objects.filter(blocker=me).select_related("blocked").order_by("-pk")
    return render(request, "members/block_list.html", {"blocks": blocks})


@person_required
@require_POST
def unblock(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a block back."""
    me = request.viewer.person  # type: ignore[attr-defined]
    met = get_object_or_404(Block.objects.select_related("blocked"), blocker=me, pk=pk)
    actions.unblock(by=me, person=met.blocked)
    messages.success(request, _("You can see each other again."))
    return redirect("members:block_list")


@member_at_any_time
@require_http_methods(FORM)
def report(request: HttpRequest, name: str, public_id: str) -> HttpResponse:
    """Tell the organizers. Answers alike where there is no such thing: it must not tell of a block."""
    viewer = request.viewer  # type: ignore[attr-defined]
    kind = moderation.get(name)
    if kind is None or not permissions.can_report(viewer.person):
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(
                by=viewer.person, viewer=viewer, kind=name, subject_id=public_id, **form.cleaned_data
            )
            return render(request, "members/report_done.html", {"name": name, "public_id": public_id})
        except limits.TooMany as error:
            form.add_error(None, error)
    context = {"form": form, "network": current_network(), "shows": kind.shows}
    return render(request, "members/report.html", context)
