"""Who takes one more step after the digits from their mail, or their password."""

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest

from ..models import User

Type = Authenticator.Type


def is_asked_for(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Whoever set up an app; of those who have a passkey, organizers and whoever wants it so.

    For the others a passkey is a quicker way in, and their mail remains one, as from a library.
    """
    if not isinstance(user, User):
        return False
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return Type.TOTP in kinds or (Type.WEBAUTHN in kinds and (user.is_staff or user.second_step))


class SecondStep(AuthenticateStage):
    """allauth's stage of signing in, for whom it is asked for."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and is_asked_for(self.login.user)
