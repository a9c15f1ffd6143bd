"""Members vouch for somebody who waits and whom they know. Only organizers ever see who did."""

from django.db import transaction
from django.utils.translation import gettext as _

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow

from ..models import Application, Block, Person, Vouch
from . import applications, rules
from .rules import Joining


def find(by: Person, code: str) -> Application | None:
    """Who waits under this code; nobody for themselves, nor for whom a block keeps apart from them."""
    found = Application.objects.filter(
        code_hash=applications.code_hash(code),
        declined_at=None,
        let_in_at=None,
        person__status=Person.Status.PENDING,
    )
    application = found.select_related("person").first()
    if application is None or application.person_id == by.pk:
        return None
    if Block.objects.between(by.pk, application.person_id).exists():
        return None
    return application


@transaction.atomic
def vouch(*, by: Person, code: str) -> None:
    """I know them. Twice is once; the second member's word lets them in."""
    limits.spend("vouch", by.pk)
    found = find(by, code)
    if found is None or rules.policy() != Joining.VOUCHING:
        raise NotAllowed
    person = applications.lock(found.person)
    if person.status != Person.Status.PENDING:
        raise NotNow(_("They are in already. Thank you."))
    if not rules.can_vouch(by):
        raise NotNow(_("You can do this once you have been here for 30 days."))
    count(person, by)


def count(person: Person, by: Person, *, is_invitation: bool = False) -> None:
    """One more word for somebody; enough of them let in. `person` is locked, and waits."""
    application = Application.objects.get(person=person)
    _vouch, is_new = Vouch.objects.get_or_create(
        application=application, by=by, defaults={"is_invitation": is_invitation}
    )
    if is_new:
        audit.record("application.vouch", application)  # not by whom: that is forgotten sooner than the audit
    if rules.policy() != Joining.VOUCHING:
        return
    known_by = [one.by for one in application.vouches.select_related("by__user") if rules.can_vouch(one.by)]
    if len(known_by) >= rules.VOUCHES:
        applications.admit(person)
