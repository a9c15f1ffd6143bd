"""The link of a mail or a text by which somebody answers without signing in: it opens a page with buttons."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.urls import reverse

from mutualaid.base import links

from ..models import CheckIn, Person
from ..notices import push

PURPOSE = "members.round"
# No round lasts longer; it usually ends sooner, and its links with it.
LIVES = timedelta(days=4)


@dataclass(frozen=True)
class Link:
    """Who was asked, and where."""

    person: Person
    check_in: CheckIn


def path_to(check_in: CheckIn) -> str:
    """Good for this person in this round, as long as it is on."""
    assert check_in.person is not None
    token = links.make(PURPOSE, check_in.public_id, check_in.person.public_id)
    return reverse("rounds:answer_link", args=[token])


def on_device(endpoint: str) -> str:
    """What the owner of a device is asked just now; "" where nothing is. Whoever knows its address has it.

    A push is empty: the browser that it woke asks for this itself, as nobody's session.
    """
    waiting = CheckIn.objects.filter(
        person__devices__endpoint_hash=push.hash_of(endpoint),
        state=CheckIn.State.WAITING,
        round__ended_at=None,
    )
    one = waiting.select_related("person").order_by("-pk").first()
    return path_to(one) if one else ""


def read(token: str) -> Link | None:
    """None for what we did not sign, for what is too old, and for somebody who is not in the pod any more."""
    parts = links.read(PURPOSE, token, max_age=LIVES)
    if parts is None:
        return None
    check_in, person = parts
    found = CheckIn.objects.select_related("round__pod", "person__user").filter(
        public_id=check_in,
        person__public_id=person,
        person__status=Person.Status.ACTIVE,
        person__memberships__pod=F("round__pod"),
    )
    one = found.first()
    return Link(one.person, one) if one and one.person else None
