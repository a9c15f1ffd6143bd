"""The first time in: three cards, in two minutes, once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from .. import actions, joining
from ..accounts.views import next_of
from ..doors import member_required

CARDS = 3


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def tour(request: HttpRequest) -> HttpResponse:
    """One card a page (`?card=2`). Skipped or seen to its end, it does not come by itself again."""
    if request.method == "POST":
        actions.end_tour(by=request.viewer.person)  # type: ignore[attr-defined]
        return redirect(next_of(request) or joining.after_welcome())
    asked = request.GET.get("card", "")
    card = int(asked) if asked in {"2", "3"} else 1
    after = next_of(request)
    context = {"card": card, "cards": CARDS, "next": after, "way": {"next": after} if after else {}}
    return render(request, "members/tour.html", context)
