"""Accounts: what signs in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from ..models import User
from .addresses import assert_free


@transaction.atomic
def open_account(*, email: str) -> User:
    """An account for an address that was just proved; the one that is there if somebody was quicker.

    Raises `NotNow` where another account had that address until a moment ago.
    """
    user, made = User.objects.get_or_create(email=email.lower(), defaults={"password": "!"})
    if made:
        assert_free(user.email)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        audit.record("account.open", user)
    return user


PASSKEYS_AT_MOST = 10


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any]) -> Authenticator:
    """A new way in, proved before (`passkeys.made`). Organizers get spare codes with their first."""
    user = User.objects.select_for_update().get(pk=user.pk)
    known = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    if known.filter(data__credential__id=credential["id"]).exists():
        raise NotNow(_("This one is known already."))
    if known.filter(user=user).count() >= PASSKEYS_AT_MOST:
        raise NotNow(_("You have ten of them. Take one away first."))
    passkey = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": credential}
    )
    if user.is_staff:
        _spare_codes(user)
    _changed(user, "passkey_add", "mfa/email/webauthn_added")
    return passkey


@transaction.atomic
def rename_passkey(*, user: User, pk: int, name: str) -> None:
    """Another word for it, told to nobody."""
    passkey = _passkey(user, pk)
    passkey.data["name"] = name
    passkey.save(update_fields=["data"])
    audit.record("account.passkey_rename", user, by=getattr(user, "person", None))


@transaction.atomic
def remove_passkey(*, user: User, pk: int) -> None:
    """It no longer signs in. With the last of all second factors go the spare codes and the second step."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _passkey(user, pk).delete()
    left = Authenticator.objects.filter(user=user)
    if not left.filter(type=Authenticator.Type.WEBAUTHN).exists():
        User.objects.filter(pk=user.pk).update(second_step=False)
    if not left.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        left.delete()
    _changed(user, "passkey_remove", "mfa/email/webauthn_removed")


@transaction.atomic
def want_second_step(*, user: User, is_on: bool) -> None:
    """Whether the mail alone lets in somebody who has a passkey. With spare codes, for the day it is lost."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if is_on and not Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists():
        raise NotNow(_("Set up your phone's lock first."))
    if user.second_step == is_on:
        return
    user.second_step = is_on
    user.save(update_fields=["second_step"])
    if is_on:
        _spare_codes(user)
    _changed(user, "second_step", "second_step_on" if is_on else "second_step_off")


def _passkey(user: User, pk: int) -> Authenticator:
    passkey = (
        Authenticator.objects.select_for_update()
        .filter(pk=pk, user=user, type=Authenticator.Type.WEBAUTHN)
        .first()
    )
    if passkey is None:
        raise NotAllowed
    return passkey


def _spare_codes(user: User) -> None:
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        RecoveryCodes.activate(user)


def _changed(user: User, action: str, told: str) -> None:
    audit.record(f"account.{action}", user, by=getattr(user, "person", None))
    get_adapter().send_notification_mail(told, user)
