"""How long decisions are kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mutualaid.base.retention import Row, declare

from ..models import Decision, Mediation, Person, RemovedAddress, SignUpTable, StandardText
from .rules import REMEMBERED

KEPT = timedelta(days=365)
WEEK = timedelta(days=7)


def purge_decisions(now: datetime) -> int:
    """A year after they were over or taken back; what has no end, a year after it was decided."""
    old = now - KEPT
    over = Q(lifted_at__lt=old) | Q(until__lt=old) | Q(kind=Decision.Kind.HIDDEN, decided_at__lt=old)
    return Decision.objects.filter(over).delete()[0]


def purge_mediations(now: datetime) -> int:
    """A year after they were offered."""
    return Mediation.objects.filter(offered_at__lt=now - KEPT).delete()[0]


def purge_addresses(now: datetime) -> int:
    """After a year whoever was removed may join like everybody else."""
    return RemovedAddress.objects.filter(removed_at__lt=now - REMEMBERED).delete()[0]


def purge_tables(now: datetime) -> int:
    """Sign-up tables a week after their time."""
    return SignUpTable.objects.filter(until__lt=now - WEEK).delete()[0]


def told(person: Person) -> Iterable[Row]:
    """What was decided about them, and their side; not by whom."""
    names = ("decided_at", "kind", "reason", "words", "until", "lifted_at", "appeal", "outcome", "answer")
    for row in person.decisions.filter(is_proposed=False).order_by("pk"):
        yield {name: getattr(row, name) for name in names}


def talks(person: Person) -> Iterable[Row]:
    """Who offered them to talk."""
    for row in person.mediations.exclude(mediator="").order_by("pk"):
        yield {name: getattr(row, name) for name in ("offered_at", "mediator", "outcome")}


def declare_all() -> None:
    """Called once, from the members' own."""
    declare(
        Decision,
        kept=_("12 months after it is over"),
        on_leaving="erased",
        purge=purge_decisions,
        export=told,
    )
    declare(Mediation, kept=_("12 months"), on_leaving="erased", purge=purge_mediations, export=talks)
    declare(
        SignUpTable,
        kept=_("a week after it closed"),
        on_leaving="anonymised",
        purge=purge_tables,
        not_exported=_("it is a place, and about nobody"),
    )
    declare(StandardText, kept=_("until organizers change it"), on_leaving="kept")
    declare(
        RemovedAddress,
        kept=_("12 months after somebody was removed, as a fingerprint"),
        on_leaving="kept",
        purge=purge_addresses,
    )
