"""What a person changes about how they are told."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mutualaid.base import audit

from ..models import Channel, NoticeSwitch, Person
from . import delivering
from .wishes import DEFAULTS, Switches


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


def _switch(person: Person, switches: Switches) -> None:
    """Only what differs from the defaults is kept."""
    for (group, channel), is_on in switches.items():
        stored = NoticeSwitch.objects.filter(person=person, group=group, channel=channel)
        if is_on == DEFAULTS[Channel(channel)]:
            stored.delete()
        else:
            stored.update_or_create(person=person, group=group, channel=channel, defaults={"is_on": is_on})
