"""The forms of the way in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import SetPasswordField
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm as ActivateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mutualaid.base import limits

from . import passkeys

ANSWER_AT_MOST = 20_000


def _email_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )


class EmailForm(forms.Form):
    """Where to send a code."""

    email = _email_field()

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class CodeForm(forms.Form):
    """The six digits, with or without spaces."""

    code = forms.CharField(
        label=_("The six digits from the mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}
        ),
    )

    def clean_code(self) -> str:
        """A slip of the finger is no try."""
        code: str = self.cleaned_data["code"]
        if sum(letter.isdecimal() for letter in code) != 6:
            raise forms.ValidationError(_("The code has six digits: look at the mail again."))
        return code


class PasswordSignInForm(forms.Form):
    """Email and password. `user` is set once both fit."""

    email = _email_field()
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: Any = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.errors or cleaned is None:
            return cleaned
        adapter = get_adapter(self.request)
        self.user = adapter.authenticate(
            self.request, email=cleaned["email"].lower(), password=cleaned["password"]
        )
        if self.user is None:
            raise adapter.validation_error("email_password_mismatch")
        return cleaned


class PasswordForm(forms.Form):
    """A new password, typed once: whoever forgets it asks for a code."""

    password = SetPasswordField(label=_("New password"))

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].user = user  # type: ignore[attr-defined]
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""  # the page says it in our words


def _code_field(form: forms.Form, label: Any, *, numeric: bool = True) -> None:
    """The package's field in our words, without a second label inside of it."""
    mode = {"inputmode": "numeric"} if numeric else {}
    form.fields["code"].label = label
    form.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "class": "code", **mode}


class _Counted:
    """A second factor's code may be guessed no more often than a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("Six digits, or a spare code"), numeric=False)  # type: ignore[arg-type]

    def clean_code(self) -> str:
        limits.spend("sign_in_failed", self.user.pk)  # type: ignore[attr-defined]
        code = super().clean_code()  # type: ignore[misc]
        limits.give_back("sign_in_failed", self.user.pk)  # type: ignore[attr-defined]
        return code


class ActivateTOTPForm(ActivateForm):
    """The first code of the app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("The six digits that the app shows"))


class AuthenticateForm(_Counted, mfa_forms.AuthenticateForm):
    """The second step of signing in."""


class AnswerField(forms.JSONField):
    """What a phone answers, filled in by a script. It reads no further than an answer is long."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(str(value or "")[:ANSWER_AT_MOST])
        except RecursionError:
            raise forms.ValidationError(self.error_messages["invalid"]) from None


class PasskeyForm(AuthenticateWebAuthnForm):
    """The second step of signing in, by a passkey."""

    credential = AnswerField()

    def clean_credential(self) -> Any:
        return passkeys.proved(self.cleaned_data["credential"], user=self.user)


class ReauthenticateForm(_Counted, mfa_forms.ReauthenticateForm):
    """The second step once more."""
