"""How allauth speaks and acts here: it keeps sessions, passwords and second factors; the way in is ours.

Its limits are off, since they keep network addresses; its mails go through our outbox, without address or
browser of whoever acted; what it stores for a second factor is encrypted.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base import crypto, limits, mail
from mutualaid.base.network import current_network

from . import actions
from .accounts import passkeys, second_step, sessions
from .models import Person

# What its notice mails tell, by the name allauth gives them.
CHANGES = {
    "account/email/password_changed": _("The password was changed."),
    "account/email/password_set": _("A password was set."),
    "mfa/email/totp_activated": _("A second step for signing in was set up."),
    "mfa/email/totp_deactivated": _("The second step for signing in was taken away."),
    "mfa/email/webauthn_added": _("A phone's lock was set up as a way to sign in."),
    "mfa/email/webauthn_removed": _("A phone's lock was taken away as a way to sign in."),
    "second_step_on": _("Signing in with a code from your mail now asks for one more step."),
    "second_step_off": _("Signing in with a code from your mail no longer asks for one more step."),
    "mfa/email/recovery_codes_generated": _("New spare codes for signing in were made."),
}


# Ways to say that it is still you.
AGAIN = {
    "mfa_reauthenticate:webauthn": (_("Use your phone's lock"), "mfa_reauthenticate_webauthn"),
    "mfa_reauthenticate": (_("Use the app on your phone, or a spare code"), "mfa_reauthenticate"),
    "reauthenticate": (_("Use your password"), "account_reauthenticate"),
    "code": (_("Send me a code by email"), "account_reauthenticate_code"),
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
        """The quickest first; a password or a code by mail only where no second step is asked for."""
        if not user.is_authenticated:
            return []
        theirs = {method["id"] for method in super().get_reauthentication_methods(user)} | {"code"}
        if second_step.is_asked_for(user):
            theirs -= {"reauthenticate", "code"}
        return [
            {"id": way, "description": words, "url": reverse(url_name)}
            for way, (words, url_name) in AGAIN.items()
            if way in theirs
        ]

    def get_login_stages(self) -> list[str]:
        """allauth's stage of the second step goes by our own rule."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "members.accounts.second_step.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

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

    def get_totp_label(self, user: Any) -> str:
        """What a phone or an app shows for it: what its owner is called here, never the email."""
        person = getattr(user, "person", None)
        return person.name if person else current_network().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": current_network().name}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        name = self.get_totp_label(user)
        return {"id": passkeys.handle_of(user), "name": name, "display_name": name}

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text.encode())
