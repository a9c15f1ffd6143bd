"""How long what pods know is kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import ProtectedError
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from mutualaid.base.retention import Row, declare

from ..models import (
    Person,
    Pod,
    PodAsk,
    PodInvitation,
    PodLink,
    PodMembership,
    PodNeighbour,
    PodSkills,
    PodSquare,
)
from ..models.pods import ASK_AGAIN

EMPTY = timedelta(days=30)
ASKS = timedelta(days=30)
UNASKED = ASK_AGAIN + timedelta(days=61)


def purge_empty(now: datetime) -> int:
    """Pods in which nobody is. One that a post was for stays as a name until the post is gone, too."""
    done = 0
    for pod in Pod.objects.filter(memberships=None, created_at__lt=now - EMPTY):
        try:
            with atomic():
                pod.delete()
                done += 1
        except ProtectedError:
            Pod.objects.filter(pk=pod.pk).update(name=pod.public_id, area="", agreed="", languages=[])
    return done


def purge_asks(now: datetime) -> int:
    """Wishes that nobody answered, or that were answered no."""
    return PodAsk.objects.filter(created_at__lt=now - ASKS).delete()[0]


def purge_invitations(now: datetime) -> int:
    """Links and codes of flyers that lead nowhere any more."""
    return PodInvitation.objects.filter(expires_at__lt=now).delete()[0]


def purge_neighbours(now: datetime) -> int:
    """Names of neighbours whom nobody asked for eight months whether it is still so."""
    return PodNeighbour.objects.filter(asked_on__lt=(now - UNASKED).date()).delete()[0]


def places_in_pods(person: Person) -> Iterable[Row]:
    """Which pods, since when, and what they do there."""
    rows = person.memberships.order_by("pk").values("pod__name", "role", "joined_at")
    return [{**row} for row in rows]


def declare_all() -> None:
    """Called once, from the app's `ready()`."""
    declare(
        Pod,
        kept=_("as long as somebody is in it; 30 days where nobody joined"),
        on_leaving="kept",
        purge=purge_empty,
    )
    declare(PodSquare, kept=_("as long as the pod"), on_leaving="kept")
    declare(PodMembership, kept=_("as long as they are in it"), on_leaving="erased", export=places_in_pods)
    declare(
        PodSkills,
        kept=_("until they take it back, or leave the pod"),
        on_leaving="erased",
        mine="membership__person",
    )
    declare(
        PodNeighbour,
        kept=_("until they say so; asked again each 6 months, gone after 8 where nobody asked"),
        on_leaving="anonymised",
        purge=purge_neighbours,
        not_exported=_("it is about a neighbour, not about you"),
    )
    declare(
        PodInvitation,
        kept=_("7 days, on a flyer 60; the code only as a hash"),
        on_leaving="anonymised",
        purge=purge_invitations,
        not_exported=_("it is your pod's"),
    )
    declare(PodAsk, kept=_("30 days, or until it is answered yes"), on_leaving="erased", purge=purge_asks)
    declare(
        PodLink,
        kept=_("until one of the two pods ends it"),
        on_leaving="kept",
        not_exported=_("it is your pod's"),
    )
