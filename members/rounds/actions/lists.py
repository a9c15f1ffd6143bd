"""Whom each calls in a round: handed out, taken back, handed on. Inside actions that locked the round."""

from collections import Counter

from ...models import CheckIn, Round
from .. import telling, tree
from ..people import People, tree_of

State = CheckIn.State


def hand_out(round: Round, people: People) -> None:
    """Whoever gave no answer and stands on no list goes on one of somebody who did, and is told of it.

    Before those who are slow to answer are called, only those who have no way to answer are: their own
    caller in the tree is told together with all the others. From then on, what lies with a caller who gave
    no sign either goes to one who is awake.
    """
    up, callers = awake(round, people), tree_of(round.pod, people).callers
    rows = round.check_ins.select_related("person").filter(state=State.WAITING, tries=0, shown_at=None)
    silent = [one for one in rows if _is_there(one, people) and _wants_a_caller(one, round, up)]
    # At first also the own callers of those who cannot answer by themselves.
    own = [] if round.calling_at else [callers[one.key] for one in silent if one.key in callers]
    given = tree.hand_out(
        [people.someone(one.key) for one in silent],
        [people.someone(key) for key in sorted({*up, *own})],
        callers=callers,
        apart=people.apart,
        loads=loads(round),
    )
    for one in silent:
        if one.key in given:
            one.caller_id = given[one.key]
            one.save(update_fields=["caller"])
    for key in sorted(set(given.values())):
        telling.tell_caller(people.places[key].person, round)


def follow(round: Round, people: People) -> None:
    """A caller is gone, or does not want to meet whom they should call: it silently goes to another."""
    for one in round.check_ins.filter(caller__isnull=False, state=State.WAITING):
        if one.caller_id not in people.places or people.is_apart(one.caller_id or 0, one.key):
            one.caller, one.shown_at, one.tries = None, None, 0
            one.save(update_fields=["caller", "shown_at", "tries"])
    hand_out(round, people)


def awake(round: Round, people: People) -> list[int]:
    """Who can make calls: those who are all right. The one at the top of the tree in any case."""
    well = round.check_ins.filter(state=State.OK, person__in=people.places).values_list("person", flat=True)
    return sorted({*well, *([people.top] if people.top else [])})


def loads(round: Round) -> Counter[int]:
    """How many each has on their list, answered or not: nobody gets a sixth."""
    return Counter(round.check_ins.filter(caller__isnull=False).values_list("caller", flat=True))


def _wants_a_caller(one: CheckIn, round: Round, up: list[int]) -> bool:
    if round.calling_at:
        return one.caller_id is None or one.caller_id not in up
    # Without an account nobody can be asked but by a call or a knock.
    return one.caller_id is None and (one.person is None or one.person.user_id is None)


def _is_there(one: CheckIn, people: People) -> bool:
    return one.key in people.places or -one.key in people.neighbours
