"""A check-in round: started, turned to calling, ended."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow

from ...models import CheckIn, Person, Pod, Round
from .. import people as peoples
from .. import permissions, telling
from ..people import People, reach_of
from . import lists

State = CheckIn.State
CALLED_AFTER, LASTS = timedelta(hours=2), timedelta(hours=24)
LONGEST = timedelta(days=3)


@transaction.atomic
def start_round(
    *,
    by: Person,
    pod: Pod,
    words: str = "",
    is_urgent: bool = False,
    called_after: timedelta = CALLED_AFTER,
    lasts: timedelta = LASTS,
) -> Round:
    """Ask everybody in the pod at once. Whoever starts it is all right, as far as they are in the pod."""
    now = timezone.now()
    # Those who are told, before the pod: somebody who is paused meanwhile is held in this order, too.
    people = Person.objects.filter(memberships__pod=pod).order_by("pk")
    list(people.select_for_update(of=("self",), no_key=True))
    pod = Pod.objects.select_for_update().get(pk=pod.pk)
    if not permissions.can_start(by, pod):
        raise NotAllowed
    if pod.rounds.open().exists():
        raise NotNow(_("There is a check-in going on already."))
    limits.spend("round", pod.pk)
    started = Round.objects.create(
        pod=pod,
        started_by=by,
        words=words,
        is_urgent=is_urgent,
        started_at=now,
        call_at=now + called_after,
        ends_at=now + min(lasts, LONGEST),
    )
    there = peoples.of(pod)
    _ask(started, there, by)
    audit.record("round.start", started, by=by)
    lists.hand_out(started, there)
    _schedule(started)
    return started


def _ask(started: Round, people: People, by: Person) -> None:
    for key, place in people.places.items():
        one = CheckIn(round=started, person=place.person)
        if key == by.pk:
            one.state, one.answered_at, one.said_by = State.OK, started.started_at, by
        elif place.person.user_id:
            one.notice = telling.ask(one, reach_of(place))
        one.save()
    CheckIn.objects.bulk_create(
        CheckIn(round=started, neighbour=neighbour) for neighbour in people.neighbours.values()
    )


def _schedule(started: Round) -> None:
    from ..tasks import turn

    for moment in (started.call_at, started.ends_at):
        turn.configure(schedule_at=moment).defer(round_id=started.pk)


@transaction.atomic
def turn_round(*, round_id: int, now: datetime | None = None) -> None:
    """What is due: those who did not answer are called, or it is over. Called by a job; twice is once."""
    now = now or timezone.now()
    due = Round.objects.due(now).select_for_update(of=("self",)).select_related("pod")
    found = due.filter(pk=round_id).first()
    if found is None:
        return
    if found.ends_at <= now:
        _end(found, None, now)
        return
    found.calling_at = now
    found.save(update_fields=["calling_at"])
    audit.record("round.call", found)
    lists.hand_out(found, peoples.of(found.pod))


@transaction.atomic
def end_round(*, by: Person, subject: Round) -> None:
    """By hand: nobody is asked or called any more. Twice changes nothing."""
    found = Round.objects.select_for_update(of=("self",)).select_related("pod").get(pk=subject.pk)
    if not permissions.can_oversee(by, found.pod):
        raise NotAllowed
    if found.ended_at is None:
        _end(found, by, timezone.now())


def _end(found: Round, by: Person | None, now: datetime) -> None:
    states = list(found.check_ins.values_list("state", flat=True))
    counts: Mapping[str, int] = {state: states.count(state) for state in State}
    found.asked, found.ended_at = len(states), now
    found.ok, found.need, found.unreached = counts["ok"], counts["need"], counts["unreached"]
    found.save(update_fields=["asked", "ended_at", "ok", "need", "unreached"])
    telling.settle(found)
    audit.record("round.end", found, by=by)
