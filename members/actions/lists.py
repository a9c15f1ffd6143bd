"""Lists of places kept with an account: kept and let go."""

from django.db import transaction
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from ..models import KeptList, Person

MOST = 30


@transaction.atomic
def keep_list(*, by: Person, name: str, codes: list[str]) -> KeptList:
    """Keep a list with an account; one that has the same name takes the place of the earlier one."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if not codes:
        raise NotNow(_("There is nothing on this list."))
    held = list(person.kept_lists.all())
    kept = next((one for one in held if name and one.name == name), None)
    if kept is None and len(held) >= MOST:
        raise NotNow(_("You keep %d lists already. Let one of them go first.") % MOST)
    kept = kept or KeptList(person=person)
    kept.name, kept.codes = name, ".".join(codes)
    kept.save()
    audit.record("list.keep", kept, by=by)
    return kept


@transaction.atomic
def drop_list(*, by: Person, subject: KeptList) -> None:
    """Let a list go."""
    kept = KeptList.objects.select_for_update().filter(pk=subject.pk, person=by).first()
    if kept is None:
        raise NotAllowed
    audit.record("list.drop", kept, by=by)
    kept.delete()
