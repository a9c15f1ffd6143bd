"""What people hear of a round and of the phone tree. Neutral words: no need, person or place."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import notices
from ..models import CheckIn, Notice, Person, Pod, PodReach, Round
from . import links
from .people import People

ASK = "round.ask"
# The same for those who allowed that an urgent one reaches them at night.
WAKE = "round.wake"
CALLS = "round.calls"
LOOK = "round.look"
TREE = "round.tree"


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    notices.register_group("rounds", title=_("How we all are: check-ins and the phone tree"), has_texts=True)
    for kind, title, template, is_urgent in (
        (ASK, _("Are you all right?"), "emails/round", False),
        (WAKE, _("Are you all right?"), "emails/round", True),
        (CALLS, _("Please call somebody"), "emails/notice", False),
        (LOOK, _("Please look after something"), "emails/notice", False),
    ):
        notices.register(
            kind,
            title=title,
            group="rounds",
            template=template,
            is_timely=True,
            is_pressing=True,
            is_urgent=is_urgent,
        )
    notices.register(TREE, title=_("Whom you call has changed"), group="rounds")


def ask(check_in: CheckIn, reach: PodReach) -> Notice:
    """Are you all right? Over all the channels of whoever is asked, with a link that needs no sign-in."""
    assert check_in.person is not None
    path = links.path_to(check_in)
    kind = WAKE if check_in.round.is_urgent and reach.may_wake else ASK
    return notices.notify(check_in.person, kind, url=path)


def tell_caller(person: Person, round: Round) -> None:
    """There is somebody on their list. Somebody by phone hears it from nobody: they are asked on paper."""
    notices.notify(
        person, CALLS, url=reverse("rounds:call_list", args=[round.pod.public_id, round.public_id])
    )


def tell_leads(check_in: CheckIn, people: People, *, but: Person) -> None:
    """Somebody needs something or was not reached: point person and backup look, and read there who.

    Not the one who said it, and nobody who does not want to meet them.
    """
    for person in people.leads:
        if person.pk not in (but.pk, check_in.person_id) and not people.is_apart(person.pk, check_in.key):
            notices.notify(person, LOOK, url=round_url(check_in.round))


def tell_of_tree(person: Person, pod: Pod) -> None:
    """Somebody else is to be called from now on, or one less."""
    notices.notify(person, TREE, url=reverse("rounds:tree", args=[pod.public_id]))


def settle(round: Round) -> None:
    """What asked is read: the round is over."""
    asked = round.check_ins.filter(notice__isnull=False).values("notice")
    Notice.objects.filter(pk__in=asked, read_at=None).update(read_at=round.ended_at)


def round_url(round: Round) -> str:
    """Its page."""
    return reverse("rounds:round_detail", args=[round.pod.public_id, round.public_id])
