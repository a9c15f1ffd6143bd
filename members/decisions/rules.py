"""How long decisions last, and to whom one may appeal."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .. import permissions
from ..models import Decision, Mediation, Person, RemovedAddress

Kind = Decision.Kind
# Usual and longest, in days. What has no end can still be taken back.
DAYS = {
    Kind.WARNING: (90, 365),
    Kind.NO_POSTS: (14, 90),
    Kind.NO_THREADS: (14, 90),
    Kind.SUSPENSION: (14, 30),
}
# An address may not simply join again for so long.
REMEMBERED = timedelta(days=365)


def until(kind: str, days: int | None, now: datetime) -> datetime | None:
    """When a decision ends; None for what has no end. Never later than the longest that is allowed."""
    if kind in Decision.ENDLESS:
        return None
    usual, longest = DAYS[Kind(kind)]
    return now + timedelta(days=min(days or usual, longest))


def organizers() -> QuerySet[Person]:
    """All who moderate now."""
    return Person.objects.active().filter(user__is_staff=True, user__is_active=True).select_related("user")


def answerers(decision: Decision) -> QuerySet[Person]:
    """Who answers an appeal: organizers who had no part in it. Where there is none, those who decided."""
    free = organizers().exclude(pk=decision.person_id)
    took_part = [one for one in (decision.decided_by_id, decision.confirmed_by_id) if one]
    others = free.exclude(pk__in=took_part)
    return others if others.exists() else free


def is_looked_at_again(decision: Decision) -> bool:
    """Nobody else can answer: whoever decided looks once more, and says why."""
    return answerers(decision).filter(Q(pk=decision.decided_by_id) | Q(pk=decision.confirmed_by_id)).exists()


def can_answer(by: Person, decision: Decision) -> bool:
    """Organizers who had no part in the decision; whoever decided, where there is nobody else."""
    return permissions.is_organizer(by) and answerers(decision).filter(pk=by.pk).exists()


def can_appeal(decision: Decision, now: datetime | None = None) -> bool:
    """Once, within 20 days, as long as it was not taken back."""
    is_in_time = (now or timezone.now()) < decision.appeal_until
    return is_in_time and decision.appealed_at is None and decision.lifted_at is None


def was_offered_to_talk(person: Person) -> bool:
    """A mediation was offered, and did not settle it; or it was said why none could be."""
    outcomes = Mediation.Outcome
    open_ends = [outcomes.REFUSED, outcomes.FAILED, outcomes.UNSAFE]
    return Mediation.objects.filter(person=person, outcome__in=open_ends).exists()


def fingerprint(email: str) -> str:
    """What is kept of a removed address."""
    return salted_hmac("members.removed", email.strip().lower(), algorithm="sha256").hexdigest()


def was_removed(email: str, now: datetime | None = None) -> bool:
    """Whether this address was removed within the last year."""
    since = (now or timezone.now()) - REMEMBERED
    return RemovedAddress.objects.filter(hash=fingerprint(email), removed_at__gt=since).exists()
