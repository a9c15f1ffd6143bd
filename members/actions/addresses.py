"""The address an account signs in with: another one, and the old one back."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid.base import audit, limits, links, mail
from mutualaid.base.actions import NotAllowed, NotNow

from ..models import FormerAddress, User

UNDO = "members.email_undo"
UNDO_FOR = timedelta(hours=72)


def address_hash(email: str) -> str:
    """By which we know a former address again."""
    return salted_hmac("members.former_address", email.lower(), algorithm="sha256").hexdigest()


def _lately() -> QuerySet[FormerAddress]:
    return FormerAddress.objects.filter(changed_at__gt=timezone.now() - UNDO_FOR)


def assert_free(email: str, *, user: User | None = None) -> None:
    """That it was nobody else's in the last three days. Asked after the row is written, when a change that
    freed it meanwhile is seen, too. Raises `NotNow`.
    """
    found = _lately().filter(email_hash=address_hash(email)).exclude(user=user).first()
    if found is not None:
        raise NotNow(
            _(
                "This address belonged to another account until a short while ago. Was it yours? The mail"
                " about the change has a link that undoes it. Otherwise you can use it %(when)s."
            )
            % {"when": limits.when(found.changed_at + UNDO_FOR)}
        )


@transaction.atomic
def change_email(*, user: User, email: str, but: HttpRequest | None = None) -> User:
    """Write to another address from now on, which was proved by a code. Signed out everywhere `but` here.

    The old one is told, with a link that undoes it.
    """
    from ..accounts import sessions

    user = User.objects.select_for_update().get(pk=user.pk)
    old, email = user.email, email.lower()
    if User.objects.filter(email=email).exclude(pk=user.pk).exists():
        raise NotNow(_("There is another account with this address. Sign in with it instead."))
    if email == old:
        return user
    _write(user, email)
    assert_free(email, user=user)
    user.former_addresses.filter(email_hash__in=[address_hash(email), address_hash(old)]).delete()
    former = FormerAddress.objects.create(user=user, email=old, email_hash=address_hash(old))
    sessions.end_sessions(user, but=but)
    audit.record("account.email", user, by=getattr(user, "person", None))
    mail.send(
        to=old,
        subject=gettext_lazy("Your account"),  # type: ignore[arg-type]
        template="emails/email_changed",
        context={"href": mail.absolute(reverse("account_email_undo", args=[undo_token(former)]))},
    )
    return user


def undo_token(former: FormerAddress) -> str:
    """For the link that undoes a change; another one once it was made anew."""
    return links.make(UNDO, former.pk, former.changed_at.isoformat())


def read_undo(token: str) -> FormerAddress | None:
    """Of which change it is; None where it was undone, is too old, or never was."""
    parts = links.read(UNDO, token, max_age=UNDO_FOR)
    if parts is None:
        return None
    changed_at = datetime.fromisoformat(parts[1])
    return _lately().filter(pk=parts[0], changed_at=changed_at).first()


@transaction.atomic
def undo_email(*, former: FormerAddress) -> User:
    """The old address is back, and whoever changed it is out: signed out everywhere, without the password and
    what was set up since to sign in with. Both addresses are told.
    """
    from ..accounts import sessions

    user = User.objects.select_for_update().get(pk=former.user_id)
    found = user.former_addresses.filter(pk=former.pk, changed_at=former.changed_at).first()
    if found is None:
        raise NotAllowed
    lost = user.email
    user.set_unusable_password()
    _write(user, found.email)
    Authenticator.objects.filter(user=user, created_at__gte=found.changed_at).delete()
    user.former_addresses.filter(changed_at__gte=found.changed_at).delete()
    sessions.end_sessions(user)
    audit.record("account.email_undo", user)
    for to in (user.email, lost):
        mail.send(
            to=to,
            subject=gettext_lazy("Your account"),  # type: ignore[arg-type]
            template="emails/email_undone",
            context={"is_back": to == user.email},
        )
    return user


def _write(user: User, email: str) -> None:
    user.email = email
    user.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=user).delete()  # the package's copy would still let the old one in


def purge_addresses(now: datetime) -> int:
    """Former addresses after their three days."""
    return FormerAddress.objects.filter(changed_at__lt=now - UNDO_FOR).delete()[0]
