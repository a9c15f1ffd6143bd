"""What the apps above do when somebody is suspended, let in, leaves or is blocked: a registry they fill.

Called inside the transaction of the action, after it changed the row.
"""

from collections.abc import Callable
from typing import Any

from .models import Person, Pod

_changed: list[Callable[[Person], Any]] = []
_pods: list[Callable[[Pod], Any]] = []
_blocked: list[Callable[[Person, Person], Any]] = []


def when_changed(do: Callable[[Person], Any]) -> None:
    """From an app's `ready()`: `do(person)` whenever a person's status is another one."""
    _changed.append(do)


def when_pod_changed(do: Callable[[Pod], Any]) -> None:
    """From an app's `ready()`: `do(pod)` whenever somebody comes into a pod, leaves it, or changes part."""
    _pods.append(do)


def when_blocked(do: Callable[[Person, Person], Any]) -> None:
    """From an app's `ready()`: `do(blocker, blocked)`."""
    _blocked.append(do)


def changed(person: Person) -> None:
    """Called by the actions that change a person's status."""
    for do in _changed:
        do(person)


def pod_changed(pod: Pod) -> None:
    """Called by the actions that change who is in a pod, or who looks after it."""
    for do in _pods:
        do(pod)


def blocked(blocker: Person, person: Person) -> None:
    """Called by the action that blocks."""
    for do in _blocked:
        do(blocker, person)
