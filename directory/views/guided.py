"""Guided search: a page a question, each answer a plain link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import guided, needs


@require_safe
def guided_search(request: HttpRequest) -> HttpResponse:
    """What do you need, what of it, where: then the list, what is open now first.

    `need` is what was chosen so far; `all` says that no more of it will be.
    """
    node = needs.tree().get(request.GET.get("need", ""))
    node = None if node is None or node.is_retired else node
    viewer = request.viewer  # type: ignore[attr-defined]
    is_done = "all" in request.GET or (node is not None and node.parent is not None)
    choices = [] if is_done else guided.answered(viewer, node)
    context = {"node": node, "choices": choices, "is_where": is_done or bool(node and not choices)}
    return render(request, "directory/guided_search.html", context)
