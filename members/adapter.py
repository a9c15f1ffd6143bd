"""How allauth speaks and acts here: it keeps sessions, passwords and second factors; the way in is ours.

Its limits are off, since they keep network addresses; its mails go through our outbox, without address or
browser of whoever acted; what it stores for a second factor is encrypted.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base import crypto, limits, mail
from mutualaid.base.network import current_network

from . import actions
from .accounts import sessions
from .models import Person

# What its notice mails tell, by the name allauth gives them.
CHANGES = {
    "account/email/password_changed": _("The password was changed."),
    "account/email/password_set": _("A password was set."),
    "account/email/email_changed": _("The email address was changed."),
    "mfa/email/totp_activated": _("A second step for signing in was set up."),
    "mfa/email/totp_deactivated": _("The second step for signing in was taken away."),
    "mfa/email/recovery_codes_generated": _("New spare codes for signing in were made."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Everything that differs from allauth's own ways."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("This email and password do not belong together."),
        "incorrect_password": _("This is not the password."),
        "incorrect_code": _("This is not the code."),
        "enter_current_password": _("Please type the password you have now."),
    }

    def login(self, request: HttpRequest, user: Any) -> None:
        """Signing in is using the account."""
        super().login(request, user)
        sessions.begin(request.session)
        person_id = Person.objects.filter(user=user).values_list("pk", flat=True).first()
        if person_id is not None:
            actions.see(person_id=person_id, today=timezone.localdate())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, or on with joining for somebody who has not said yet what they are called."""
        viewer_has_person = hasattr(request.user, "person")
        return "/me/" if viewer_has_person else reverse("members:welcome")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner what changed: no network address, no browser."""
        self.send_mail(template_prefix, email or user.email, {})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.send(
            to=email,
            subject=_("Your account"),  # type: ignore[arg-type]
            template="emails/account",
            context={"change": CHANGES[template_prefix]},
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count before the password is looked at; `authenticate` gives it back where it was right."""
        limits.spend("sign_in_failed_network", limits.network_key(request))
        limits.spend("sign_in_failed", credentials.get("email", ""))

    def _rollback_login_failed_rl_usage(self) -> None:
        """Left to `authenticate` below, which knows whose."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            limits.give_back("sign_in_failed_network", limits.network_key(request))
            limits.give_back("sign_in_failed", credentials.get("email", ""))
        return user

    def reauthenticate(self, user: Any, password: str) -> bool:
        return self.authenticate(self.request, email=user.email, password=password) == user

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth's own, and a code by mail where no second factor is asked for."""
        methods = super().get_reauthentication_methods(user)
        if not user.is_authenticated or is_mfa_enabled(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        by_mail = {
            "id": "code",
            "description": _("Send me a code by email"),
            "url": reverse("account_reauthenticate_code"),
        }
        return [*methods, by_mail]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        from .accounts.freshness import is_fresh

        return not is_fresh(self.request)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted like everything else that opens a door."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the code, or it was used before. Wait for the next one."),
    }

    def get_totp_issuer(self) -> str:
        return current_network().name

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text.encode())
