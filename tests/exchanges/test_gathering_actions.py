"""Who may do what at a gathering, and who gets which place."""

from datetime import time, timedelta

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges import actions
from exchanges.actions import PostContent
from exchanges.models import Coming, Exchange, Occurrence, Post, PostRow, Thread
from members import actions as members
from members.models import Block, Notice
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from mutualaid.base.network import local_today
from tests.factories.exchanges import ComingFactory, GatheringFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over

pytestmark = pytest.mark.django_db


def phone_neighbour(organizer):
    return PersonFactory(user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")


def join(post, by=None, **values):
    return actions.join_gathering(by=by or PersonFactory(), occurrence=post.occurrence, **values)


def come(post):
    return Occurrence.objects.get(post=post).promised


def statuses(post):
    """How it stands with each, in the order in which they first said something."""
    return list(post.occurrence.comings.order_by("created_at", "pk").values_list("status", flat=True))


def told(kind):
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("person", flat=True))


# --- Places --------------------------------------------------------------------------------------------


def test_join_takes_a_place_at_once_and_opens_the_conversation():
    post, ben = GatheringFactory(quantity=6), PersonFactory()
    coming = join(post, ben, people=2, brings="A ladder")
    assert (coming.status, coming.people, coming.brings, come(post)) == ("coming", 2, "A ladder", 2)
    assert Thread.objects.get().occurrence == post.occurrence
    assert PostRow.objects.get().left == 4
    assert told("gathering_join") == [post.person.pk]
    assert not Exchange.objects.exists()


def test_join_one_that_is_full_waits_and_it_stays_on_the_board():
    post = GatheringFactory(quantity=2)
    join(post, people=2)
    waiting = join(post)
    assert (waiting.status, come(post)) == ("waiting", 2)
    assert PostRow.objects.get().published


def test_join_with_more_than_there_is_room_for_waits_and_somebody_alone_still_fits():
    post = GatheringFactory(quantity=3)
    join(post, people=2)
    assert [join(post, people=2).status, join(post).status] == ["waiting", "coming"]
    assert come(post) == 3


def test_join_with_more_than_there_are_places_says_so():
    with pytest.raises(NotNow, match="only 3 places"):
        join(GatheringFactory(quantity=3), people=4)


def test_join_one_for_as_many_as_come_always_finds_a_place():
    post = GatheringFactory(quantity=None)
    assert {join(post, people=20).status for _ in range(3)} == {"coming"}
    assert come(post) == 60


def test_join_twice_says_so():
    post, ben = GatheringFactory(), PersonFactory()
    join(post, ben)
    with pytest.raises(NotNow):
        join(post, ben)
    assert come(post) == 1


def test_join_again_after_leaving_goes_to_the_end_of_the_line():
    post, ben = GatheringFactory(quantity=1), PersonFactory()
    join(post)
    first = join(post, ben)
    second = join(post)
    actions.leave_gathering(by=ben, coming=first)
    join(post, ben)
    assert list(post.occurrence.comings.waiting()) == [second, first]


def test_join_too_often_in_a_day_says_when_to_come_back_and_calls_are_not_counted(monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "join", limits.Limit(1, timedelta(days=1)))
    monkeypatch.setattr(limits, "_salts", {})
    olu = OrganizerFactory()
    for _call in range(2):
        join(GatheringFactory(), olu, person=phone_neighbour(olu))
    join(GatheringFactory(), olu)
    with pytest.raises(limits.TooMany):
        join(GatheringFactory(), olu)


@pytest.mark.parametrize("change", [{"status": "paused"}, {"status": "closed"}, {"status": "withdrawn"}])
def test_join_what_is_not_on_the_board_is_as_if_it_never_was(change):
    with pytest.raises(NotAllowed):
        join(GatheringFactory(**change))


def test_join_while_it_is_put_away_is_refused_to_somebody_who_has_a_place_through_it():
    organizer = OrganizerFactory()
    post = GatheringFactory(status="paused")
    with pytest.raises(NotNow):
        join(post, organizer)


@pytest.mark.parametrize(
    "change", [{"day": -1}, {"is_skipped": True}, {"done": 2}], ids=["past", "left out", "settled"]
)
def test_join_what_is_over_or_left_out_says_so(change):
    day = local_today() + timedelta(days=change.pop("day", 1))
    with pytest.raises((NotNow, NotAllowed)):
        join(GatheringFactory(day=day, **change), OrganizerFactory())


