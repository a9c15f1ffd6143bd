import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from exchanges.models import Handover, MessageImage, Reveal
from members.models import Person
from mutualaid.base import crypto
from mutualaid.site.management.commands import rotate_keys
from tests.factories.exchanges import ExchangeFactory, MessageFactory
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


def test_pictures_and_what_was_told_are_rotated_too(settings, monkeypatch):
    monkeypatch.setitem(rotate_keys.BATCHES, crypto.EncryptedBinaryField, 2)
    swap = ExchangeFactory(status="accepted")
    for number in range(3):
        message = MessageFactory(exchange=swap, text="Look")
        drawn = bytes([number]) * 3
        MessageImage.objects.create(message=message, content=drawn, width=1, height=1, alt="Soup")
    Reveal.objects.create(exchange=swap, person=swap.giver, field="phone", value="555 0100")
    Handover.objects.create(exchange=swap, proposed_by=swap.giver, day="2031-01-01", place="Side door")
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    call_command("rotate_keys", verbosity=0)
    settings.FIELD_KEYS = [new]
    pictures = MessageImage.objects.order_by("pk")
    assert [(bytes(picture.content), picture.alt) for picture in pictures] == [
        (bytes([number]) * 3, "Soup") for number in range(3)
    ]
    assert {message.text for message in swap.thread.messages.all()} == {"Look"}
    assert (Reveal.objects.get().value, Handover.objects.get().place) == ("555 0100", "Side door")
