"""Joining at a sign-up table: one network address, many people."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mutualaid.base import limits
from mutualaid.base.actions import NotNow

from ..actions import table_hash
from ..models import SignUpTable

TABLE = "table"


class TableForm(forms.Form):
    """The code that stands on the table."""

    code = forms.CharField(
        label=gettext_lazy("The table's code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


def network_key(request: HttpRequest) -> str:
    """Where a request comes from, to be counted; "" (not counted) for whoever joins at an open table."""
    chosen = request.session.get(TABLE)
    if chosen and SignUpTable.objects.open().filter(public_id=chosen).exists():
        return ""
    return limits.network_key(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """Type the code, or come with it by the square that one photographs; then join as everybody does."""
    if request.user.is_authenticated:
        return redirect("/me/")
    form = TableForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            request.session[TABLE] = _find(request, form.cleaned_data["code"])
            return redirect("account_signup")
        except NotNow as error:
            form.add_error("code", error)
    return render(request, "account/table.html", {"form": form})


def _find(request: HttpRequest, code: str) -> str:
    limits.spend("table_try", limits.network_key(request))
    found = SignUpTable.objects.open().filter(code_hash=table_hash(code)).first()
    if found is None:
        raise NotNow(_("No table with this code is open now. You can join all the same, with your email."))
    limits.give_back("table_try", limits.network_key(request))
    return found.public_id
