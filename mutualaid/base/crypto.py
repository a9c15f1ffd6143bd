"""Encryption at rest, with keys that live outside the database (`FIELD_KEYS`, newest first)."""

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> bytes:
    """A token that only a holder of a key can read."""
    return encrypt_bytes(text.encode())


def decrypt(token: bytes) -> str:
    """Raises `cryptography.fernet.InvalidToken` where no key fits."""
    return decrypt_bytes(token).decode()


def encrypt_bytes(content: bytes) -> bytes:
    """The same for what is no text."""
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """Raises `cryptography.fernet.InvalidToken` where no key fits."""
    return _fernet(tuple(settings.FIELD_KEYS)).decrypt(bytes(token))


def rotate(token: bytes) -> bytes:
    """The same text, encrypted with the first of the keys."""
    return _fernet(tuple(settings.FIELD_KEYS)).rotate(token)


class EncryptedTextField(models.TextField):
    """Text that reaches a person or was said between two: plain in Python, a token in the database.

    An empty string is stored as no bytes, so that "has none" can be asked in SQL. Never searchable.
    """

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        return decrypt(value) if value else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        if value is None:
            return None
        return connection.Database.Binary(encrypt(value) if value else b"")


class EncryptedBinaryField(models.BinaryField):
    """Bytes that were said between two, such as a picture: plain in Python, a token in the database."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else decrypt_bytes(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return None if value is None else connection.Database.Binary(encrypt_bytes(bytes(value)))


ENCRYPTED = (EncryptedTextField, EncryptedBinaryField)
