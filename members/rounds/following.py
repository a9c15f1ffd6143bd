"""After what a phone tree has to be mended: by a job, which locks nothing that the change itself holds."""

from ..models import Person, Pod


def pod_changed(pod: Pod) -> None:
    """Somebody came, left, or looks after it from now on."""
    _mend(pod.pk)


def person_changed(person: Person) -> None:
    """Somebody is paused, or back."""
    for pod in person.pods.all():
        _mend(pod.pk)


def blocked(blocker: Person, person: Person) -> None:
    """Two who might be caller and called."""
    for pod in blocker.pods.filter(pk__in=person.pods.values("pk")):
        _mend(pod.pk)


def _mend(pod_id: int) -> None:
    from .tasks import mend

    mend.defer(pod_id=pod_id)
