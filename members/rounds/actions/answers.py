"""What somebody answers in a round, and what their caller hears of them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from ... import notices
from ...actions import see
from ...models import CheckIn, Person, Round
from .. import people as peoples
from .. import permissions, telling
from . import lists

State = CheckIn.State
# So often nobody opens or picks up before it is passed on to whoever looks after the pod.
TRIES = 2


@transaction.atomic
def answer(*, by: Person, subject: Round, state: str, words: str | None = None) -> CheckIn:
    """All right, or in need of something; `words` say of what, None: as before. The last answer counts."""
    found = _lock(subject)
    if not permissions.can_answer(by, found):
        raise NotAllowed
    own = found.check_ins.select_for_update(of=("self",)).filter(person=by).first()
    if own is None or state not in (State.OK, State.NEED):
        raise NotAllowed
    own.round = found
    _set(own, State(state), words, by)
    if own.notice_id:
        notices.mark_read(by, notices=[own.notice_id])
    return own


@transaction.atomic
def mark(*, by: Person, subject: CheckIn, state: str, words: str = "", tries: int | None = None) -> CheckIn:
    """What a caller heard: all right, in need, or nobody picked up. The second time it is passed on.

    `tries`: how often nobody had picked up when the page was made: a button pressed twice counts once.
    """
    found = _lock(subject.round)
    one = found.check_ins.select_for_update(of=("self",)).filter(pk=subject.pk).first()
    if one is None or state not in (State.OK, State.NEED, State.UNREACHED):
        raise NotAllowed
    one.round = found
    people = peoples.of(found.pod)
    if not permissions.can_mark(by, one) or people.is_apart(by.pk, one.key):
        raise NotAllowed
    if state == State.UNREACHED:
        _not_reached(one, by, tries)
    else:
        _set(one, State(state), words or None, by)
    see(person_id=by.pk, today=local_today())
    return one


@transaction.atomic
def show_numbers(*, by: Person, subject: Round) -> int:
    """A caller sees the numbers on their list from now on, until it is over. Audited; how many."""
    found = _lock(subject)
    people = peoples.of(found.pod)
    rows = found.check_ins.filter(caller=by, shown_at=None, person__isnull=False)
    mine = [one for one in rows if permissions.can_call(by, one) and not people.is_apart(by.pk, one.key)]
    for one in mine:
        one.shown_at = timezone.now()
        one.save(update_fields=["shown_at"])
        audit.record("round.show_number", one, by=by)
    return len(mine)


@transaction.atomic
def take_over(*, by: Person, subject: CheckIn) -> None:
    """Point person or backup calls somebody themself who is on nobody's list, or whom their caller missed."""
    found = _lock(subject.round)
    people = peoples.of(found.pod)
    one = found.check_ins.select_for_update(of=("self",)).filter(pk=subject.pk).first()
    if one is None or not permissions.leads_pod(by, found.pod) or people.is_apart(by.pk, one.key):
        raise NotAllowed
    if one.key == by.pk:
        raise NotAllowed
    one.caller, one.shown_at = by, None
    one.save(update_fields=["caller", "shown_at"])
    audit.record("round.take_over", one, by=by)


def _lock(subject: Round) -> Round:
    """The round as it is now: while it is on, and until we are done."""
    found = Round.objects.select_for_update(of=("self",)).select_related("pod").get(pk=subject.pk)
    if not found.is_open:
        raise NotNow(_("This check-in is over."))
    return found


def _set(one: CheckIn, state: State, words: str | None, by: Person) -> None:
    is_new = one.state != state
    said = one.words if words is None else words
    one.state, one.words = state, said if state == State.NEED else ""
    one.answered_at, one.said_by = timezone.now(), by
    one.save(update_fields=["state", "words", "answered_at", "said_by"])
    audit.record("round.answer", one, by=by)
    if one.person_id:
        see(person_id=one.person_id, today=local_today())
    people = peoples.of(one.round.pod)
    if state == State.NEED and is_new:
        telling.tell_leads(one, people, but=by)
    if state == State.OK and is_new:
        lists.hand_out(one.round, people)


def _not_reached(one: CheckIn, by: Person, tries: int | None) -> None:
    """Nothing that somebody said themself is undone by it."""
    if State.UNREACHED not in CheckIn.TRANSITIONS[State(one.state)]:
        raise NotNow(_("They answered meanwhile."))
    if tries is not None and tries != one.tries:
        return
    one.tries += 1
    is_passed_on = one.tries == TRIES
    if one.tries >= TRIES:
        one.state, one.answered_at, one.said_by = State.UNREACHED, timezone.now(), by
    one.save(update_fields=["tries", "state", "answered_at", "said_by"])
    audit.record("round.not_reached", one, by=by)
    if is_passed_on:
        telling.tell_leads(one, peoples.of(one.round.pod), but=by)
