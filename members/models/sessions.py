"""Where somebody is signed in."""

from typing import TYPE_CHECKING

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User

if TYPE_CHECKING:
    from ..accounts.sessions import SessionStore


class Session(AbstractBaseSession):
    """A browser that we know again. Its key is hashed: who reads the table cannot sign in with it."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    class Meta:
        verbose_name = _("place where you are signed in")
        verbose_name_plural = _("places where you are signed in")

    def __str__(self) -> str:
        return "session"

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        from ..accounts.sessions import SessionStore

        return SessionStore
