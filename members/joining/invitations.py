"""Links by which a member lets one person in: used once, good for seven days, taken back at any time."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from ..models import Block, Invitation, Person
from . import applications, rules, vouches
from .rules import Joining


def token_hash(token: str) -> str:
    """What is stored of a link: a keyed hash of its 192 random bits."""
    return salted_hmac("members.invitation", token, algorithm="sha256").hexdigest()


@transaction.atomic
def invite(*, by: Person) -> tuple[Invitation, str]:
    """A new link. Returns it and its token, told once: afterwards nobody knows it, nor do we."""
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=by.pk)
    if not rules.can_invite(person):
        raise NotAllowed
    if person.invitations.outstanding().count() >= rules.OUTSTANDING:
        raise NotNow(_("Five links wait to be used. Take one back first, or wait until it ends."))
    made = person.invitations.filter(created_at__gt=timezone.now() - rules.MONTH)
    if made.count() >= rules.IN_A_MONTH:
        raise NotNow(_("You made ten links within 30 days. Ask another member, or an organizer."))
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(by=person, token_hash=token_hash(token))
    audit.record("invitation.make", invitation, by=by)
    return invitation, token


@transaction.atomic
def take_back(*, by: Person, subject: Invitation) -> None:
    """The link is worth nothing from now on. Only one's own."""
    invitation = Invitation.objects.select_for_update().get(pk=subject.pk)
    if invitation.by_id != by.pk:
        raise NotAllowed
    if invitation.used_at:
        raise NotNow(_("It was used already."))
    invitation.token_hash = None
    invitation.save(update_fields=["token_hash"])
    audit.record("invitation.take_back", invitation, by=by)


def is_good(hashed: str) -> bool:
    """Whether a link with this fingerprint would let somebody in now."""
    return Invitation.objects.outstanding().filter(token_hash=hashed, by__in=Person.objects.active()).exists()


@transaction.atomic
def accept(*, by: Person, hashed: str) -> None:
    """Whoever waits already follows a link. Raises `NotNow` where it is worth nothing."""
    person = applications.lock(by)
    if person.status != Person.Status.PENDING:
        raise NotNow(_("You are here already. The link was not used."))
    if not use(person, hashed):
        raise NotNow(_("This link no longer works. Ask whoever gave it to you for a new one."))


def use(person: Person, hashed: str) -> bool:
    """The link is used up, and does for this person what it can as people join now. Was it good?

    `person` is locked, or was made in this transaction.
    """
    found = Invitation.objects.select_for_update(of=("self",)).outstanding().filter(token_hash=hashed)
    invitation = found.filter(by__in=Person.objects.active()).select_related("by__user").first()
    if invitation is None or Block.objects.between(person.pk, invitation.by_id).exists():
        return False
    invitation.used_at, invitation.token_hash = timezone.now(), None
    invitation.save(update_fields=["used_at", "token_hash"])
    audit.record("invitation.use", invitation)
    if person.status == Person.Status.PENDING:
        if rules.policy() == Joining.INVITATION:
            applications.admit(person, tell=False)
        else:
            vouches.count(person, invitation.by, is_invitation=True)
    return True
