"""What each can do in an emergency, said by each for themself."""

from collections.abc import Iterable

from django.db import transaction

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed

from ...models import Person, Pod, PodSkills
from .. import skills


@transaction.atomic
def set_skills(*, by: Person, pod: Pod, codes: Iterable[str], words: str) -> None:
    """Instead of what they said before; nothing at all takes it back."""
    place = pod.memberships.select_for_update().filter(person=by).first()
    if place is None:
        raise NotAllowed
    ticked = " ".join(code for code in skills.LIST if code in set(codes))
    if ticked or words:
        PodSkills.objects.update_or_create(membership=place, defaults={"codes": ticked, "words": words})
    else:
        PodSkills.objects.filter(membership=place).delete()
    audit.record("pod.skills", pod, by=by)
