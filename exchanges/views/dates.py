"""The dates of a recurring post, for its author: read back, one of them changed, left out, put back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from members.doors import member_required

from .. import actions
from ..calendar import dates
from ..forms import DateForm
from ..models import Occurrence, Post
from .doing import act, attempt, me
from .posts import FORM, find_own


def say_dates(request: HttpRequest, post: Post) -> None:
    """What the rule of a recurring post comes to, and what does not follow it."""
    if not post.is_recurring:
        return
    messages.info(request, _("The next dates: %(days)s.") % {"days": dates.first_days(post)})
    if days := dates.apart(post):
        said = _("Not like the others, since somebody has answered, or you changed them: %(days)s.")
        messages.info(request, said % {"days": days})


@member_required
@require_http_methods(FORM)
def occurrence_change(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """At another time; says first who counts on it."""
    time = _find(request, public_id, pk)
    form = DateForm(request.POST if request.method == "POST" else None, time=time)
    if form.is_valid() and attempt(
        form, actions.change_occurrence, by=me(request), occurrence=time, **form.cleaned_data
    ):
        messages.success(request, _("Changed. Whoever counts on this date hears of it."))
        return redirect(time.post.get_absolute_url() + "#dates")
    context = {
        "post": time.post,
        "time": time,
        "when": dates.when(time),
        "form": form,
        **dates.affected(time),
    }
    return render(request, "exchanges/occurrence_form.html", context)


def _button(action: Callable[..., Occurrence], said: str | Promise) -> Callable[..., HttpResponse]:
    @member_required
    @require_POST
    def press(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
        time = _find(request, public_id, pk)
        act(request, action, said, occurrence=time)
        return redirect(time.post.get_absolute_url() + "#dates")

    return press


occurrence_skip = _button(
    actions.skip_occurrence, _lazy("Left out. Whoever counts on this date hears of it.")
)
occurrence_restore = _button(actions.restore_occurrence, _lazy("It takes place after all."))


def _find(request: HttpRequest, public_id: str, pk: int) -> Occurrence:
    """A date to come of a recurring post of one's own."""
    post = find_own(request, public_id)
    found = next((time for time in dates.coming(post) if time.pk == pk and time.rule_day), None)
    if found is None:
        raise Http404
    return found
