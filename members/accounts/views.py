"""The way in: an email, six digits, that is all. A password and a second factor for whoever wants them."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.password_change import change_password, finalize_password_set
from allauth.account.models import Login
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.base import limits
from mutualaid.base.actions import NotNow

from .. import actions
from ..actions import addresses
from ..models import User
from . import codes, forms, resuming
from .freshness import fresh_required
from .tables import network_key

ENTER, FRESH, EMAIL = "enter", "fresh", "email"


def next_of(request: HttpRequest) -> str:
    """Where to go after, if that is a page of ours; otherwise ""."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()) else ""


def status_of(form: Form) -> int:
    """429 where a limit was reached, so that a machine knows, too."""
    found = form.errors.as_data().values()
    return 429 if any(isinstance(error, limits.TooMany) for errors in found for error in errors) else 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, page: str) -> HttpResponse:
    """Joining, signing in and a forgotten password begin alike: type an email, get a code.

    `page`: "join", "sign_in" or "password", for the words only.
    """
    if request.user.is_authenticated:
        return redirect(next_of(request) or "/me/")
    form = forms.EmailForm(request.POST or None)
    after = reverse("account_set_password") if page == "password" else next_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            codes.start(request, email=form.cleaned_data["email"], purpose=ENTER, next=after)
            return redirect("account_code")
        except limits.TooMany as error:
            form.add_error("email", error)
    context = {"form": form, "page": page, "next": next_of(request)}
    return render(request, "account/enter.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the six digits. Wrong or too old is said in place, with a new code one tap away."""
    pending = codes.pending(request)
    if pending is None:
        messages.info(request, _("Ask for a code first."))
        return redirect("account_login")
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            response = _proved(request, codes.check(request, form.cleaned_data["code"]))
            codes.forget(request)
            return response
        except NotNow as error:
            form.add_error("code", error)
    context = {"form": form, "pending": pending, "minutes": codes.MINUTES}
    return render(request, "account/code.html", context, status=status_of(form))


@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """A new code to the same address."""
    pending = codes.pending(request)
    if pending is None:
        return redirect("account_login")
    try:
        codes.start(request, email=pending.email, purpose=pending.purpose, next=pending.next)
        messages.success(request, _("A new code is on its way. The older one no longer works."))
    except limits.TooMany as error:
        messages.error(request, error.messages[0])
    return redirect("account_code")


def _proved(request: HttpRequest, pending: codes.Pending) -> HttpResponse:
    """The digits were right: do what they were asked for."""
    if pending.purpose == ENTER:
        return _let_in(request, pending)
    user = request.user
    if not isinstance(user, User):
        return redirect("account_login")
    if pending.purpose == FRESH:
        record_authentication(request, user, method="code", reauthenticated=True)
        return redirect(pending.next or "/me/")
    actions.change_email(user=user, email=pending.email, but=request)
    messages.success(request, _("From now on we write to your new address."))
    return redirect("members:settings")


def _let_in(request: HttpRequest, pending: codes.Pending) -> HttpResponse:
    user = User.objects.filter(email=pending.email).first()
    if user is None:
        limits.spend("sign_up", network_key(request))
        user = actions.open_account(email=pending.email)
    return sign_in(request, user, method="code", next=pending.next)


def sign_in(request: HttpRequest, user: User, *, method: str, next: str = "") -> HttpResponse:
    """Let `user` in through allauth's stages (the second factor is one) and go on to `next`."""
    record_authentication(request, user, method=method)
    return go_in(request, user, next=next)


def go_in(request: HttpRequest, user: User, *, next: str = "") -> HttpResponse:
    """The same for who has proved themself already, and the session knows how."""
    request.session.set_expiry(None)
    return perform_login(request, Login(user=user, redirect_url=next or None))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks first, also whether to forget the lists of this browser. Never limited, and said by no message."""
    if not request.user.is_authenticated:
        return redirect("site:home")
    if request.method != "POST":
        return render(request, "account/logout.html")
    logout(request, show_message=False)
    response = redirect("site:home")
    forgets_lists = "lists" in request.POST
    response["Clear-Site-Data"] = '"cache", "cookies"' + (', "storage"' if forgets_lists else "")
    return response


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password_sign_in(request: HttpRequest) -> HttpResponse:
    """The other way in, for who set a password."""
    if request.user.is_authenticated:
        return redirect(next_of(request) or "/me/")
    form = forms.PasswordSignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return sign_in(request, form.user, method="password", next=next_of(request))
    return render(request, "account/password_sign_in.html", {"form": form, "next": next_of(request)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate_code(request: HttpRequest) -> HttpResponse:
    """ "Is it still you?" for who has no password: a code to their address."""
    assert isinstance(request.user, User)
    if request.method == "POST":
        codes.start(request, email=request.user.email, purpose=FRESH, next=next_of(request))
        return redirect("account_code")
    return render(request, "account/reauthenticate_code.html", {"next": next_of(request)})


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def email_undo(request: HttpRequest, token: str) -> HttpResponse:
    """What the mail to a former address leads to: one button. Without a token: the address itself is signed.

    A link that was used, is too old or is not ours looks the same.
    """
    former = addresses.read_undo(token)
    if former is None:
        return render(request, "account/email_undo.html", {"state": "nothing"}, status=404)
    if request.method == "POST":
        actions.undo_email(former=former)
        if request.user.pk == former.user_id:
            logout(request, show_message=False)  # this session is one of those that ended
        return render(request, "account/email_undo.html", {"state": "done"})
    return render(request, "account/email_undo.html", {"state": "asking"})


@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """What an organizer was about to send, to be sent now. Only organizers get here (urls.py)."""
    typed = resuming.kept(request)
    if typed is None:
        return redirect("admin:index")
    return render(request, "account/resume.html", {"typed": typed})


@fresh_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password_set(request: HttpRequest) -> HttpResponse:
    """Choose a password, the first or a new one."""
    assert isinstance(request.user, User)
    form = forms.PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_password(request.user, form.cleaned_data["password"])
        finalize_password_set(request, request.user)
        return redirect("members:settings")
    return render(request, "account/password_set.html", {"form": form})


@fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def email_change(request: HttpRequest) -> HttpResponse:
    """Another address: a code goes there, and only who reads it can make the change."""
    form = forms.EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes.start(request, email=form.cleaned_data["email"], purpose=EMAIL)
            return redirect("account_code")
        except limits.TooMany as error:
            form.add_error("email", error)
    return render(request, "account/email_change.html", {"form": form}, status=status_of(form))


class ActivateTOTP(ActivateTOTPView):
    """Whoever just typed the app's first code has used it: the organizers' pages open at once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The picture as an element of the page: our policy lets no `data:` image in."""
        context = super().get_context_data(**kwargs)
        return {**context, "totp_svg": mark_safe(context["totp_svg"].split("?>", 1)[-1])}

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(
            self.request, self.request.user, method="mfa", type="totp", reauthenticated=True
        )
        return response
