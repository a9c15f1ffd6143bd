"""A round through its actions: asked, answered, called, passed on, over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members import actions as members
from members.models import Block, CheckIn, Person, PhoneTree, PodMembership, Round
from members.pods import actions as pods
from members.rounds import actions, pages
from members.viewers import viewer_of
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def states(one):
    return list(one.check_ins.order_by("pk").values_list("state", flat=True))


def answer_all(one, people, state="ok"):
    for person in people:
        actions.answer(by=person, subject=one, state=state)


# --- Starting -----------------------------------------------------------------------------------------


def test_everybody_is_asked_at_once_but_whoever_starts(begun, ana, ben, others, told):
    assert (begun.words, begun.started_by) == ("Heat wave", ana)
    assert begun.call_at - begun.started_at == timedelta(hours=2)
    assert begun.ends_at - begun.started_at == timedelta(hours=24)
    assert states(begun).count("waiting") == 11
    assert CheckIn.objects.get(round=begun, person=ana).state == "ok"
    assert told(ana) == []
    assert [told(person) for person in (ben, *others)] == [["round.ask"]] * 11


@pytest.mark.parametrize("who", ["others", "stranger", "left"])
def test_only_those_who_look_after_the_pod_start_one(pod, others, stranger, ben, who):
    by = {"others": others[0], "stranger": stranger, "left": ben}[who]
    pods.leave_pod(by=ben, pod=pod)
    with pytest.raises(NotAllowed):
        actions.start_round(by=by, pod=pod)
    assert not Round.objects.exists()


def test_an_organizer_and_the_backup_may(pod, olu, ben):
    one = actions.start_round(by=olu, pod=pod)
    assert states(one) == ["waiting"] * 12
    actions.end_round(by=ben, subject=one)
    assert CheckIn.objects.get(round=actions.start_round(by=ben, pod=pod), person=ben).state == "ok"


def test_one_at_a_time_and_three_a_day(pod, ana, begun):
    with pytest.raises(NotNow, match="going on already"):
        actions.start_round(by=ana, pod=pod)
    for _time in range(2):
        actions.end_round(by=ana, subject=Round.objects.open().get())
        actions.start_round(by=ana, pod=pod)
    actions.end_round(by=ana, subject=Round.objects.open().get())
    with pytest.raises(limits.TooMany):
        actions.start_round(by=ana, pod=pod)


def test_who_is_paused_is_not_asked(pod, ana, olu, others):
    members.suspend_person(by=olu, subject=others[0], reason="x")
    one = actions.start_round(by=ana, pod=pod)
    assert not one.check_ins.filter(person=others[0]).exists()


def test_an_urgent_one_wakes_only_those_who_allowed_it(pod, ana, ben, others, told):
    PodMembership.objects.get(person=ben).reach.__class__.objects.filter(membership__person=ben).update(
        may_wake=True
    )
    actions.start_round(by=ana, pod=pod, is_urgent=True)
    assert (told(ben), told(others[0])) == (["round.wake"], ["round.ask"])


# --- Answering ----------------------------------------------------------------------------------------


def test_the_last_answer_counts_and_is_use(begun, ben, of):
    Person.objects.update(last_seen_on=None)
    actions.answer(by=ben, subject=begun, state="need", words="Somebody to fetch my pills")
    assert (of(begun, ben).state, of(begun, ben).words) == ("need", "Somebody to fetch my pills")
    actions.answer(by=ben, subject=begun, state="ok")
    mine = of(begun, ben)
    assert (mine.state, mine.words, mine.said_by) == ("ok", "", ben)
    assert begun.check_ins.count() == 12
    ben.refresh_from_db()
    assert ben.last_seen_on is not None


def test_a_need_is_told_to_those_who_look_after_the_pod_without_a_word(begun, ana, ben, others, told):
    actions.answer(by=others[0], subject=begun, state="need", words="Insulin")
    actions.answer(by=others[0], subject=begun, state="need", words="Insulin, today")
    assert (told(ana), told(ben)) == (["round.look"], ["round.ask", "round.look"])
    assert not Person.objects.filter(notices__url__contains="Insulin").exists()


@pytest.mark.parametrize("state", ["unreached", "waiting", "dead"])
def test_nobody_says_anything_else_of_themself(begun, ben, of, state):
    with pytest.raises(NotAllowed):
        actions.answer(by=ben, subject=begun, state=state)
    assert of(begun, ben).state == "waiting"


def test_a_stranger_and_whoever_left_answer_nothing(begun, pod, ben, stranger, of):
    PodMembership.objects.filter(person=ben).delete()
    for by in (ben, stranger):
        with pytest.raises(NotAllowed):
            actions.answer(by=by, subject=begun, state="ok")
    assert of(begun, ben).state == "waiting"


def test_nothing_is_answered_once_it_is_over(begun, ana, ben, of, later):
    actions.end_round(by=ana, subject=begun)
    with pytest.raises(NotNow, match="over"):
        actions.answer(by=ben, subject=begun, state="ok")
    assert of(begun, ben).state == "waiting"


# --- Calling ------------------------------------------------------------------------------------------


def test_nobody_is_called_before_the_time(begun, later):
    later(begun, 1.9)
    assert begun.calling_at is None
    assert not begun.check_ins.filter(caller__isnull=False).exists()


def test_the_silent_are_called_by_those_who_are_awake(begun, pod, ana, others, later, told):
    awake, silent = others[:6], others[6:]
    answer_all(begun, awake)
    later(begun, 2)
    rows = begun.check_ins.filter(state="waiting")
    callers = {row.caller_id for row in rows}
    assert callers <= {ana.pk, *(person.pk for person in awake)}
    for row in rows:
        own = PhoneTree.objects.get(pod=pod).edges.get(row.person_id)
        if own in {ana.pk, *(person.pk for person in awake)}:
            assert row.caller_id == own
    for person in [ana, *awake]:
        assert told(person).count("round.calls") == (person.pk in callers)
    assert all("round.calls" not in told(person) for person in silent)
    later(begun, 2.1)
    assert [told(person).count("round.calls") for person in [ana, *awake]] == [
        int(person.pk in callers) for person in [ana, *awake]
    ]


def test_nobody_gets_more_than_five_and_who_wakes_up_takes_the_rest(begun, ana, others, later):
    later(begun, 2)
    assert begun.check_ins.filter(caller=ana).count() == 5
    assert begun.check_ins.filter(state="waiting", caller=None).count() == 6
    first = begun.check_ins.filter(caller=ana).first()
    actions.mark(by=ana, subject=first, state="ok")
    assert begun.check_ins.filter(caller=first.person).count() == 5
    assert begun.check_ins.filter(state="waiting", caller=None).count() == 1


def test_a_neighbour_without_a_phone_is_on_the_list_of_whoever_agreed_at_once(
    pod, ana, neighbour, others, of, told
):
    one = actions.start_round(by=ana, pod=pod)
    assert of(one, neighbour).caller == others[-1]
    assert told(others[-1]) == ["round.ask", "round.calls"]
    actions.mark(by=others[-1], subject=of(one, neighbour), state="need", words="Water")
    assert (of(one, neighbour).state, of(one, neighbour).said_by) == ("need", others[-1])


def test_a_caller_who_sleeps_keeps_only_what_nobody_else_can(pod, ana, neighbour, others, of, later):
    one = actions.start_round(by=ana, pod=pod)
    phoned = others[0]
    Person.objects.filter(pk=phoned.pk).update(user=None)
    CheckIn.objects.filter(person=phoned).update(caller=others[-1])
    later(one, 2)
    assert of(one, phoned).caller == ana
    assert of(one, neighbour).caller == others[-1]


def test_a_neighbour_by_phone_is_called_at_once(pod, ana, olu, others):
    phoned = PersonFactory(name="Mr Blau", user=None, entered_by=olu, consent_at=timezone.now())
    place = PodMembership.objects.create(pod=pod, person=phoned)
    with pytest.raises(NotAllowed):
        actions.say_reach(by=ana, subject=place, reached="call", number="555 9")
    actions.say_reach(by=olu, subject=place, reached="call", number="555 9")
    one = actions.start_round(by=ana, pod=pod)
    row = one.check_ins.get(person=phoned)
    assert row.caller_id == PhoneTree.objects.get(pod=pod).edges[phoned.pk]


# --- Marking ------------------------------------------------------------------------------------------


@pytest.fixture
def calling(begun, later, ana, others):
    """Neighbours C to J answered; Benno, K and L are on somebody's list."""
    answer_all(begun, others[:8])
    later(begun, 2)
    return begun


