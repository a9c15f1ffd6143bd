"""A new version in the way: once, gently, and never of what keeps somebody safe or lets them go."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from directory import markdown

from ..models import Agreement
from . import actions

SAFE = ("GET", "HEAD")
# Until they read it, in the session: the version that they would rather read later.
LATER = "agreement_later"
NOT_TYPED = {"csrfmiddlewaretoken", "agreement"}


def ask(request: HttpRequest) -> HttpResponse | None:
    """None where they may go on: they read it later, or say yes with what they are about to do.

    Whoever only looks may read it later. Whoever does something reads it first; what they typed is kept.
    """
    agreement = actions.latest()
    assert agreement is not None  # there is one that they have not accepted
    if request.method in SAFE:
        if request.session.get(LATER) == agreement.version:
            return None
        return redirect(reverse("members:agreement", query={"next": request.get_full_path()}))
    if request.POST.get("agreement") == str(agreement.version):
        actions.accept(by=request.viewer.person, version=agreement.version)  # type: ignore[attr-defined]
        return None
    typed = [
        (name, value) for name, values in request.POST.lists() for value in values if name not in NOT_TYPED
    ]
    return render(request, "members/agreement.html", {**shown(agreement), "typed": typed}, status=403)


def shown(agreement: Agreement | None) -> dict[str, Any]:
    """For `members/_agreement.html`: the text that holds, in the reader's language."""
    return {
        "agreement": agreement,
        "html": markdown.render(agreement.text()).html if agreement else "",
        "typed": None,
        "next": "",
    }
