"""The kinds of conversations, and the rules of each: filled from `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse

if TYPE_CHECKING:
    from ..models import Person, Talk
    from ..viewers import Viewer


def _own_page(talk: "Talk") -> str:
    return reverse("members:talk", args=[talk.public_id])


def _by_name(talk: "Talk", person: "Person", viewer: "Viewer") -> str:
    return str(person.name)


@dataclass(frozen=True)
class Rules:
    """What holds for one kind.

    `visible(viewer)`: which rows of `Talk` they read and write in; the kind is asked besides. `people(talk)`:
    who takes part and hears of what the others write. `title(talk, viewer)`: what its page is headed with.
    `url(talk)`: the page it stands on. `name_of(talk, person, viewer)`: what somebody is called in it.
    `why_closed(talk)`: why nobody can write now, in plain words, or "". `may_announce(by, talk)`: whose words
    reach those, too, who muted it. `is_work(talk, viewer)`: whether they are in it as an organizer, and need
    their second factor in this session.
    """

    visible: "Callable[[Viewer], Q]"
    people: "Callable[[Talk], QuerySet[Person]]"
    title: "Callable[[Talk, Viewer], Any]"
    url: "Callable[[Talk], str]" = _own_page
    name_of: "Callable[[Talk, Person, Viewer], Any]" = _by_name
    why_closed: "Callable[[Talk], Any]" = lambda talk: ""
    may_announce: "Callable[[Person, Talk], bool]" = lambda by, talk: False
    is_work: "Callable[[Talk, Viewer], bool]" = lambda talk, viewer: False


_rules: dict[str, Rules] = {}


def register(kind: str, rules: Rules) -> None:
    """Make `kind` (of `Talk.Kind`) known. One that nobody registered is seen by nobody."""
    if kind in _rules:
        raise ValueError(f"{kind} is registered twice")
    _rules[kind] = rules


def of(talk: "Talk") -> Rules:
    """The rules of a conversation."""
    return _rules[talk.kind]


def visible_q(viewer: "Viewer") -> Q:
    """Rows of `Talk` that this viewer reads, of whatever kind."""
    found = Q(pk__in=[])
    for kind, rules in _rules.items():
        found |= Q(kind=kind) & rules.visible(viewer)
    return found
