"""What happens to a post, whoever asks for it."""

import dataclasses
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.models import Need
from exchanges import actions
from exchanges.models import Exchange, Occurrence, Photo, Post
from members import actions as members
from members.models import Notice
from members.viewers import viewer_of
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_day():
    limits._salts.clear()
    yield
    limits._salts.clear()


def content(**changes):
    base = actions.PostContent(
        kind="offer", form="resource", title="Soup", needs=[Need.objects.get(slug="groceries")]
    )
    return dataclasses.replace(base, **changes)


def make_move(name, post, by):
    if name == "edit":
        return actions.edit_post(by=by, post=post, content=content())
    if name == "expire":
        return actions.expire_post(post=post)
    words = {"reason": "other"} if name == "hide" else {}
    return getattr(actions, f"{name}_post")(by=by, post=post, **words)


# --- Every move ----------------------------------------------------------------------------------------

ILLEGAL = [
    (name, status)
    for name, step in Post.TRANSITIONS.items()
    for status in Post.Status.values
    if status not in step.sources
] + [("edit", status) for status in sorted(Post.OVER)]
LEGAL = [
    (name, status, step.target) for name, step in Post.TRANSITIONS.items() for status in sorted(step.sources)
]


@pytest.mark.parametrize(("name", "status"), ILLEGAL)
def test_illegal_move_is_refused_and_changes_nothing(name, status):
    post = PostFactory(status=status)
    before = Post.objects.values().get()
    with pytest.raises(NotNow):
        make_move(name, post, post.person)
    assert Post.objects.values().get() == before
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(("name", "status", "target"), LEGAL)
def test_legal_move_reaches_its_target_and_the_board_follows(name, status, target):
    post = PostFactory(status=status)
    make_move(name, post, post.person)
    post.refresh_from_db()
    assert (post.status, post.row.published, post.closed_at is None) == (
        target,
        target == "open",
        target in {"open", "paused"},
    )


MAY = {
    **{name: {"author"} for name in ("pause", "close", "withdraw", "edit")},
    "reopen": {"author"},
    "hide": {"organizer"},
    "restore": {"organizer"},
}


@pytest.mark.parametrize("actor", ["author", "stranger", "organizer", "suspended author"])
@pytest.mark.parametrize("name", MAY)
def test_actor_may_only_do_what_is_theirs(name, actor):
    post = PostFactory(status="paused" if name == "reopen" else "open")
    by = {"stranger": PersonFactory, "organizer": OrganizerFactory}.get(actor, lambda: post.person)()
    if actor == "suspended author":
        by.status = "suspended"
        by.save()
    if actor in MAY[name]:
        make_move(name, post, by)
    else:
        with pytest.raises(NotAllowed):
            make_move(name, post, by)


def test_a_lent_thing_is_free_again_once_it_came_back_and_a_loan_asked_for_is_settled():
    offer, request = PostFactory(mode="lend"), RequestFactory(mode="lend", form="resource")
    for post, left, done in [(offer, 1, 0), (request, 0, 1)]:
        exchange = ExchangeFactory(post=post, status="accepted")
        actions.hand_over(by=exchange.giver, exchange=exchange)
        assert post.occurrences.get().left == 0
        actions.done(by=exchange.giver, exchange=exchange)
        assert (post.occurrences.get().left, post.occurrences.get().done) == (left, done)
    offer.refresh_from_db()
    request.refresh_from_db()
    assert (offer.status, request.status) == ("open", "closed")


@pytest.mark.parametrize("name", ["close", "withdraw"])
def test_end_of_a_post_declines_who_waits_and_keeps_what_was_agreed(name):
    post = RequestFactory(quantity=3)
    waiting, agreed = ExchangeFactory(post=post), ExchangeFactory(post=post, status="accepted")
    make_move(name, post, post.person)
    waiting.refresh_from_db()
    agreed.refresh_from_db()
    assert (waiting.status, agreed.status) == ("declined", "accepted")
    assert list(Notice.objects.values_list("person", "kind")) == [(waiting.proposer_id, "exchange_decline")]


def test_what_was_agreed_is_done_after_the_post_was_withdrawn():
    exchange = ExchangeFactory(status="accepted")
    actions.withdraw_post(by=exchange.giver, post=exchange.post)
    actions.done(by=exchange.receiver, exchange=exchange)
    assert (Exchange.objects.get().status, Post.objects.get().status) == ("done", "withdrawn")


def test_hide_tells_the_author_and_keeps_what_they_do_with_it_hidden():
    post = PostFactory()
    actions.hide_post(by=OrganizerFactory(), post=post, reason="private")
    assert list(Notice.objects.values_list("person", "kind")) == [(post.person_id, "post_hide")]
    actions.pause_post(by=post.person, post=post)
    actions.reopen_post(by=post.person, post=post)
    post.refresh_from_db()
    assert (post.hidden_reason, post.row.published) == ("private", False)


# --- New ones -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "sensitive", "audience"),
    [
        ("offer", False, "everybody"),
        ("offer", True, "everybody"),
        ("request", False, "members"),
        ("request", True, "organizers"),
    ],
)
def test_usual_audience(kind, sensitive, audience):
    need = Need.objects.filter(is_sensitive=sensitive).first()
    assert (
        actions.create_post(by=PersonFactory(), content=content(kind=kind, needs=[need])).audience == audience
    )


