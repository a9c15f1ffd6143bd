"""For whom somebody acts: for themselves, and for the neighbours by phone whom they entered.

The one place that grants anything by `entered_by`, and only to somebody who still organizes: whoever does not
any more, is paused or gone finds and hears at once nothing of those neighbours.
"""

from django.db.models import Q, QuerySet

from .models import Person
from .permissions import is_organizer


def acts_for(by: Person | None, person: Person) -> bool:
    """The person; for a neighbour by phone, the organizer who entered them. Only while they are active."""
    if by is None or by.status != Person.Status.ACTIVE:
        return False
    return by.pk == person.pk or (
        person.user_id is None and person.entered_by_id == by.pk and is_organizer(by)
    )


def spoken_for(by: Person, field: str = "") -> Q:
    """Rows of those for whom `by` acts. `field`: where the person stands in a row; "" for rows of persons."""
    mine = Q(**{field or "pk": by.pk})
    if not is_organizer(by):
        return mine
    prefix = f"{field}__" if field else ""
    return mine | Q(**{f"{prefix}entered_by": by.pk, f"{prefix}user": None})


def reach(person: Person) -> Person | None:
    """Who is told and answers: the person; for a neighbour by phone the organizer who entered them.

    None where that one no longer organizes.
    """
    if person.user_id:
        return person
    return person.entered_by if is_organizer(person.entered_by) else None


def neighbours(by: Person) -> QuerySet[Person]:
    """The active neighbours by phone for whom `by` acts, by name."""
    found = Person.objects.active().filter(spoken_for(by)).exclude(pk=by.pk)
    return found.defer("phone").order_by("name", "pk")


def uncalled(once_by: Person | None = None) -> QuerySet[Person]:
    """Active neighbours by phone whom nobody calls: whoever did left, or does not organize any more.

    `once_by`: of those, the ones whom this person called.
    """
    account = {"entered_by__user__is_active": True, "entered_by__user__is_staff": True}
    calls = Q(entered_by__status=Person.Status.ACTIVE, **account)
    found = Person.objects.active().filter(~calls, user=None)
    return found.filter(entered_by=once_by) if once_by else found
