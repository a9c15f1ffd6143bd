"""The pages of the lists of places that somebody keeps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import lists
from mutualaid.base.actions import NotNow

from ..actions.lists import drop_list, keep_list
from ..doors import member_required
from ..models import KeptList


@member_required
@require_safe
def list_list(request: HttpRequest) -> HttpResponse:
    """The lists that somebody keeps."""
    person: Any = request.viewer.person  # type: ignore[attr-defined]
    kept = [
        {"pk": one.pk, "name": one.name, "count": one.codes.count(".") + 1, "href": _address(one)}
        for one in person.kept_lists.all()
    ]
    return render(request, "members/list_list.html", {"kept": kept})


@member_required
@require_POST
def list_keep(request: HttpRequest) -> HttpResponse:
    """From the page of a list: keep it."""
    try:
        keep_list(
            by=request.viewer.person,  # type: ignore[attr-defined]
            name=lists.name(request.POST),
            codes=lists.codes(request.POST),
        )
        messages.success(request, _("It is kept with your account. Only you see it."))
    except NotNow as problem:
        messages.warning(request, " ".join(problem.messages))
    return redirect("members:list_list")


@member_required
@require_POST
def list_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one go."""
    person: Any = request.viewer.person  # type: ignore[attr-defined]
    drop_list(by=person, subject=get_object_or_404(person.kept_lists, pk=pk))
    return redirect("members:list_list")


def _address(kept: KeptList) -> str:
    query = [("l", kept.codes), *([("name", kept.name)] if kept.name else [])]
    return reverse("directory:listing_share", query=query)
