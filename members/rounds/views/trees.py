"""The phone tree: what I say for myself, my place in it, and all of it for whoever looks after the pod."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...doors import member_required
from .. import actions, pages, permissions
from ..forms import ReachForm
from .finding import FORM, act, find_pod, me


@member_required
@require_safe
def tree(request: HttpRequest, pod: str) -> HttpResponse:
    """Who calls me and whom I call. Without numbers: those are there during a check-in."""
    context = pages.tree_page(find_pod(request, pod), request.viewer)  # type: ignore[attr-defined]
    return render(request, "members/rounds/tree.html", context)


@member_required
@require_http_methods(FORM)
def reach(request: HttpRequest, pod: str) -> HttpResponse:
    """How I am reached, and whom I reach. With `for=`, an organizer says it for a neighbour by phone."""
    found = find_pod(request, pod)
    places = found.memberships.select_related("person__user", "reach", "pod")
    whom = request.GET.get("for", me(request).public_id)
    place = get_object_or_404(places, person__public_id=whom)
    if not permissions.can_say_reach(me(request), place):
        raise Http404
    form = ReachForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        actions.say_reach(by=me(request), subject=place, **form.cleaned_data)
        messages.success(request, _("Kept. You can change it at any time."))
        return redirect("rounds:tree", found.public_id)
    name = "" if place.person_id == me(request).pk else place.person.name
    return render(request, "members/rounds/reach.html", {"pod": found, "form": form, "name": name})


@member_required
@require_POST
def tree_make(request: HttpRequest, pod: str) -> HttpResponse:
    """Anew, as even as it can be."""
    found = find_pod(request, pod)
    act(request, actions.make_tree, _("Made anew. Those who call somebody else now are told."), pod=found)
    return redirect("rounds:tree", found.public_id)


@never_cache
@member_required
@require_POST
def tree_paper(request: HttpRequest, pod: str) -> HttpResponse:
    """To print: names and numbers of those who agreed to be on paper. Each time is written down."""
    found = find_pod(request, pod)
    if not act(request, actions.open_paper, pod=found):
        return redirect("rounds:tree", found.public_id)
    return render(request, "members/rounds/paper.html", pages.paper(found, request.viewer))  # type: ignore[attr-defined]