def test_leave_gives_the_place_to_whoever_waits_longest_and_fits():
    post, ana = GatheringFactory(quantity=3), PersonFactory()
    first = join(post, ana)
    join(post, people=2)
    couple, alone = PersonFactory(), PersonFactory()
    join(post, couple, people=2)
    join(post, alone)
    actions.leave_gathering(by=ana, coming=first)
    assert statuses(post) == ["cancelled", "coming", "waiting", "coming"]
    assert (come(post), told("gathering_place")) == (3, [alone.pk])
    assert told("gathering_leave") == [post.person.pk]


def test_leave_by_somebody_who_waits_changes_nothing_for_the_others():
    post, ben = GatheringFactory(quantity=1), PersonFactory()
    join(post)
    waiting = join(post, ben)
    actions.leave_gathering(by=ben, coming=waiting)
    assert (statuses(post), come(post), told("gathering_place")) == (["coming", "cancelled"], 1, [])


def test_change_to_more_takes_what_is_free_and_no_more():
    post, ana = GatheringFactory(quantity=3), PersonFactory()
    coming = join(post, ana)
    actions.change_coming(by=ana, coming=coming, people=3)
    assert come(post) == 3
    with pytest.raises(NotNow):
        actions.change_coming(by=ana, coming=coming, people=4)
    join(post, ben := PersonFactory())
    assert (come(post), told("gathering_place")) == (3, [])
    actions.change_coming(by=ana, coming=coming, people=2)
    assert (come(post), told("gathering_place")) == (3, [ben.pk])


def test_change_to_more_than_fit_keeps_the_places_one_has():
    post, ana = GatheringFactory(quantity=2), PersonFactory()
    coming = join(post, ana)
    join(post)
    with pytest.raises(NotNow, match="You keep"):
        actions.change_coming(by=ana, coming=coming, people=2)
    assert (Coming.objects.get(pk=coming.pk).people, come(post)) == (1, 2)


def test_change_while_waiting_keeps_the_turn_and_may_make_it_fit():
    post, ben = GatheringFactory(quantity=2), PersonFactory()
    join(post)
    coming = join(post, ben, people=2)
    other = join(post)
    assert (coming.status, other.status) == ("waiting", "coming")
    third = join(post)
    actions.change_coming(by=ben, coming=coming, people=2, brings="Bread")
    assert list(post.occurrence.comings.waiting()) == [coming, third]
    actions.change_coming(by=ben, coming=coming, people=1)
    actions.leave_gathering(by=other.person, coming=other)
    assert Coming.objects.get(pk=coming.pk).status == "coming"


def test_more_room_fills_from_the_line_and_less_than_come_is_refused():
    post = GatheringFactory(quantity=1)
    people = [PersonFactory() for _ in range(3)]
    for person in people:
        join(post, person)
    edit(post, quantity=2)
    assert (come(post), told("gathering_place")) == (2, [people[1].pk])
    with pytest.raises(NotNow, match="2 people come already"):
        edit(post, quantity=1)
    edit(post, quantity=None)
    assert come(post) == 3


def edit(post, **changes):
    """Say the same again but for these changes."""
    now = post.occurrence
    same = {name: getattr(now, name) for name in ("quantity", "from_day", "until_day", "from_time")}
    content = PostContent(
        kind=post.kind,
        form=post.form,
        mode=post.mode,
        title=post.title,
        needs=list(post.needs.all()),
        bring=post.bring,
        **{"is_gathering": True, **same, **changes},
    )
    return actions.edit_post(by=post.person, post=post, content=content)


class Line:
    """What the rule says, in the plainest way: whoever waits longest and fits comes."""

    def __init__(self, places):
        self.places, self.come, self.wait = places, {}, {}

    def room(self, people):
        return self.places is None or sum(self.come.values()) + people <= self.places

    def join(self, who, people):
        (self.come if self.room(people) else self.wait)[who] = people

    def leave(self, who):
        self.come.pop(who, None) or self.wait.pop(who, None)
        self.fill()

    def fill(self):
        for who, people in list(self.wait.items()):
            if self.room(people):
                self.come[who] = self.wait.pop(who)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.one_of(st.none(), st.integers(2, 5)),
    steps=st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(["join", "leave", "grow"]), st.integers(1, 2))
    ),
)
def test_places_follow_the_rule_whatever_happens(crowd, places, steps):
    post, line = GatheringFactory(quantity=places), Line(places)
    for index, step, people in steps:
        person = crowd[index]
        coming = post.occurrence.comings.expected().filter(person=person).first()
        if step == "join" and not coming:
            join(post, person, people=people)
            line.join(index, people)
        elif step == "leave" and coming:
            actions.leave_gathering(by=person, coming=coming)
            line.leave(index)
        elif step == "grow" and line.places is not None:
            line.places += 1
            edit(post, quantity=line.places)
            line.fill()
        kept = {c.person_id: c.people for c in post.occurrence.comings.coming()}
        assert kept == {crowd[who].pk: people for who, people in line.come.items()}
        assert [c.person_id for c in post.occurrence.comings.waiting()] == [
            crowd[who].pk for who in line.wait
        ]
        assert come(post) == sum(kept.values())


