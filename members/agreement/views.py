"""The page of what we agreed on: for everybody to read, for members to go along with."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..accounts.views import next_of
from ..doors import person_required
from . import actions, door


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """Read it; with an account, say yes, or that it can wait."""
    if request.method == "POST":
        return _answer(request)
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {**door.shown(actions.latest()), "next": next_of(request), "is_asked": viewer.must_agree}
    return render(request, "members/agreement.html", context)


@person_required
def _answer(request: HttpRequest) -> HttpResponse:
    found = actions.latest()
    if found is None:
        raise Http404
    if "later" in request.POST:
        request.session[door.LATER] = found.version
    elif request.POST.get("agreement") == str(found.version):
        actions.accept(by=request.viewer.person, version=found.version)  # type: ignore[attr-defined]
    else:
        return redirect("members:agreement")  # a newer one came meanwhile
    return redirect(next_of(request) or "site:me")
