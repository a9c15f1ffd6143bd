"""Pages of passkeys: adding, naming and removing one's own, signing in, "is it still you?"."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import get_pending_stage
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow

from .. import actions
from ..models import User
from . import passkeys
from .codes import ANONYMOUS_SECONDS
from .forms import AnswerField
from .freshness import fresh_required, is_fresh
from .views import go_in, next_of

FORM = ["GET", "HEAD", "POST"]


class AnswerForm(forms.Form):
    """What the phone says."""

    credential = AnswerField()


class NameForm(forms.Form):
    """What its owner calls it."""

    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("Only you see it. “My phone”, “key ring”."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AddForm(AnswerForm, NameForm):
    """A new one."""

    field_order = ["name", "credential"]


@never_cache
@require_POST
def options(request: HttpRequest, purpose: str) -> HttpResponse:
    """The question that a phone answers, as JSON. `purpose`: "in", "second", "again" or "add"."""
    user = request.user if isinstance(request.user, User) else None
    if purpose == "in" and user is None:
        limits.spend("sign_in_failed_network", limits.network_key(request))
        request.session.set_expiry(ANONYMOUS_SECONDS)
        return JsonResponse(passkeys.ask_for(None))
    if purpose == "second" and (stage := get_pending_stage(request)) is not None:
        return JsonResponse(passkeys.ask_for(stage.login.user))  # type: ignore[arg-type]
    if purpose == "again" and user is not None:
        return JsonResponse(passkeys.ask_for(user))
    if purpose == "add" and user is not None and is_fresh(request):
        return JsonResponse(passkeys.ask_to_make(user))
    raise NotAllowed


@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """The way in without mail or password. What goes wrong is told alike, whoever it was."""
    after = next_of(request)
    if request.user.is_authenticated:
        return redirect(after or "/me/")
    form = AnswerForm(request.POST)
    try:
        user = passkeys.used(request, form.cleaned_data["credential"] if form.is_valid() else None)
    except NotNow as error:
        messages.error(request, error.messages[0])
        return redirect(reverse("account_login", query={"next": after} if after else None))
    limits.give_back("sign_in_failed_network", limits.network_key(request))
    return go_in(request, user, next=after)


@never_cache
@login_required
@require_http_methods(FORM)
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """ "Is it still you?" by a passkey; for who has it elsewhere, the other ways."""
    assert isinstance(request.user, User)
    after, here = next_of(request), request.path
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if here not in [method["url"] for method in methods]:
        return redirect(_with_next(methods[0]["url"], after))
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        try:
            answer = form.cleaned_data["credential"] if form.is_valid() else None
            passkeys.used(request, answer, user=request.user)
            return redirect(after or "/me/")
        except NotNow as error:
            form.add_error(None, error)
    others = [
        {**method, "url": _with_next(method["url"], after)} for method in methods if method["url"] != here
    ]
    return render(request, "account/passkey_again.html", {"form": form, "next": after, "others": others})


@fresh_required
@require_http_methods(FORM)
def add(request: HttpRequest) -> HttpResponse:
    """ "Use this phone's lock next time": also offered once to whoever just joined, who may go on without."""
    assert isinstance(request.user, User)
    after = next_of(request)
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = passkeys.made(form.cleaned_data["credential"])
            had = passkeys.of(request.user)
            actions.add_passkey(user=request.user, name=form.cleaned_data["name"], credential=kept)
        except NotNow as error:
            form.add_error(None, error)
        else:
            record_authentication(request, request.user, method="mfa", type="webauthn", reauthenticated=True)
            messages.success(request, _t("From now on you can sign in with it."))
            if request.user.is_staff and not had:
                return redirect("mfa_view_recovery_codes")
            return redirect(after or "mfa_index")
    return render(request, "account/passkey_add.html", {"form": form, "next": after})


@fresh_required
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another word for it, or away with it."""
    assert isinstance(request.user, User)
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    form = NameForm(request.POST or None, initial={"name": passkey.data["name"]})
    if "remove" in request.POST:
        actions.remove_passkey(user=request.user, pk=pk)
        messages.success(request, _t("Taken away. It no longer signs in."))
        return redirect("mfa_index")
    if request.method == "POST" and form.is_valid():
        actions.rename_passkey(user=request.user, pk=pk, name=form.cleaned_data["name"])
        messages.success(request, _t("Kept."))
        return redirect("mfa_index")
    return render(request, "account/passkey_edit.html", {"form": form, "passkey": passkey})


@fresh_required
@require_http_methods(FORM)
def second_step(request: HttpRequest) -> HttpResponse:
    """Whether the mail alone still opens the account of whoever has a passkey."""
    assert isinstance(request.user, User)
    if request.method == "POST":
        is_on = request.POST.get("on") == "yes"
        try:
            actions.want_second_step(user=request.user, is_on=is_on)
        except NotNow as error:
            messages.error(request, error.messages[0])
            return redirect("mfa_index")
        return redirect("mfa_view_recovery_codes" if is_on else "mfa_index")
    return render(request, "account/second_step.html")


def offered(request: HttpRequest, after: str) -> str:
    """Where somebody who just joined goes: past the offer, where their browser says that there is a lock."""
    if request.POST.get("lock") != "1":
        return after
    return _with_next(reverse("account_passkey_add"), after)


def _with_next(url: str, after: str) -> str:
    return f"{url}?{urlencode({'next': after})}" if after else url
