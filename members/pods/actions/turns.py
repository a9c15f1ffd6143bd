"""Taking turns: who looks after a pod is reminded to hand on before they are tired."""

from datetime import timedelta

from django.db import transaction

from mutualaid.base import audit
from mutualaid.base.network import local_today

from ...models import Pod
from ...notices import notify

# Until they are reminded again, where nobody took over.
AGAIN = timedelta(days=30)


@transaction.atomic
def remind_to_rotate() -> int:
    """Each day: the pods whose day has come. All in it are told, since anybody may take over."""
    today = local_today()
    due = Pod.objects.select_for_update(skip_locked=True).filter(rotates_on__lte=today)
    pods = list(due.prefetch_related("memberships__person__user"))
    for pod in pods:
        for place in pod.memberships.all():
            if place.person.user_id and place.person.status == place.person.Status.ACTIVE:
                notify(place.person, "pod.rotate", url=pod.get_absolute_url())
        pod.rotates_on = today + AGAIN
        pod.save(update_fields=["rotates_on"])
        audit.record("pod.remind", pod)
    return len(pods)
