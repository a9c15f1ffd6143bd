"""How a need that somebody said in a round becomes a request: on a page that an app above puts here."""

from dataclasses import dataclass

from django.urls import reverse

from ..models import CheckIn, Person, Pod
from . import people as peoples
from . import permissions

_next: list[str] = []


def continue_at(url_name: str) -> None:
    """From an app's `ready()`: where a request is written.

    The page takes the answer's public id as `check_in` in its query, and asks `begun` what it may know of it:
    words of anybody never stand in an address.
    """
    _next.append(url_name)


def path_for(check_in: CheckIn) -> str:
    """Where a request is written from this answer, "" where no app goes on."""
    query = {"kind": "request", "check_in": check_in.public_id}
    return reverse(_next[-1], query=query) if _next else ""


@dataclass(frozen=True)
class Begun:
    """A request for `pod` with the `words` of the answer; for somebody else where it is not `is_mine`."""

    pod: Pod
    words: str
    is_mine: bool


def begun(by: Person, public_id: str) -> Begun | None:
    """What `by` may make of an answer "needs something": whoever gave it, or may read its words."""
    needing = CheckIn.objects.filter(public_id=public_id, state=CheckIn.State.NEED)
    one = needing.select_related("round__pod", "person").first()
    if one is None or not permissions.can_read_words(by, one):
        return None
    is_mine = one.person_id == by.pk
    if not is_mine and peoples.of(one.round.pod).is_apart(by.pk, one.key):
        return None
    return Begun(one.round.pod, one.words, is_mine)
