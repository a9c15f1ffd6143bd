"""Guides to follow and tools kept elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..models import Guide


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """Guides to follow and tools kept elsewhere."""
    guides = Guide.objects.published().order_by("kind", "name")
    return render(request, "directory/guide_list.html", {"guides": guides})


@require_safe
def guide_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide, in paragraphs."""
    guide = get_object_or_404(Guide.objects.published().prefetch_related("needs"), slug=slug)
    paragraphs = [part.strip() for part in guide.body.split("\n\n") if part.strip()]
    return render(request, "directory/guide_detail.html", {"guide": guide, "paragraphs": paragraphs})
