"""The pages of posts and swaps."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from .models import Exchange, Post


def post_list(request: HttpRequest) -> HttpResponse:
    """The board."""
    posts = Post.objects.visible_to(request.viewer).open()[:20]
    return render(request, "exchanges/post_list.html", {"posts": posts})


def post_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One post."""
    post = get_object_or_404(Post.objects.visible_to(request.viewer), public_id=public_id)
    return render(request, "exchanges/post_detail.html", {"post": post})


@login_required
def exchange_list(request: HttpRequest) -> HttpResponse:
    """My swaps."""
    exchanges = Exchange.objects.visible_to(request.viewer)
    return render(request, "exchanges/exchange_list.html", {"exchanges": exchanges})


@login_required
def exchange_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One swap with its thread."""
    exchange = get_object_or_404(Exchange.objects.visible_to(request.viewer), public_id=public_id)
    return render(request, "exchanges/exchange_detail.html", {"exchange": exchange})