def test_not_reached_twice_is_passed_on(calling, ana, ben, others, of, told):
    one = of(calling, others[-1])
    by = one.caller
    actions.mark(by=by, subject=one, state="unreached", tries=0)
    assert (of(calling, others[-1]).state, of(calling, others[-1]).tries) == ("waiting", 1)
    actions.mark(by=by, subject=one, state="unreached", tries=1)
    gone = of(calling, others[-1])
    assert (gone.state, gone.tries, gone.said_by) == ("unreached", 2, by)
    assert "round.look" in told(ben)
    assert (told(ana).count("round.look") == 1) == (by != ana)
    actions.mark(by=by, subject=one, state="unreached", tries=2)
    assert told(ben).count("round.look") == 1


def test_a_button_pressed_twice_counts_once(calling, others, of):
    one = of(calling, others[-1])
    for _press in range(2):
        actions.mark(by=one.caller, subject=one, state="unreached", tries=0)
    assert of(calling, others[-1]).tries == 1


def test_nothing_that_somebody_said_is_undone_by_a_late_caller(calling, others, of):
    one = of(calling, others[-1])
    actions.answer(by=others[-1], subject=calling, state="need", words="Ice")
    with pytest.raises(NotNow, match="answered meanwhile"):
        actions.mark(by=one.caller, subject=one, state="unreached", tries=0)
    assert of(calling, others[-1]).words == "Ice"


