"""“Still so?”, answered from a mail without signing in, or on one's own pages."""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from members.doors import member_required
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from .. import actions, permissions
from ..models import Post
from ..still import links, rules
from ..still.links import Answer, Link
from .doing import act

SAID = {
    Answer.YES: _("Thank you. It stays, and in 30 days we ask again."),
    Answer.NO: _("It is taken down. You can open it again."),
}


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def still_so(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a mail's link opens: one button, or how it was answered. It tells nobody whose, or what.

    Without a token against forgery: the address itself is signed. What we did not sign, and what is gone,
    look the same.
    """
    link = links.read(token)
    if link is None or not permissions.can_change_post(link.post.person, link.post):
        return render(request, "exchanges/still_so.html", {"state": "nothing"}, status=404)
    if request.method == "POST":
        _answer(link)
        return redirect(request.path)
    return render(request, "exchanges/still_so.html", _page(link))


def _answer(link: Link) -> None:
    """What cannot be done any more, the page says by itself."""
    with suppress(NotNow, NotAllowed):
        actions.answer_still_so(by=link.post.person, post=link.post, answer=link.answer, moment=link.moment)


def _page(link: Link) -> dict[str, Any]:
    post = link.post
    answered = "down" if post.is_over else "up"
    return {
        "state": "asking" if links.is_open(post, link.answer, link.moment) else answered,
        "answer": link.answer,
        "posted": rules.local_day(post.created_at),
        "is_day_over": rules.is_day_over(post, local_today()),
    }


@member_required
@require_POST
def post_still(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same answer on one's own pages."""
    post = get_object_or_404(Post.objects.visible_to(request.viewer), public_id=public_id)  # type: ignore[attr-defined]
    answer = request.POST.get("answer", "")
    if answer not in SAID:
        raise Http404
    act(request, actions.answer_still_so, SAID[Answer(answer)], post=post, answer=Answer(answer))
    return redirect("site:me")
