"""Who may let others in, and how people join now."""

from datetime import datetime, timedelta

from django.utils import timezone

from mutualaid.base.models import Network
from mutualaid.base.network import current_network

from .. import permissions
from ..models import Person

# How long somebody is here before their word lets others in, and how many words it takes.
KNOWN = timedelta(days=30)
VOUCHES = 2
# At most, of one member: waiting to be used, and made within a month.
OUTSTANDING = 5
IN_A_MONTH = 10
MONTH = timedelta(days=30)

Joining = Network.Joining


def policy() -> str:
    """How people join now (`Network.Joining`)."""
    return current_network().joining


def is_founder(person: Person) -> bool:
    """An organizer, or a member who joined within the network's first 30 days: somebody has to begin."""
    start = current_network().set_up_at
    return permissions.is_organizer(person) or bool(start and person.created_at < start + KNOWN)


def can_vouch(person: Person, *, now: datetime | None = None) -> bool:
    """Members with an account of 30 days or more, counted from the day they were let in, and founders."""
    if person.status != Person.Status.ACTIVE or person.user_id is None:
        return False
    return person.created_at <= (now or timezone.now()) - KNOWN or is_founder(person)


def can_invite(person: Person) -> bool:
    """Members with an account; where people vouch, those who may vouch."""
    if policy() == Joining.VOUCHING:
        return can_vouch(person)
    return person.status == Person.Status.ACTIVE and person.user_id is not None
