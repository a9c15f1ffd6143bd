"""After joining: what could you use a hand with, what could you share?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.doors import member_or_pending
from members.joining.told import is_pending

from .. import actions
from ..forms import WelcomeForm, private
from ..models import Post
from .doing import attempt, me, say_who_sees


@member_or_pending
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
            return _go_on(request, posts)
    return _page(request, form)


def _go_on(request: HttpRequest, posts: list[Post]) -> HttpResponse:
    if not is_pending(me(request)):
        say_who_sees(request, posts)
        return redirect("site:me")
    if posts:
        messages.success(request, _("Kept. It goes on the board as soon as you are in."))
    return redirect("members:application")


def _page(request: HttpRequest, form: WelcomeForm, **pointed_out: Any) -> HttpResponse:
    return render(request, "exchanges/welcome.html", {"form": form, "private": [], "left": [], **pointed_out})
