"""Whatever neighbours do, in any order: what is promised holds, what is left is right, no move is illegal.

A few hundred runs of a state machine, or 2,000 to be thorough. Each step is one move of somebody through the
site's own action; a slow model says beforehand how it must end, and after each step what must be true of the
whole board. A move that is refused must have changed nothing at all.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from exchanges import actions
from exchanges.models import Exchange, Occurrence, Post, project
from members import actions as members
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.thorough import times

from .slow_model import Board

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
PEOPLE = 4
RUNS = settings(
    # What is over has taken five moves: short runs, however many, rarely come so far.
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
SWAP, POST = Exchange.TRANSITIONS, Post.TRANSITIONS
TROUBLE = ["block", "hide", "show", "suspend", "suspend"]
WHO, WHICH = st.integers(0, PEOPLE - 1), st.integers(0, 11)


def pick(found, which):
    return found[which % len(found)]


class Neighbours(RuleBasedStateMachine):
    """`people`: the same in each run, made once; everything else is rolled back at its end."""

    people: list
    organizer: object
    modes: list

    def __init__(self):
        super().__init__()
        for person in self.people:
            person.status = "active"
        self.posts, self.swaps, self.comings = [], [], []
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def move(self, expected, action, **values):
        """Do it: it ends as expected, and what is refused changes nothing. Returns what the action gave."""
        before = self.now
        try:
            with transaction.atomic():
                result, outcome = action(**values), "ok"
        except (NotAllowed, NotNow) as refusal:
            result, outcome = None, type(refusal).__name__
        self.now = Board()
        assert expected in (outcome, None)
        assert outcome == "ok" or self.now.rows == before.rows
        return result

    # --- Posts ----------------------------------------------------------------------------------------

    @initialize(data=st.data())
    def two_posts(self, data):
        self.post(0, "offer", **data.draw(self.whats()))
        self.post(1, "request", **data.draw(self.whats()))

    @classmethod
    def whats(cls):
        quantities = st.integers(1, 3) | st.none()
        return st.fixed_dictionaries({"mode": st.sampled_from(cls.modes), "quantity": quantities})

    def post(self, who, kind, mode, quantity):
        is_gathering = mode == "gathering"
        post = Post.objects.create(
            person=self.people[who],
            kind=kind,
            form="resource",
            title="Soup",
            audience="members",
            mode="together" if is_gathering else mode,
            is_gathering=is_gathering,
        )
        days = {"from_day": "2031-03-14", "until_day": "2031-03-14"} if is_gathering else {}
        self.posts.append((post, Occurrence.objects.create(post=post, quantity=quantity, **days)))
        project([post.pk])
        self.now = Board()

    @precondition(lambda self: len(self.posts) < 4)
    @rule(who=WHO, kind=st.sampled_from(["request", "offer"]), data=st.data())
    def post_another(self, who, kind, data):
        self.post(who, kind, **data.draw(self.whats()))

    @rule(
        who=st.none() | WHO,
        which=WHICH,
        name=st.sampled_from(["pause", "reopen", "reopen", "close", "withdraw"]),
    )
    def move_post(self, who, which, name):
        """By somebody, or (None) by its author."""
        post, time = pick(self.posts, which)
        row = self.now.posts[post.pk]
        by = post.person if who is None else self.people[who]
        expected = "ok" if row["status"] in POST[name].sources else "NotNow"
        if name == "close" and self.now.is_expected(time.pk):
            expected = "NotNow"
        if name == "reopen" and self.now.left(time.pk) == 0 and not row["gathering"]:
            expected = "NotNow"
        if row["author"] != by.pk or by.status != "active":
            expected = "NotAllowed"
        self.move(expected, getattr(actions, f"{name}_post"), by=by, post=post)
        if expected == "ok":
            assert self.now.posts[post.pk]["status"] == POST[name].target

    # --- Proposals --------------------------------------------------------------------------------------

    @rule(who=WHO, which=WHICH, quantity=st.integers(1, 3), met=st.none() | WHICH)
    def try_to_propose(self, who, which, quantity, met):
        mine = None if met is None else pick(self.posts, met)
        self.propose(self.people[who], pick(self.posts, which), quantity, mine)

    @rule(which=st.integers(0, 99), quantity=st.integers(1, 2))
    def propose_what_one_may(self, which, quantity):
        pairs = [(by, one, mine) for by in self.people for one in self.posts for mine in (None, *self.posts)]
        if may := [each for each in pairs if self.expect_proposal(*each, quantity) == "ok"]:
            by, one, mine = pick(may, which)
            self.propose(by, one, quantity, mine)

    def propose(self, by, one, quantity, mine):
        swap = self.move(
            self.expect_proposal(by, one, mine, quantity),
            actions.propose,
            by=by,
            occurrence=one[1],
            quantity=quantity,
            met=mine and mine[1],
        )
        if swap:
            self.swaps.append(swap)

    def expect_proposal(self, by, one, mine, quantity):
        (post, time), now = one, self.now
        row, own = now.posts[post.pk], now.posts[mine[0].pk] if mine else None
        if by.status != "active" or row["author"] == by.pk or row["gathering"]:
            return "NotAllowed"
        if not now.may_see(by.pk, post.pk):
            return "NotAllowed"
        if own and (own["author"] != by.pk or own["kind"] == row["kind"] or own["gathering"]):
            return "NotAllowed"
        is_open = now.is_open(post.pk) and (mine is None or now.is_open(mine[0].pk))
        asked = now.is_asked(time.pk, by.pk)
        return "ok" if is_open and now.has(time.pk, quantity) and not asked else "NotNow"

    # --- Swaps ----------------------------------------------------------------------------------------

    @precondition(lambda self: self.swaps)
    @rule(who=st.none() | WHO, which=WHICH, name=st.sampled_from(["accept", *sorted(SWAP)]))
    def try_anything(self, who, which, name):
        """By somebody, or (None) by whoever has the say, whatever became of it."""
        swap = pick(self.swaps, which)
        self.move_swap(swap, name, self.one_who_may(swap, name) if who is None else self.people[who])

    @precondition(lambda self: self.swaps)
    @rule(which=WHICH)
    def agree(self, which):
        """Whoever has the say agrees to what waits, whatever became of it."""
        if waiting := [swap for swap in self.swaps if self.now.swaps[swap.pk]["status"] == "proposed"]:
            swap = pick(waiting, which)
            self.move_swap(swap, "accept", self.one_who_may(swap, "accept"))

    @precondition(lambda self: self.swaps)
    @rule(which=WHICH)
    def finish(self, which):
        self.go_on(["hand_over", "done", "did_not_happen"], which)

    @precondition(lambda self: self.swaps)
    @rule(which=WHICH)
    def turn_down(self, which):
        self.go_on(["decline", "withdraw"], which)

    def go_on(self, names, which):
        """One of these moves, that somebody may make now."""
        moves = [
            (swap, name, by)
            for swap in self.swaps
            for name in names
            for by in self.people
            if self.expect_move(swap, name, by) == "ok"
        ]
        if moves:
            self.move_swap(*pick(moves, which))

    def move_swap(self, swap, name, by):
        expected = self.expect_move(swap, name, by)
        self.move(expected, getattr(actions, name), by=by, exchange=swap)
        if expected == "ok":
            assert self.now.swaps[swap.pk]["status"] == SWAP[name].target

    def one_who_may(self, swap, name):
        return next(by for by in self.people if by.pk in self.who_may(swap, name))

    def who_may(self, swap, name):
        row = self.now.swaps[swap.pk]
        if name == "withdraw":
            return {row["proposer"]}
        both = {row["giver"], row["receiver"]}
        return both - {row["proposer"]} if name in {"accept", "decline"} else both

    def expect_move(self, swap, name, by):
        row, now = self.now.swaps[swap.pk], self.now
        if by.pk not in self.who_may(swap, name) or by.status != "active":
            return "NotAllowed"
        legal = row["status"] in SWAP[name].sources
        if name == "hand_over":
            legal = legal and row["mode"] == "lend"
        if name == "accept":
            is_there = all(now.has(time, row["quantity"]) for time in row["of"])
            is_here = now.people[row["proposer"]] == "active" and not now.post_of(row["of"][0])["hidden"]
            legal = legal and is_there and is_here
        return "ok" if legal else "NotNow"

    # --- Gatherings -------------------------------------------------------------------------------------

    @precondition(lambda self: any(post.is_gathering for post, _time in self.posts))
    @rule(who=WHO, which=WHICH, people=st.integers(1, 2))
    def join(self, who, which, people):
        post, time = pick([pair for pair in self.posts if pair[0].is_gathering], which)
        by, expected = self.people[who], None
        if by.status != "active" or not self.now.may_see(by.pk, post.pk):
            expected = "NotAllowed"
        coming = self.move(expected, actions.join_gathering, by=by, occurrence=time, people=people)
        if coming:
            self.comings.append(coming)
            assert self.now.comings[coming.pk]["status"] in {"coming", "waiting"}

    @precondition(lambda self: self.comings)
    @rule(which=WHICH, is_host=st.booleans())
    def leave_or_decline(self, which, is_host):
        coming = pick(self.comings, which)
        if is_host:
            host = next(p for p in self.people if p.pk == coming.occurrence.post.person_id)
            self.move(None, actions.decline_coming, by=host, coming=coming)
        else:
            self.move(None, actions.leave_gathering, by=coming.person, coming=coming)

    # --- Trouble ----------------------------------------------------------------------------------------

    @rule(pair=st.lists(WHO, min_size=2, max_size=2, unique=True), which=WHICH, what=st.sampled_from(TROUBLE))
    def trouble(self, pair, which, what):
        by, person = (self.people[number] for number in pair)
        post, _time = pick(self.posts, which)
        if what == "block":
            self.move("ok" if by.status == "active" else None, members.block, by=by, person=person)
        elif what == "hide":
            self.move("ok", actions.hide_post, by=self.organizer, post=post, reason="other")
        elif what == "show":
            self.move("ok", actions.restore_post, by=self.organizer, post=post)
        else:
            action = members.suspend_person if person.status == "active" else members.restore_person
            self.move("ok", action, by=self.organizer, subject=person, reason="other")
            person.refresh_from_db(fields=["status"])

    @invariant()
    def all_is_as_it_must_be(self):
        self.now.check()


@pytest.fixture
def quiet(monkeypatch):
    """Nobody is written to, nothing is put off to a job, and nobody has done too much today."""
    monkeypatch.setattr("members.notices.notify", lambda *_who, **_what: None)
    monkeypatch.setattr("mutualaid.base.limits.spend", lambda *_what, **_how: None)
    monkeypatch.setattr("exchanges.actions.steps.seek", lambda post: None)


# In parts that several cores can share.
@pytest.mark.parametrize(
    ("modes", "runs"),
    [
        (["give"], times(80, thorough=700)),
        (["lend", "give"], times(110, thorough=700)),
        (["gathering"], times(85, thorough=600)),
    ],
    ids=["give", "lend", "gathering"],
)
@pytest.mark.usefixtures("quiet")
def test_any_order_of_moves(modes, runs):
    made = {
        "people": [PersonFactory() for _ in range(PEOPLE)],
        "organizer": OrganizerFactory(),
        "modes": modes,
    }
    run_state_machine_as_test(type("Some", (Neighbours,), made), settings=settings(RUNS, max_examples=runs))
