"""What there is to be told: kinds, and the groups that a person switches on and off.

The apps above register theirs, from `AppConfig.ready()`. Titles are neutral words, for a shared phone: they
name no need, person or place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Group:
    """One row of the settings: `title` says what comes with it. `for_organizers`: others do not see it.

    `has_texts`: whoever proved a number has texts of it, too, unless they switch them off.
    """

    title: Words
    for_organizers: bool = False
    has_texts: bool = False


@dataclass(frozen=True)
class Kind:
    """`is_thread`: somebody wrote; such a mail need not wait for the hour to end.

    `is_timely`: of no use later; it does not wait for the day's or the week's mail.
    `is_pressing`: nor for the hour to end; it comes by itself, and a text of it says where it leads.
    `is_decision`: about the person themself; it reaches them while they are paused, too.
    `is_urgent`: somebody may be in danger; it waits for nothing, quiet hours neither.
    `template`: of a mail that tells only this; it extends `emails/notice` and knows `name`, `items` and what
    `notify` was given as `context`. None: no mail.
    """

    title: Words
    group: str
    is_thread: bool = False
    is_timely: bool = False
    is_pressing: bool = False
    is_urgent: bool = False
    is_decision: bool = False
    template: str | None = "emails/notice"


_groups: dict[str, Group] = {}
_kinds: dict[str, Kind] = {}


def register_group(name: str, *, title: Words, for_organizers: bool = False, has_texts: bool = False) -> None:
    """Make a group known. They stand on the settings page in the order in which they are registered."""
    if name in _groups:
        raise ValueError(f"group {name} is registered twice")
    _groups[name] = Group(title, for_organizers, has_texts)


def register(
    kind: str,
    *,
    title: Words,
    group: str,
    is_thread: bool = False,
    is_timely: bool = False,
    is_pressing: bool = False,
    is_urgent: bool = False,
    is_decision: bool = False,
    template: str | None = "emails/notice",
) -> None:
    """Make `kind` known, in a group of this app or of another one."""
    if kind in _kinds:
        raise ValueError(f"notice {kind} is registered twice")
    _kinds[kind] = Kind(title, group, is_thread, is_timely, is_pressing, is_urgent, is_decision, template)


def known(kind: str) -> Kind:
    """Raises `KeyError` for one that nobody registered."""
    return _kinds[kind]


def get(kind: str) -> Kind | None:
    """None for one that is no longer known."""
    return _kinds.get(kind)


def of_threads() -> list[str]:
    """The kinds that say that somebody wrote."""
    return [name for name, kind in _kinds.items() if kind.is_thread]


def any_urgent(deliveries: Iterable[Any]) -> bool:
    """Whether one of these `Delivery` rows waits for nothing, quiet hours neither."""
    told = (get(row.notice.kind) for row in deliveries)
    return any(kind is not None and kind.is_urgent for kind in told)


def groups() -> dict[str, Group]:
    """All of them, in order."""
    return dict(_groups)


def title_of(kind: str) -> str:
    """What the inbox shows; a kind that is no longer known is simply news."""
    return str(_kinds[kind].title) if kind in _kinds else ""
