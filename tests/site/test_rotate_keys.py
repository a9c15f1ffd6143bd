import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from members.models import Person
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def tokens():
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM members_person ORDER BY id")
        return [bytes(token) for (token,) in cursor.fetchall()]


def test_after_rotation_the_old_key_is_not_needed(settings, capsys):
    new = Fernet.generate_key().decode()
    for number in range(3):
        PersonFactory(phone=f"555 010{number}")
    nobody = PersonFactory(phone="")
    totp.TOTP.activate(nobody.user, SECRET)
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    call_command("rotate_keys")
    assert capsys.readouterr().out == "4 values are encrypted with the newest key.\n"
    settings.FIELD_KEYS = [new]
    assert [person.phone for person in Person.objects.order_by("pk")] == [
        "555 0100",
        "555 0101",
        "555 0102",
        "",
    ]
    code = totp.format_hotp_value(totp.hotp_value(SECRET, next(iter(totp.yield_hotp_counters_from_time()))))
    assert Authenticator.objects.get().wrap().validate_code(code) is True


def test_rotation_can_be_run_again(settings):
    PersonFactory(phone="555 0100")
    call_command("rotate_keys", verbosity=0)
    before = tokens()
    call_command("rotate_keys", verbosity=0)
    assert tokens() != before
    assert Person.objects.get().phone == "555 0100"