def test_whoever_was_not_reached_can_still_answer(calling, others, of):
    one = of(calling, others[-1])
    for tries in range(2):
        actions.mark(by=one.caller, subject=one, state="unreached", tries=tries)
    actions.answer(by=others[-1], subject=calling, state="ok")
    assert of(calling, others[-1]).state == "ok"


def test_only_the_caller_and_those_who_look_after_the_pod_mark(calling, ana, ben, others, stranger, olu, of):
    one = of(calling, others[-1])
    idle = next(person for person in others[:8] if person != one.caller)
    for by in (idle, stranger, others[-1]):
        with pytest.raises(NotAllowed):
            actions.mark(by=by, subject=one, state="ok")
    assert of(calling, others[-1]).state == "waiting"
    for by in (one.caller, ana, ben, olu):
        actions.mark(by=by, subject=one, state="ok")


def test_a_caller_who_left_the_pod_is_no_caller(calling, others, of, pod, mended):
    one = of(calling, others[-1])
    caller = one.caller
    pods.leave_pod(by=caller, pod=pod)
    with pytest.raises(NotAllowed):
        actions.mark(by=caller, subject=one, state="ok")
    assert of(calling, others[-1]).caller not in (None, caller)
    assert not calling.check_ins.filter(person=caller).exists()


def test_who_is_blocked_is_silently_on_another_list(calling, others, of, mended):
    one = of(calling, others[-1])
    caller = one.caller
    members.block(by=others[-1], person=caller)
    assert of(calling, others[-1]).caller not in (None, caller)
    with pytest.raises(NotAllowed):
        actions.mark(by=caller, subject=one, state="ok")


def test_no_list_ever_holds_a_blocked_pair(pod, ana, ben, others, later):
    Block.objects.create(blocker=others[0], blocked=ana)
    one = actions.start_round(by=ana, pod=pod)
    answer_all(one, others[1:3])
    later(one, 2)
    assert one.check_ins.get(person=others[0]).caller_id in {others[1].pk, others[2].pk}


