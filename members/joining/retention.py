"""How long what concerns joining is kept."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from mutualaid.base.retention import declare

from ..models import Application, Invitation, Talk, Vouch
from ..models.joining import INVITATION_DAYS
from . import rules, told

LET_IN = timedelta(days=90)


def purge_applications(now: datetime) -> int:
    """Delete what members said when they joined, who vouched and what was written about it, after 90 days."""
    past = Application.objects.filter(let_in_at__lt=now - LET_IN)
    Talk.objects.filter(kind=Talk.Kind.APPLICATION, person__application__in=past).delete()
    return past.delete()[0]


def purge_invitations(now: datetime) -> int:
    """Forget the fingerprints of links after seven days; after 30, that they were made."""
    old = Invitation.objects.filter(created_at__lte=now - INVITATION_DAYS).exclude(token_hash=None)
    count = old.update(token_hash=None)
    return count + Invitation.objects.filter(created_at__lt=now - rules.MONTH).delete()[0]


def declare_all() -> None:
    """Called once, from the app's `ready()`."""
    declare(
        Application,
        kept=_("14 days, and a week to say that it still holds; 90 days after you were let in"),
        on_leaving="erased",
        purge=purge_applications,
        export=lambda person: [
            {"since": one.since, "answers": told.answers(one), "reason": one.reason}
            for one in Application.objects.filter(person=person)
        ],
    )
    declare(
        Vouch,
        kept=_("as long as the wish to join that it is for"),
        on_leaving="erased",
        mine="by",
    )
    declare(
        Invitation,
        kept=_("7 days; that one was made, 30 days"),
        on_leaving="erased",
        purge=purge_invitations,
    )