@pytest.fixture
def crowd(monkeypatch):
    monkeypatch.setattr("mutualaid.base.limits.spend", lambda *args, **kwargs: None)
    return [PersonFactory() for _ in range(5)]


# --- Who may -------------------------------------------------------------------------------------------

ACTIONS = {
    "join": lambda by, coming: actions.join_gathering(by=by, occurrence=coming.occurrence),
    "change": lambda by, coming: actions.change_coming(by=by, coming=coming, people=1, brings="x"),
    "leave": lambda by, coming: actions.leave_gathering(by=by, coming=coming),
    "mute": lambda by, coming: actions.mute_coming(by=by, coming=coming, is_muted=True),
    "decline": lambda by, coming: actions.decline_coming(by=by, coming=coming),
    "done": lambda by, coming: actions.gathering_done(by=by, occurrence=coming.occurrence),
    "did not": lambda by, coming: actions.gathering_did_not_happen(by=by, occurrence=coming.occurrence),
}
MAY = {
    "join": {"stranger", "organizer"},
    "change": {"who comes"},
    "leave": {"who comes"},
    "mute": {"who comes"},
    "decline": {"author"},
    "done": {"author"},
    "did not": {"author"},
}
ACTORS = [
    "author",
    "who comes",
    "another who comes",
    "who waits",
    "stranger",
    "organizer",
    "pending",
    "suspended",
]


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("name", ACTIONS)
def test_actor_may_only_do_what_is_theirs(name, actor):
    post = GatheringFactory(quantity=2, day=local_today())
    coming, another = ComingFactory(post=post), ComingFactory(post=post)
    waiting = ComingFactory(post=post, status="waiting")
    by = {
        "author": lambda: post.person,
        "who comes": lambda: coming.person,
        "another who comes": lambda: another.person,
        "who waits": lambda: waiting.person,
        "stranger": PersonFactory,
        "organizer": OrganizerFactory,
        "pending": lambda: PersonFactory(status="pending"),
        "suspended": lambda: PersonFactory(status="suspended"),
    }[actor]()
    if actor in MAY[name]:
        ACTIONS[name](by, coming)
        return
    with pytest.raises((NotAllowed, NotNow)) as caught:
        ACTIONS[name](by, coming)
    # Somebody who is in already is told so; all others learn nothing.
    is_in = name == "join" and actor in {"who comes", "another who comes", "who waits"}
    assert caught.type is (NotNow if is_in else NotAllowed)


ILLEGAL = [
    (name, status)
    for name, moves in {"leave": "leave", "decline": "decline", "change": "leave"}.items()
    for status in Coming.Status.values
    if status not in Coming.TRANSITIONS[moves].sources
]


@pytest.mark.parametrize(("name", "status"), ILLEGAL)
def test_illegal_move_is_refused_and_changes_nothing(name, status):
    coming = ComingFactory(status=status)
    before = (Coming.objects.values().get(), Occurrence.objects.values().get())
    with pytest.raises(NotNow):
        ACTIONS[name](coming.occurrence.post.person if name == "decline" else coming.person, coming)
    assert (Coming.objects.values().get(), Occurrence.objects.values().get()) == before
    assert not AuditEntry.objects.exists()


def test_organizer_puts_the_neighbour_by_phone_whom_they_entered_on_the_list():
    organizer, post = OrganizerFactory(), GatheringFactory()
    dot = phone_neighbour(organizer)
    with pytest.raises(NotAllowed):
        join(post, OrganizerFactory(), person=dot)
    coming = join(post, organizer, person=dot)
    assert (coming.person, come(post)) == (dot, 1)
    actions.leave_gathering(by=organizer, coming=coming)
    assert come(post) == 0


def test_organizer_hears_for_the_neighbour_by_phone_who_moves_up():
    organizer, post, ana = OrganizerFactory(), GatheringFactory(quantity=1), PersonFactory()
    first = join(post, ana)
    join(post, organizer, person=phone_neighbour(organizer))
    actions.leave_gathering(by=ana, coming=first)
    assert told("gathering_place") == [organizer.pk]


