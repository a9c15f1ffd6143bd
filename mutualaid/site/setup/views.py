"""`/setup/<token>/`, open once."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from mutualaid.base.actions import NotNow

from .actions import is_done, is_open, set_up
from .forms import SetupForm


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Somebody who came without the link: where it is printed."""
    return render(request, "setup/start.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def network(request: HttpRequest, token: str) -> HttpResponse:
    """The whole set-up on one form; its first organizer is signed in and led on to a second factor."""
    if not is_open(token):
        if is_done():
            return redirect("site:setup_start")  # clicked twice, or come back to the link
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = set_up(token=token, **form.cleaned_data)
        except NotNow as problem:
            form.add_error(None, problem)
        else:
            assert person.user is not None
            login(request, person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
            record_authentication(request, person.user, method="setup")
            messages.success(request, _("Your network is ready. One more step keeps it safe."))
            return redirect("site:setup_done")
    return render(request, "setup/network.html", {"form": form})


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What to do next: the second factor, a directory, the first neighbours."""
    return render(request, "setup/done.html")
