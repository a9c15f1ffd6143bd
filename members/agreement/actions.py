"""Writing a new version, and going along with it."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed
from mutualaid.base.models import Network

from .. import permissions
from ..models import Agreement, AgreementAccepted, Person


def latest() -> Agreement | None:
    """The version that holds; None where organizers wrote none."""
    return Agreement.objects.order_by("-version").first()


@transaction.atomic
def publish(*, by: Person, texts: dict[str, str], review_on: date | None) -> Agreement:
    """A new version holds from now on; every member is asked once, but whoever publishes it."""
    if not permissions.is_organizer(by):
        raise NotAllowed
    Network.objects.select_for_update().get(pk=1)
    last = Agreement.objects.aggregate(last=Max("version"))["last"] or 0
    made = Agreement.objects.create(version=last + 1, texts=texts, review_on=review_on, written_by=by)
    audit.record("agreement.publish", made, by=by)
    accept(by=by, version=made.version)
    return made


@transaction.atomic
def set_review(*, by: Person, subject: Agreement, review_on: date | None) -> None:
    """Another day to look at it again. Its words stay as they are."""
    if not permissions.is_organizer(by):
        raise NotAllowed
    agreement = Agreement.objects.select_for_update().get(pk=subject.pk)
    agreement.review_on = review_on
    agreement.save(update_fields=["review_on"])
    audit.record("agreement.review", agreement, by=by)


@transaction.atomic
def accept(*, by: Person, version: int) -> None:
    """They go along with it. Twice is once."""
    agreement = Agreement.objects.filter(version=version).first()
    if agreement is None:
        raise NotAllowed
    _yes, is_new = AgreementAccepted.objects.get_or_create(agreement=agreement, person=by)
    if is_new:
        audit.record("agreement.accept", agreement, by=by)
