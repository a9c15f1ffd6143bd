"""Who a session belongs to: Django and allauth decide, we read the account together with its person."""

from allauth.account.auth_backends import AuthenticationBackend

from ..models import User
from ..viewers import account


class Backend(AuthenticationBackend):
    """allauth's, with one statement for what each page of somebody signed in needs to know."""

    def get_user(self, user_id: str) -> User | None:
        user = account(User._meta.pk.to_python(user_id))
        return user if user and self.user_can_authenticate(user) else None