def test_those_who_look_after_the_pod_take_over(begun, ana, ben, others, stranger, of, later):
    later(begun, 2)
    one = begun.check_ins.filter(caller=None, state="waiting").first()
    for by in (others[0], stranger, one.person):
        with pytest.raises(NotAllowed):
            actions.take_over(by=by, subject=one)
    actions.take_over(by=ana, subject=one)
    one.refresh_from_db()
    assert one.caller == ana


# --- Numbers ------------------------------------------------------------------------------------------


def test_numbers_are_seen_by_the_caller_alone_and_written_down(calling, others, of):
    one = of(calling, others[-1])
    caller, number = one.caller, others[-1].memberships.get().reach.number

    def numbers(person):
        return [
            call.number for call in pages.call_page(calling, viewer_of(person.user))["calls"] if call.number
        ]

    assert numbers(caller) == []
    shown = actions.show_numbers(by=caller, subject=calling)
    assert number in numbers(caller)
    assert actions.show_numbers(by=caller, subject=calling) == 0
    assert AuditEntry.objects.filter(action="round.show_number", actor_id=caller.pk).count() == shown
    for person in others[:8]:
        if person != caller:
            assert actions.show_numbers(by=person, subject=calling) in range(6)
            assert number not in numbers(person)


def test_numbers_are_gone_with_the_round(calling, ana, others, of):
    caller = of(calling, others[-1]).caller
    actions.show_numbers(by=caller, subject=calling)
    actions.end_round(by=ana, subject=calling)
    calling.refresh_from_db()
    assert pages.call_page(calling, viewer_of(caller.user))["calls"] == []
    with pytest.raises(NotNow):
        actions.show_numbers(by=caller, subject=calling)


# --- Ending -------------------------------------------------------------------------------------------


def test_it_ends_by_itself_and_counts_stay(calling, others, of, later, told):
    answer_all(calling, others[8:9], "need")
    later(calling, 23.9)
    assert calling.is_open
    later(calling, 24)
    assert (calling.asked, calling.ok, calling.need, calling.unreached) == (12, 9, 1, 0)
    later(calling, 25)
    assert AuditEntry.objects.filter(action="round.end").count() == 1
    assert not others[-1].notices.filter(kind="round.ask", read_at=None).exists()


def test_only_those_who_look_after_it_end_it(begun, others, stranger, ben):
    for by in (others[0], stranger):
        with pytest.raises(NotAllowed):
            actions.end_round(by=by, subject=begun)
    actions.end_round(by=ben, subject=begun)
    actions.end_round(by=ben, subject=begun)
    begun.refresh_from_db()
    assert not begun.is_open


# --- Twelve people, two of whom nobody reaches ----------------------------------------------------------


def test_a_whole_round_of_twelve_with_two_unreachable(begun, ana, ben, others, of, later, told):
    answer_all(begun, others[:6])
    actions.answer(by=others[6], subject=begun, state="need", words="A fan")
    later(begun, 2)
    silent = [ben, *others[7:]]
    rows = {person: of(begun, person) for person in silent}
    assert all(row.caller_id for row in rows.values())
    actions.mark(by=rows[ben].caller, subject=rows[ben], state="ok")
    actions.mark(by=rows[others[7]].caller, subject=rows[others[7]], state="need", words="Ice")
    for person in others[8:]:
        for tries in range(2):
            actions.mark(by=rows[person].caller, subject=rows[person], state="unreached", tries=tries)
    page = pages.round_page(begun, viewer_of(ana.user))
    assert [(state, number) for state, _label, number in page["counts"]] == [
        ("waiting", 0),
        ("ok", 8),
        ("need", 2),
        ("unreached", 2),
    ]
    assert [line.one.name[-1] for line in page["lines"][:4]] == ["I", "J", "K", "L"]
    later(begun, 24)
    assert (begun.asked, begun.ok, begun.need, begun.unreached) == (12, 8, 2, 2)
