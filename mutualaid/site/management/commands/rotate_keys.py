"""After a new key was put first in FIELD_KEYS: write everything that is encrypted with it."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, models, transaction

from mutualaid.base import crypto

# Words are short; a picture is some hundred kilobytes.
BATCHES = {crypto.EncryptedTextField: 500, crypto.EncryptedBinaryField: 20}


class Command(BaseCommand):
    """Safe to stop and to run again. When it is done, the older keys can go."""

    help = "Encrypt every encrypted value anew with the first of FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        done = sum(
            rotate_column(model, field)
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if isinstance(field, crypto.ENCRYPTED)
        )
        done += rotate_second_factors()
        self.stdout.write(f"{done} values are encrypted with the newest key.")


def rotate_column(model: type[models.Model], field: models.Field) -> int:
    """Every value of one column, some at a time, each only if nobody changed it meanwhile."""
    quote = connection.ops.quote_name
    table, key, column = (
        quote(name) for name in (model._meta.db_table, model._meta.pk.attname, field.attname)
    )
    batch = BATCHES[type(field)]
    read = f"SELECT {key}, {column} FROM {table} WHERE {key} > %s AND {column} <> '' ORDER BY 1 LIMIT {batch}"  # noqa: S608
    write = f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s"  # noqa: S608
    last, done = 0, 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(read, [last])
            rows = cursor.fetchall()
            if not rows:
                return done
            cursor.executemany(write, [(crypto.rotate(bytes(old)), pk, old) for pk, old in rows])
            last, done = rows[-1][0], done + len(rows)


def rotate_second_factors() -> int:
    """What the sign-in package keeps: secrets inside of its JSON."""
    count = 0
    for pk in list(Authenticator.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            kept = Authenticator.objects.select_for_update().get(pk=pk)
            kept.data = {name: _rotated(value) for name, value in kept.data.items()}
            kept.save(update_fields=["data"])
            count += 1
    return count


def _rotated(value: Any) -> Any:
    if isinstance(value, list):
        return [_rotated(item) for item in value]
    if isinstance(value, str) and value.startswith("gAAAA"):
        return crypto.rotate(value.encode()).decode()
    return value
