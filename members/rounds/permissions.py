"""Who may do what in the rounds of a pod and with its phone tree: plain predicates."""

from .. import speaking
from ..models import CheckIn, Person, Pod, PodMembership, Round
from ..permissions import is_in_pod, is_member, is_organizer, leads_pod


def can_start(by: Person, pod: Pod) -> bool:
    """The pod's point person and backup; organizers."""
    return is_organizer(by) or leads_pod(by, pod)


def can_oversee(by: Person, pod: Pod) -> bool:
    """Who sees how each one is, by name, and ends a round: those who may start one."""
    return can_start(by, pod)


def can_print(by: Person, pod: Pod) -> bool:
    """The pod's point person and backup: nobody else holds the numbers of all."""
    return leads_pod(by, pod)


def can_say_reach(by: Person, place: PodMembership) -> bool:
    """Each for themself; for a neighbour by phone the organizer who entered them."""
    return speaking.acts_for(by, place.person)


def can_answer(by: Person, subject: Round) -> bool:
    """Those who are asked, while they are in the pod."""
    return is_member(by) and is_in_pod(by, subject.pod)


def can_call(by: Person, check_in: CheckIn) -> bool:
    """The one on whose list they stand, while in the pod: sees the number and how they are."""
    return check_in.caller_id == by.pk and can_answer(by, check_in.round)


def can_mark(by: Person, check_in: CheckIn) -> bool:
    """Say how somebody is: their caller; those who oversee the round. Nobody says it of themself."""
    if check_in.person_id == by.pk:
        return False
    return can_call(by, check_in) or can_oversee(by, check_in.round.pod)


def can_read_words(by: Person, check_in: CheckIn) -> bool:
    """What somebody says that they need: themself, their caller, point person and backup."""
    is_mine = check_in.person_id == by.pk and can_answer(by, check_in.round)
    return is_mine or can_call(by, check_in) or leads_pod(by, check_in.round.pod)