def test_organizer_adds_to_the_gathering_that_they_hold_themselves_and_is_not_told_of_it():
    organizer = OrganizerFactory()
    post = GatheringFactory(person=organizer)
    assert join(post, organizer, person=phone_neighbour(organizer)).status == "coming"
    assert told("gathering_join") == []
    with pytest.raises(NotAllowed):
        join(post, organizer)


@pytest.mark.parametrize("audience", ["organizers", "pod"])
def test_join_what_one_may_not_see_is_not_allowed(audience):
    from members.models import Pod

    pod = Pod.objects.create(name="Elm") if audience == "pod" else None
    with pytest.raises(NotAllowed):
        join(GatheringFactory(audience=audience, pod=pod))


def test_swap_about_a_gathering_is_not_proposed_nor_offered_for_one():
    gathering, ben = GatheringFactory(), PersonFactory()
    with pytest.raises(NotAllowed):
        actions.propose(by=ben, occurrence=gathering.occurrence)
    mine = GatheringFactory(person=ben)
    with pytest.raises(NotAllowed):
        actions.propose(by=ben, occurrence=PostFactory().occurrence, met=mine.occurrence)
    with pytest.raises(NotAllowed):
        join(PostFactory(), ben)


# --- Saying no, calling off ------------------------------------------------------------------------------


def test_author_says_not_this_time_and_only_they_hear_it():
    post, ana, ben, cleo = GatheringFactory(quantity=2), PersonFactory(), PersonFactory(), PersonFactory()
    first = join(post, ana)
    join(post, ben)
    join(post, cleo)
    Notice.objects.all().delete()
    actions.decline_coming(by=post.person, coming=first)
    assert list(Notice.objects.order_by("pk").values_list("person", "kind")) == [
        (cleo.pk, "gathering_place"),
        (ana.pk, "gathering_decline"),
    ]
    assert (statuses(post), come(post)) == (["declined", "coming", "coming"], 2)
    with pytest.raises(NotNow, match="Not this time"):
        join(post, ana)


def expected_crowd(post):
    """One who comes, one who waits, one who cannot come, one who was told no."""
    return [ComingFactory(post=post, status=status).person.pk for status in Coming.Status.values]


def withdraw(post):
    actions.withdraw_post(by=post.person, post=post)


def hide(post):
    actions.hide_post(by=OrganizerFactory(), post=post, reason="safety")


@pytest.mark.parametrize("call_off", [withdraw, hide])
def test_called_off_all_who_come_or_wait_are_told_and_keep_their_page(call_off):
    post = GatheringFactory(quantity=1)
    comes, waits, *_others = expected_crowd(post)
    call_off(post)
    assert told("gathering_cancel") == [comes, waits]
    assert come(post) == 1
    notice = Notice.objects.filter(kind="gathering_cancel").first()
    assert notice.url == post.occurrence.get_absolute_url()


@pytest.mark.parametrize("call_off", [withdraw, hide])
def test_on_again_all_are_told_and_free_places_are_filled(call_off):
    post = GatheringFactory(quantity=1)
    comes, waits, *_others = expected_crowd(post)
    call_off(post)
    coming = Coming.objects.get(person=comes)
    with pytest.raises(NotNow):
        actions.leave_gathering(by=coming.person, coming=coming)
    Occurrence.objects.update(quantity=2)
    if call_off is hide:
        actions.restore_post(by=OrganizerFactory(), post=post)
    else:
        actions.reopen_post(by=post.person, post=post)
    assert told("gathering_resume") == [comes, waits]
    assert (told("gathering_place"), come(post)) == ([waits], 2)


def test_put_away_and_back_nobody_is_told():
    post = GatheringFactory()
    ComingFactory(post=post)
    actions.pause_post(by=post.person, post=post)
    actions.reopen_post(by=post.person, post=post)
    assert not Notice.objects.exists()


def test_called_off_after_its_day_nobody_is_told():
    post = GatheringFactory(day=local_today() - timedelta(days=1))
    ComingFactory(post=post)
    actions.withdraw_post(by=post.person, post=post)
    assert not Notice.objects.exists()


def test_settled_while_people_still_come_is_refused():
    post = GatheringFactory()
    ComingFactory(post=post)
    with pytest.raises(NotNow):
        actions.close_post(by=post.person, post=post)
    assert actions.close_post(by=(other := GatheringFactory()).person, post=other).status == "closed"


def test_another_day_or_hour_is_told_another_word_is_not():
    post = GatheringFactory(quantity=1)
    comes, waits, *_others = expected_crowd(post)
    edit(post, from_time=None)
    assert told("gathering_change") == []
    edit(post, from_time=time(10))
    assert told("gathering_change") == [comes, waits]


