"""How long what a round knows is kept."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from mutualaid.base.retention import declare

from ..models import CheckIn, Person, PhoneTree, PodReach, Round

ANSWERS = timedelta(days=30)


def purge_answers(now: datetime) -> int:
    """What each answered, 30 days after the round. How many there were of each stays."""
    return CheckIn.objects.filter(round__ended_at__lt=now - ANSWERS).delete()[0]


def purge_words(now: datetime) -> int:
    """What a round was about, and who started it, goes with its answers."""
    old = Round.objects.filter(ended_at__lt=now - ANSWERS)
    return old.exclude(words="", started_by=None).update(words="", started_by=None)


def forget_words(person: Person) -> None:
    """What somebody wrote who leaves, also of a round that is on."""
    Round.objects.filter(started_by=person).update(words="")


def declare_all() -> None:
    """Called once, from the app's `ready()`."""
    declare(
        PodReach,
        kept=_("until you take it back, or leave the pod"),
        on_leaving="erased",
        mine="membership__person",
    )
    declare(
        PhoneTree,
        kept=_("as long as the pod; ids only"),
        on_leaving="kept",
        not_exported=_("it holds only who calls whom: your own place in it is on its page"),
    )
    declare(
        Round,
        kept=_("how many were all right; what it was about 30 days"),
        on_leaving="anonymised",
        purge=purge_words,
        mine="started_by",
        erase=forget_words,
    )
    declare(
        CheckIn,
        kept=_("30 days after the round"),
        on_leaving="erased",
        purge=purge_answers,
        mine="person",
    )
