"""Accounts: what signs in."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotNow

from ..models import User


@transaction.atomic
def open_account(*, email: str) -> User:
    """An account for an address that was just proved; the one that is there if somebody was quicker."""
    user, made = User.objects.get_or_create(email=email.lower(), defaults={"password": "!"})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        audit.record("account.open", user)
    return user


@transaction.atomic
def change_email(*, user: User, email: str) -> User:
    """Write to another address from now on. It was proved by a code; the old one is told."""
    user = User.objects.select_for_update().get(pk=user.pk)
    old, email = user.email, email.lower()
    if User.objects.filter(email=email).exclude(pk=user.pk).exists():
        raise NotNow(_("There is another account with this address. Sign in with it instead."))
    if email == old:
        return user
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()  # the package's copy would still let the old one in
    audit.record("account.email", user, by=getattr(user, "person", None))
    get_adapter().send_notification_mail("account/email/email_changed", user, email=old)
    return user