def test_gathering_with_people_stays_one():
    post = GatheringFactory()
    ComingFactory(post=post)
    with pytest.raises(NotNow, match="answered already"):
        edit(post, is_gathering=False)
    with pytest.raises(NotNow, match="On which day"):
        edit(GatheringFactory(), from_day=None)


def test_gathering_of_one_day_ends_on_it():
    post = edit(GatheringFactory(), until_day=None)
    assert post.occurrence.until_day == post.occurrence.from_day


# --- Blocks and standing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("blocker", ["author", "guest"])
@pytest.mark.parametrize("status", ["coming", "waiting"])
def test_block_with_the_author_takes_somebody_off_the_list_silently(blocker, status):
    post = GatheringFactory(quantity=1)
    guest = ComingFactory(post=post, status=status)
    other = ComingFactory(post=post, status="waiting" if status == "coming" else "coming")
    pair = (post.person, guest.person) if blocker == "author" else (guest.person, post.person)
    members.block(by=pair[0], person=pair[1])
    guest.refresh_from_db()
    other.refresh_from_db()
    assert (guest.status, other.status, come(post)) == ("cancelled", "coming", 1)
    assert set(Notice.objects.values_list("person", "kind")) <= {(other.person.pk, "gathering_place")}
    with pytest.raises(NotAllowed):
        join(post, guest.person)


def test_block_between_two_who_come_keeps_both_and_the_count():
    post = GatheringFactory()
    one, other = ComingFactory(post=post), ComingFactory(post=post)
    members.block(by=one.person, person=other.person)
    assert (statuses(post), come(post)) == (["coming", "coming"], 2)
    assert not Notice.objects.exists()


def test_block_of_somebody_who_comes_keeps_nobody_from_joining():
    post = GatheringFactory()
    one, ben = ComingFactory(post=post), PersonFactory()
    members.block(by=one.person, person=ben)
    assert join(post, ben).status == "coming"


def test_neighbour_by_phone_blocked_by_the_author_is_not_put_on_the_list():
    organizer, post = OrganizerFactory(), GatheringFactory()
    dot = phone_neighbour(organizer)
    Block.objects.create(blocker=post.person, blocked=dot)
    with pytest.raises(NotAllowed):
        join(post, organizer, person=dot)


def test_somebody_who_is_suspended_gives_their_place_to_the_next():
    post = GatheringFactory(quantity=1)
    guest, waiting = ComingFactory(post=post), ComingFactory(post=post, status="waiting")
    past = ComingFactory(person=guest.person, post=GatheringFactory(day=local_today() - timedelta(days=1)))
    members.suspend_person(by=OrganizerFactory(), subject=guest.person, reason="safety")
    for coming in (guest, waiting, past):
        coming.refresh_from_db()
    assert (guest.status, waiting.status, past.status) == ("cancelled", "coming", "coming")
    members.restore_person(by=OrganizerFactory(), subject=guest.person)
    assert statuses(post) == ["cancelled", "coming"]


# --- What is left behind -----------------------------------------------------------------------------------


def test_every_step_leaves_an_audit_row_without_words():
    post, ben = GatheringFactory(), PersonFactory()
    coming = join(post, ben, brings="A secret cake")
    actions.change_coming(by=ben, coming=coming, people=2, brings="Another secret")
    actions.mute_coming(by=ben, coming=coming, is_muted=True)
    actions.leave_gathering(by=ben, coming=coming)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "actor_id", "reason")) == [
        (f"gathering.{verb}", ben.pk, "") for verb in ("come", "change", "mute", "leave")
    ]


def test_mails_name_no_need_person_or_place():
    post = GatheringFactory(quantity=1, title="A secret wall", bring="Secret tools")
    first = join(post, PersonFactory(name="Anabel Secret"), brings="Secret cake")
    join(post, PersonFactory(name="Benno Secret"))
    actions.decline_coming(by=post.person, coming=first)
    actions.withdraw_post(by=post.person, post=post)
    mails = hand_over()
    assert len(mails) >= 3
    for mail in mails:
        rest = mail.text.replace("Anabel Secret", "", 1).replace("Benno Secret", "", 1)
        assert "ecret" not in rest + mail.subject


def test_counts_are_what_the_list_says():
    post = GatheringFactory(quantity=9)
    for people in (1, 2, 3):
        join(post, people=people)
    assert come(post) == post.occurrence.comings.coming().aggregate(all=Sum("people"))["all"] == 6
    assert Post.objects.get().occurrence.left == 3
