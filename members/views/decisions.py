"""What organizers decided about me, and my side of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from mutualaid.base.actions import NotNow

from .. import actions
from ..decisions import rules
from ..decisions.texts import standard_text
from ..doors import person_required
from ..models import Decision

FORM = ["GET", "HEAD", "POST"]


class AppealForm(forms.Form):
    """My side, once."""

    words = forms.CharField(
        label=gettext_lazy("Your side of it"),
        help_text=gettext_lazy("Another organizer reads it, and decides anew. You can say it once."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@person_required
@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """All of them, what is in force first; and who was asked to mediate."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = list(Decision.objects.visible_to(viewer))
    found.sort(key=lambda one: not one.is_standing())
    talks = viewer.person.mediations.exclude(mediator="")
    return render(request, "members/decision_list.html", {"decisions": found, "talks": talks})


@person_required
@require_http_methods(FORM)
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """What, why, until when; and the way to another organizer."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = get_object_or_404(Decision.objects.visible_to(viewer), public_id=public_id)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(by=viewer.person, subject=found, **form.cleaned_data)
            messages.success(request, _("Another organizer reads it. You hear from them."))
        except NotNow as error:
            messages.error(request, error.messages[0])
        return redirect(found)
    return render(request, "members/decision_detail.html", _context(found, form))


def _context(found: Decision, form: forms.Form) -> dict[str, Any]:
    return {
        "decision": found,
        "said": standard_text(found.kind),
        "is_over": found.until is not None and found.until <= timezone.now(),
        "form": form if rules.can_appeal(found) else None,
        "is_looked_at_again": rules.is_looked_at_again(found),
    }
