"""What a person changes about how they are told."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow

from ..accounts import codes
from ..models import Channel, Device, Mobile, NoticeSwitch, Person
from . import delivering, push, sms
from .wishes import Switches, is_usual

MOST_DEVICES = 10


@transaction.atomic
def change_wishes(*, by: Person, switches: Switches, **changes: Any) -> Person:
    """One's own switches, by group and channel; in `changes` the pace, the quiet hours, the monthly limit."""
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    for field, value in changes.items():
        setattr(person, field, value)
    person.save(update_fields=list(changes))
    _switch(person, switches)
    delivering.plan_again(person, timezone.now())
    audit.record("person.notices", person, by=by)
    return person


@transaction.atomic
def stop_mails(*, by: Person, groups: list[str]) -> None:
    """No more mails of these groups: whoever holds the link from one of them may say so. Twice is once."""
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    _switch(person, {(group, Channel.MAIL): False for group in groups})
    audit.record("person.stop_mails", person, by=by)


# --- Devices and numbers ------------------------------------------------------------------------------


@transaction.atomic
def add_device(*, by: Person, endpoint: str) -> Device:
    """Tell them on this browser, too. One that somebody else was told on is theirs no more."""
    if not (push.is_offered() and push.is_known(endpoint)):
        raise NotNow(_("This browser cannot be told. Another one may."))
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    device, _made = Device.objects.update_or_create(
        endpoint_hash=push.hash_of(endpoint),
        defaults={"person": person, "endpoint": endpoint, "created_at": timezone.now()},
    )
    kept = person.devices.order_by("-created_at", "-pk").values("pk")[:MOST_DEVICES]
    person.devices.exclude(pk__in=kept).delete()
    audit.record("person.add_device", person, by=by)
    return device


@transaction.atomic
def remove_device(*, by: Person, device: Device) -> None:
    """No longer told on it. Only one's own."""
    if device.person_id != by.pk:
        raise NotAllowed
    device.delete()
    audit.record("person.remove_device", by, by=by)


@transaction.atomic
def ask_number(*, by: Person, number: str) -> Mobile:
    """Text six digits to a number that they gave; the one before is forgotten. Raises `TooMany`."""
    if sms.provider() is None:
        raise NotAllowed
    limits.spend("number_code", by.pk)
    limits.spend("number_code_to", number)
    code = f"{secrets.randbelow(10**6):06}"
    mobile, _made = Mobile.objects.update_or_create(
        person=by,
        defaults={"number": number, "code": code, "asked_at": timezone.now(), "confirmed_at": None},
    )
    sms.send_code(mobile)
    audit.record("person.ask_number", by, by=by)
    return mobile


def confirm_number(*, by: Person, typed: str) -> None:
    """The digits came: from now on they may have texts. Raises `NotNow` that tells why not."""
    waiting = Mobile.objects.filter(person=by).exclude(code="").first()
    if waiting is None:
        raise NotNow(_("There is no code to type here. Ask for one first."))
    # Counted outside of the transaction, so that a wrong try counts, too; and one code at a time.
    try:
        limits.spend("code_try", f"number {waiting.pk} {waiting.asked_at.isoformat()}")
    except limits.TooMany:
        raise NotNow(_("That were too many wrong codes. Ask for a new one.")) from None
    with transaction.atomic():
        mobile = Mobile.objects.select_for_update().get(pk=waiting.pk)
        if timezone.now() > mobile.asked_at + timedelta(minutes=codes.MINUTES):
            raise NotNow(_("This code is more than %d minutes old. Ask for a new one.") % codes.MINUTES)
        if not constant_time_compare(mobile.code, codes.digits(typed)):
            raise NotNow(_("This is not the code that we sent."))
        mobile.code, mobile.confirmed_at = "", timezone.now()
        mobile.save(update_fields=["code", "confirmed_at"])
        audit.record("person.confirm_number", by, by=by)


@transaction.atomic
def remove_number(*, by: Person) -> None:
    """No more texts; the number is forgotten."""
    Mobile.objects.filter(person=by).delete()
    audit.record("person.remove_number", by, by=by)


def _switch(person: Person, switches: Switches) -> None:
    """Only what differs from the defaults is kept."""
    for (group, channel), is_on in switches.items():
        stored = NoticeSwitch.objects.filter(person=person, group=group, channel=channel)
        if is_on == is_usual(group, channel):
            stored.delete()
        else:
            stored.update_or_create(person=person, group=group, channel=channel, defaults={"is_on": is_on})
