"""After joining: what could you use a hand with, what could you share?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from members.doors import member_required

from .. import actions
from ..forms import WelcomeForm, private
from .doing import attempt, me, say_who_sees


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Each filled line becomes a post. Both questions may be skipped."""
    if request.method != "POST":
        return _page(request, WelcomeForm(person=me(request)))
    sent = private.taken_out(request.POST, WelcomeForm.names())
    form = WelcomeForm(sent, person=me(request))
    if form.is_valid():
        if found := private.look(form.texts(), left=private.left(sent)):
            return _page(request, form, private=found, left=private.left(sent))
        posts = attempt(form, actions.create_first_posts, by=me(request), contents=form.contents())
        if posts is not None:
            say_who_sees(request, posts)
            return redirect("site:me")
    return _page(request, form)


def _page(request: HttpRequest, form: WelcomeForm, **pointed_out: Any) -> HttpResponse:
    return render(request, "exchanges/welcome.html", {"form": form, "private": [], "left": [], **pointed_out})
