"""What a person wants to hear where: their switches, their quiet hours, the pace of their mails."""

from datetime import datetime

from django.conf import settings

from mutualaid.base.network import current_network

from ..models import Channel, NoticeSwitch, Person
from . import kinds
from .planning import Quiet, hold

USUAL = {Channel.MAIL: True, Channel.PUSH: True, Channel.SMS: False}

Switches = dict[tuple[str, str], bool]


def switches(person: Person) -> Switches:
    """What they switched themselves, by group and channel."""
    stored = NoticeSwitch.objects.filter(person=person).values_list("group", "channel", "is_on")
    return {(group, channel): is_on for group, channel, is_on in stored}


def is_on(switched: Switches, group: str, channel: str) -> bool:
    """Whether this group comes over this channel."""
    return switched.get((group, channel), is_usual(group, channel))


def is_usual(group: str, channel: str) -> bool:
    """Whether it does where they chose nothing."""
    known = kinds.groups().get(group)
    return USUAL[Channel(channel)] or (channel == Channel.SMS and known is not None and known.has_texts)


def is_reached(person: Person, *, even_out: bool = False) -> bool:
    """With an account that is open, and not gone: to others nothing is sent.

    To whoever is paused or removed only what is decided about them (`even_out`).
    """
    is_here = person.status != Person.Status.LEFT and (even_out or not person.is_out)
    return is_here and person.user is not None and person.user.is_active


def language_of(person: Person) -> str:
    """The first of the person's languages that the site speaks; the site's own otherwise."""
    spoken = dict(settings.LANGUAGES)
    return next((code for code in person.languages if code in spoken), settings.LANGUAGE_CODE)


def quiet_until(person: Person, now: datetime) -> datetime | None:
    """When their quiet hours end, where it is quiet for them now."""
    until = hold(now, current_network().zone, quiet=quiet_of(person))
    return until if until > now else None


def quiet_of(person: Person) -> Quiet:
    """Their quiet hours, if they have any."""
    if person.quiet_from is None or person.quiet_until is None:
        return None
    return (person.quiet_from, person.quiet_until)
