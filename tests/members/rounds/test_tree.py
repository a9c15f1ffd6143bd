"""The phone tree against a slow obvious check: every way in which a few people could call each other."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.rounds.tree import MOST_CALLS, Reached, Someone, Tree, Why, hand_out, make, may_reach, misfit

EN, ES = frozenset({"en"}), frozenset({"es"})
RUNS = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def caller(key, **more):
    return Someone(key, Reached.CALL, speaks=EN, calls_in=EN, **more)


def callee(key, **more):
    return Someone(key, **{"reached": Reached.CALL, "speaks": EN, **more})


@st.composite
def pods(draw, size=5):
    """Who is in a pod, the first of whom starts, and who does not want to meet whom."""
    words = st.frozensets(st.sampled_from(["en", "es"]))
    people = [
        Someone(
            key,
            reached=draw(st.sampled_from([Reached.CALL, Reached.CALL, Reached.KNOCK, Reached.NOT])),
            speaks=draw(words),
            calls_in=draw(words),
            knocks=draw(st.booleans()),
            times=draw(st.frozensets(st.sampled_from(["morning", "evening"]))),
            only_by=draw(st.none() | st.integers(0, size - 1)),
        )
        for key in range(size)
    ]
    pairs = [frozenset(pair) for pair in combinations(range(size), 2)]
    return people, draw(st.sets(st.sampled_from(pairs), max_size=4))


# --- The slow check -------------------------------------------------------------------------------------


def all_trees(people, apart, most):
    """Every tree below the first of them in which nobody calls whom they may not, or too many."""
    others = [person for person in people if person.key != 0]
    ways = [[None, *(by.key for by in people if may_reach(by, person, apart))] for person in others]
    for chosen in product(*ways):
        callers = {p.key: by for p, by in zip(others, chosen, strict=True) if by is not None}
        if is_tree(callers) and max(map(list(callers.values()).count, callers.values()), default=0) <= most:
            yield callers


def is_tree(callers):
    for key in callers:
        passed = set()
        while key in callers and key not in passed:
            passed.add(key)
            key = callers[key]
        if key != 0:
            return False
    return True


def depth(callers):
    return max((Tree(0, callers, {}).depth(key) for key in callers), default=0)


def moved(callers, before):
    """How many have another caller than before, of those whose caller is still there."""
    return sum(callers.get(key) != by for key, by in before.items())


# --- What holds of every tree -----------------------------------------------------------------------------


@RUNS
@given(pods(size=9), st.integers(1, MOST_CALLS))
def test_each_is_called_once_by_somebody_who_may_and_nobody_calls_too_many(pod, most):
    people, apart = pod
    by_key = {person.key: person for person in people}
    tree = make(people, 0, apart=apart, most=most)
    assert is_tree(tree.callers)
    assert set(tree.callers) | set(tree.left_out) == set(range(1, 9))
    assert set(tree.callers) & set(tree.left_out) == set()
    assert all(may_reach(by_key[by], by_key[key], apart) for key, by in tree.callers.items())
    assert max((len(tree.called_by(key)) for key in range(9)), default=0) <= most
    assert all(frozenset({key, by}) not in apart for key, by in tree.callers.items())


@RUNS
@given(pods(size=9), st.integers(1, 3))
def test_who_is_left_out_is_told_the_right_reason(pod, most):
    people, apart = pod
    tree = make(people, 0, apart=apart, most=most)
    inside = {0, *tree.callers}
    for person in people[1:]:
        could = [by for by in people if by.key in inside and may_reach(by, person, apart)]
        match tree.left_out.get(person.key):
            case Why.NOT_AGREED:
                assert person.reached == Reached.NOT
            case Why.NOBODY_CAN:
                assert could == []
            case Why.ALL_BUSY:
                assert {len(tree.called_by(by.key)) for by in could} == {most}
            case why:
                assert (why, person.key in tree.callers) == (None, True)


@RUNS
@given(pods())
def test_everybody_who_can_be_reached_is_and_no_tree_is_shallower(pod):
    people, apart = pod
    tree = make(people, 0, apart=apart)
    best = min(all_trees(people, apart, MOST_CALLS), key=lambda callers: (-len(callers), depth(callers)))
    assert (len(tree.callers), depth(tree.callers)) == (len(best), depth(best))


@RUNS
@given(pods(), st.integers(1, 4))
def test_mending_moves_as_few_as_can_be(pod, gone):
    """Of all the trees that reach as many without the one who left, none leaves more people as they were."""
    people, apart = pod
    before = make(people, 0, apart=apart).callers
    left = [person for person in people if person.key != gone]
    kept = {key: by for key, by in before.items() if gone not in (key, by)}
    mended = make(left, 0, apart=apart, before=before)
    best = min(all_trees(left, apart, MOST_CALLS), key=lambda callers: (-len(callers), moved(callers, kept)))
    assert (len(mended.callers), moved(mended.callers, kept)) == (len(best), moved(best, kept))


# --- By example -------------------------------------------------------------------------------------------


def test_thirty_who_all_call_are_two_calls_away_and_evenly():
    tree = make([caller(key) for key in range(30)], 0)
    assert tree.left_out == {}
    assert depth(tree.callers) == 2
    assert sorted(len(tree.called_by(key)) for key in tree.order() if tree.called_by(key)) == [4, *[5] * 5]
    assert tree.order()[0] == 0


def test_one_who_is_needed_high_up_comes_up():
    """Only 9 reaches 10: it is among those whom the top calls, so that nobody is three calls away."""
    people = [*[caller(key) for key in range(9)], caller(9), callee(10, reached=Reached.KNOCK, only_by=9)]
    assert depth(make(people, 0).callers) == 2


def test_twelve_are_spread_over_several():
    tree = make([caller(key) for key in range(12)], 0)
    assert depth(tree.callers) == 2
    assert max(len(tree.called_by(key)) for key in range(1, 12)) <= 2


def test_only_those_who_call_have_somebody_below_them():
    tree = make([caller(0), caller(1), *[callee(key) for key in range(2, 11)]], 0)
    assert len(tree.called_by(0)) == len(tree.called_by(1)) == 5
    tree = make([caller(0), caller(1), *[callee(key) for key in range(2, 12)]], 0)
    assert list(tree.left_out.values()) == [Why.ALL_BUSY]


def test_a_language_in_common_goes_before_even_loads():
    people = [
        Someone(0, speaks=EN | ES, calls_in=EN | ES),
        caller(1),
        Someone(2, Reached.CALL, speaks=ES, calls_in=ES),
        *[callee(key, speaks=ES) for key in range(3, 7)],
        *[callee(key) for key in range(7, 11)],
    ]
    tree = make(people, 0)
    by_key = {person.key: person for person in people}
    assert depth(tree.callers) == 2
    assert sum(misfit(by_key[by], by_key[key]) for key, by in tree.callers.items()) == 0


def test_a_time_of_day_in_common_is_better_than_none():
    morning, evening = frozenset({"morning"}), frozenset({"evening"})
    early, late, whenever = caller(1, times=morning), caller(2, times=evening), callee(3)
    assert (misfit(early, late), misfit(early, whenever), misfit(early, caller(3, times=morning))) == (
        1,
        0,
        0,
    )


def test_two_who_do_not_want_to_meet_are_never_side_by_side():
    people = [caller(0), caller(1), callee(2)]
    assert make(people, 0).callers == {1: 0, 2: 0}
    assert make(people, 0, apart={frozenset({0, 2})}).callers == {1: 0, 2: 1}
    tree = make(people, 0, apart={frozenset({0, 2}), frozenset({1, 2})})
    assert tree.left_out == {2: Why.NOBODY_CAN}


def test_whoever_wants_a_knock_is_with_somebody_who_goes_to_doors():
    knock = callee(3, reached=Reached.KNOCK)
    walker = Someone(2, Reached.CALL, knocks=True)
    assert make([caller(0), caller(1), knock], 0).left_out == {3: Why.NOBODY_CAN}
    assert make([caller(0), caller(1), walker, knock], 0).callers[3] == 2
    promised = callee(4, reached=Reached.KNOCK, only_by=1)
    assert make([caller(0), caller(1), walker, promised], 0).callers[4] == 1


def test_nobody_is_called_where_nobody_starts():
    assert make([callee(1), Someone(2)], None).left_out == {1: Why.NOBODY_STARTS, 2: Why.NOT_AGREED}


def test_when_a_caller_leaves_only_their_own_people_move():
    people = [caller(key) for key in range(20)]
    before = make(people, 0)
    gone = next(key for key in before.callers if before.called_by(key))
    mended = make([p for p in people if p.key != gone], 0, before=before.callers)
    changed = {key for key, by in mended.callers.items() if before.callers[key] != by}
    assert changed == set(before.called_by(gone))


def test_another_one_at_the_top_keeps_the_branches():
    people = [caller(key) for key in range(12)]
    before = make(people, 0)
    second = before.called_by(0)[0]
    mended = make(people, second, before=before.callers)
    assert mended.left_out == {}
    assert {key for key, by in mended.callers.items() if before.callers.get(key) != by} == {0}


@pytest.mark.parametrize("size", [6, 30])
def test_the_same_people_give_the_same_tree(size):
    people = [caller(key) for key in range(size)]
    assert make(people, 0) == make(list(reversed(people)), 0)


# --- Handing out -------------------------------------------------------------------------------------------


@RUNS
@given(pods(size=9), st.sets(st.integers(0, 8)), st.integers(1, MOST_CALLS))
def test_what_is_handed_out_goes_to_those_who_are_awake_and_may(pod, awake, most):
    people, apart = pod
    callers = make(people, 0, apart=apart).callers
    silent = [person for person in people if person.key not in awake]
    up = [person for person in people if person.key in awake]
    lists = hand_out(silent, up, callers=callers, apart=apart, most=most)
    by_key = {person.key: person for person in people}
    assert set(lists.values()) <= awake
    assert set(lists) & awake == set()
    assert all(may_reach(by_key[by], by_key[key], apart) for key, by in lists.items())
    assert all(list(lists.values()).count(by) <= most for by in lists.values())
    for person in silent:
        could = [by for by in up if may_reach(by, person, apart)]
        if could and person.key not in lists:
            assert all(list(lists.values()).count(by.key) == most for by in could)


def test_ones_own_caller_calls_where_they_are_awake_and_else_somebody_above():
    people = [caller(0), caller(1), callee(2), callee(3), caller(4)]
    callers = {1: 0, 2: 1, 3: 1, 4: 0}
    silent = [people[2], people[3]]
    assert hand_out(silent, [people[0], people[1]], callers=callers) == {2: 1, 3: 1}
    assert hand_out(silent, [people[0], people[4]], callers=callers) == {2: 0, 3: 0}
    assert hand_out(silent, [people[1]], callers=callers, loads={1: 4}) == {2: 1}
    assert hand_out(silent, [], callers=callers) == {}
