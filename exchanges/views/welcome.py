"""After joining: what could you use a hand with, what could you share?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from members.doors import member_required

from .. import actions
from ..forms import WelcomeForm
from .doing import attempt, me, say_who_sees


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Each filled line becomes a post. Both questions may be skipped."""
    form = WelcomeForm(request.POST if request.method == "POST" else None, person=me(request))
    if request.method == "POST" and form.is_valid():
        posts = attempt(form, actions.create_first_posts, by=me(request), contents=form.contents())
        if posts is not None:
            say_who_sees(request, posts)
            return redirect("site:me")
    return render(request, "exchanges/welcome.html", {"form": form})
