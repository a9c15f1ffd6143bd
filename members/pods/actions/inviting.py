"""Ways in that a pod hands out: a link that lets in, and the code on a flyer, which asks."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from ... import permissions
from ...models import Person, Pod, PodInvitation
from .asking import ask, come_in
from .common import lock_person, lock_pod, refuse_if_full

LINK = timedelta(days=7)
FLYER = timedelta(days=60)
MOST = 5


@transaction.atomic
def invite(*, by: Person, pod: Pod, is_flyer: bool = False) -> tuple[PodInvitation, str]:
    """By the point person or the backup. Returns it with its code: 128 random bits that are told once."""
    pod = lock_pod(pod)
    if not permissions.leads_pod(by, pod):
        raise NotAllowed
    if not is_flyer:
        refuse_if_full(pod)
    if working(pod).count() >= MOST:
        raise NotNow(_("There are %(count)s of these already. Take one back first.") % {"count": MOST})
    code = secrets.token_urlsafe(16)
    made = PodInvitation.objects.create(
        pod=pod,
        made_by=by,
        code_hash=hash_of(code),
        is_flyer=is_flyer,
        expires_at=timezone.now() + (FLYER if is_flyer else LINK),
    )
    audit.record("pod.flyer" if is_flyer else "pod.invite", pod, by=by)
    return made, code


@transaction.atomic
def revoke(*, by: Person, subject: PodInvitation) -> None:
    """By the point person or the backup: it leads nowhere any more."""
    pod = lock_pod(subject.pod)
    if not permissions.leads_pod(by, pod):
        raise NotAllowed
    if PodInvitation.objects.filter(pk=subject.pk).delete()[0]:
        audit.record("pod.revoke", pod, by=by)


def find(code: str) -> PodInvitation | None:
    """What somebody's code leads to; None for one that is wrong, old or taken back."""
    found = PodInvitation.objects.filter(code_hash=hash_of(code), expires_at__gt=timezone.now())
    return found.select_related("pod").first()


def leads_to(code: str, pod: Pod) -> bool:
    """Whether somebody's code still leads to this pod."""
    found = find(code) if code else None
    return found is not None and found.pod_id == pod.pk


def working(pod: Pod) -> QuerySet[PodInvitation]:
    """Those that still lead somewhere, the newest first."""
    return pod.invitations.filter(expires_at__gt=timezone.now())


@transaction.atomic
def use_code(*, by: Person, code: str, words: str = "") -> bool:
    """Whether they are in the pod now. A flyer only asks; so does a link where there is no room, or a block
    between them and anybody in the pod: these look alike. One who waits to be let in goes on waiting here.
    """
    person = lock_person(by)
    found = find(code)
    if found is None or not permissions.can_use_code(person):
        raise NotAllowed
    pod = lock_pod(found.pod)
    if permissions.is_in_pod(person, pod):
        return True
    if permissions.is_member(person) and not found.is_flyer and come_in(person, pod):
        audit.record("pod.come_in", person, by=by, reason=pod.public_id)
        return True
    ask(person, pod, words=words, is_invited=not found.is_flyer)
    return False


def hash_of(code: str) -> str:
    """What is stored of a code."""
    return salted_hmac("members.pod_invitation", code, algorithm="sha256").hexdigest()