def test_audience_that_the_author_chose_stands():
    need = Need.objects.filter(is_sensitive=True).first()
    chosen = content(kind="request", needs=[need], audience="members")
    assert actions.create_post(by=PersonFactory(), content=chosen).audience == "members"


def test_create_for_a_neighbour_by_phone_by_whoever_entered_them_only():
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")
    for stranger in (PersonFactory(), OrganizerFactory()):
        with pytest.raises(NotAllowed):
            actions.create_post(by=stranger, person=neighbour, content=content())
    post = actions.create_post(by=organizer, person=neighbour, content=content())
    assert (post.person, post.entered_by) == (neighbour, organizer)


def test_create_too_often_says_when_to_go_on_and_writes_nothing():
    ana = PersonFactory()
    for _ in range(limits.LIMITS["post"].newly):
        actions.create_post(by=ana, content=content())
    with pytest.raises(limits.TooMany):
        actions.create_post(by=ana, content=content())
    assert Post.objects.count() == limits.LIMITS["post"].newly


def test_first_posts_count_for_nothing_the_first_time():
    ana = PersonFactory()
    assert len(actions.create_first_posts(by=ana, contents=[content()] * 4)) == 4
    for _number in range(limits.LIMITS["post"].newly):
        actions.create_first_posts(by=ana, contents=[content()])
    with pytest.raises(limits.TooMany):
        actions.create_first_posts(by=ana, contents=[content()])


def test_first_posts_of_whoever_waits_are_seen_once_they_are_in():
    ana, member = PersonFactory(status="pending"), PersonFactory()
    [post] = actions.create_first_posts(by=ana, contents=[content()])
    seen = Post.objects.visible_to(viewer_of(member.user))
    assert not post.row.published
    assert list(seen) == []
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=9))
    members.restore_person(by=OrganizerFactory(), subject=ana)
    assert list(seen.all()) == [post]
    post.refresh_from_db()
    assert timezone.now() - post.created_at < timedelta(minutes=1)


def test_what_somebody_wrote_before_they_were_paused_is_not_new_again():
    ana, olu = PersonFactory(created_at=timezone.now() - timedelta(days=40)), OrganizerFactory()
    post = actions.create_post(by=ana, content=content())
    written = timezone.now() - timedelta(days=9)
    Post.objects.filter(pk=post.pk).update(created_at=written)
    members.suspend_person(by=olu, subject=ana, reason="agreement")
    members.restore_person(by=olu, subject=ana)
    post.refresh_from_db()
    assert post.created_at == written


@pytest.mark.parametrize("status", ["suspended", "left"])
def test_whoever_is_not_here_has_no_first_posts(status):
    with pytest.raises(NotAllowed):
        actions.create_first_posts(by=PersonFactory(status=status), contents=[content()])


def test_for_somebody_else_keeps_when_they_said_yes():
    post = actions.create_post(by=PersonFactory(), content=content(for_someone=True))
    said_yes = post.consent_at
    assert said_yes is not None
    edited = actions.edit_post(
        by=post.person, post=post, content=content(for_someone=True, title="More soup")
    )
    assert edited.consent_at == said_yes
    assert actions.edit_post(by=post.person, post=post, content=content()).consent_at is None


def test_edit_below_what_is_promised_is_refused():
    post = PostFactory(quantity=5, promised=2, done=1)
    with pytest.raises(NotNow):
        actions.edit_post(by=post.person, post=post, content=content(quantity=2))
    actions.edit_post(by=post.person, post=post, content=content(quantity=3))
    assert not Post.objects.get().row.published


def test_edit_of_an_answered_post_cannot_turn_giver_and_receiver_around():
    post = ExchangeFactory().post
    with pytest.raises(NotNow):
        actions.edit_post(by=post.person, post=post, content=content(kind="request"))
    untouched = PostFactory()
    assert actions.edit_post(by=untouched.person, post=untouched, content=content(kind="request")).is_request


def test_photo_of_another_post_or_a_fifth_one_is_refused():
    post = PostFactory()
    ana = PersonFactory()
    foreign = Photo.objects.create(post=post, uploaded_by=post.person, width=1, height=1, file="x.webp")
    with pytest.raises(NotAllowed):
        actions.create_post(by=ana, content=content(photos=[foreign]))
    drafts = [Photo.objects.create(uploaded_by=ana, width=1, height=1, file="x.webp") for _ in range(5)]
    with pytest.raises(NotNow):
        actions.create_post(by=ana, content=content(photos=drafts))


# --- What the database itself refuses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "lend", "form": "service"},
        {"cell_m": 700},
        {"cell_x": None},
        {"for_someone": True},
        {"status": "closed"},
        {"hidden_reason": "other"},
    ],
)
def test_database_refuses_nonsense(change):
    PostFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.update(**change)


@pytest.mark.parametrize("change", [{"quantity": 0}, {"from_day": "2026-02-02", "until_day": "2026-02-01"}])
def test_database_refuses_nonsense_of_a_time(change):
    PostFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.update(**change)
