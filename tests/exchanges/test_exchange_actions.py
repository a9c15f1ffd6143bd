"""What two neighbours may do with a swap, and what they may not."""

import pytest

from exchanges import actions
from exchanges.models import Exchange, Message, Occurrence, Post
from members.models import Block, Notice
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over

pytestmark = pytest.mark.django_db


def make_move(name, exchange, by):
    if name == "say":
        return actions.say(by=by, thread=exchange.thread, text="Thank you")
    words = {"text": "Thank you"} if name == "thank" else {}
    return getattr(actions, name)(by=by, exchange=exchange, **words)


def counters(exchange):
    return Occurrence.objects.values_list("promised", "done").get(pk=exchange.occurrence_id)


def test_propose_to_an_offer_makes_the_proposer_the_receiver():
    post, ben = PostFactory(quantity=8), PersonFactory()
    exchange = actions.propose(by=ben, occurrence=post.occurrence, quantity=3, note="For my kids")
    assert (exchange.giver, exchange.receiver, exchange.status) == (post.person, ben, "proposed")
    assert counters(exchange) == (0, 0)
    assert [(m.author, m.kind, m.text) for m in exchange.thread.messages.all()] == [
        (ben, "note", "For my kids")
    ]
    assert [event.verb for event in exchange.events.all()] == ["propose"]


def test_propose_to_a_request_makes_the_proposer_the_giver():
    post, ben = RequestFactory(), PersonFactory()
    exchange = actions.propose(by=ben, occurrence=post.occurrence)
    assert (exchange.giver, exchange.receiver) == (ben, post.person)


def test_propose_tells_the_author_on_the_site_and_by_mail():
    post = PostFactory()
    exchange = actions.propose(by=PersonFactory(), occurrence=post.occurrence, note="A secret word")
    assert list(Notice.objects.values_list("person", "kind", "url")) == [
        (post.person.pk, "exchange_propose", exchange.get_absolute_url())
    ]
    [mail] = hand_over()
    assert (mail.to, mail.subject) == (post.person.user.email, "Somebody answered you")
    assert "secret" not in mail.text + mail.html
    assert post.title not in mail.text + mail.html


def test_propose_tells_the_organizer_who_entered_a_neighbour_by_phone():
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")
    actions.propose(by=PersonFactory(), occurrence=RequestFactory(person=neighbour).occurrence)
    assert list(Notice.objects.values_list("person", flat=True)) == [organizer.pk]


def test_propose_to_ones_own_post_is_not_allowed():
    post = PostFactory()
    with pytest.raises(NotAllowed):
        actions.propose(by=post.person, occurrence=post.occurrence)


@pytest.mark.parametrize("state", ["paused", "closed", "withdrawn"])
def test_propose_to_a_post_that_is_not_open_is_as_if_it_never_was(state):
    with pytest.raises(NotAllowed):
        actions.propose(by=PersonFactory(), occurrence=PostFactory(status=state).occurrence)


def test_propose_to_what_is_for_organizers_is_not_allowed():
    post = PostFactory(audience="organizers")
    with pytest.raises(NotAllowed):
        actions.propose(by=PersonFactory(), occurrence=post.occurrence)
    assert actions.propose(by=OrganizerFactory(), occurrence=post.occurrence)


@pytest.mark.parametrize("status", ["pending", "suspended", "left"])
def test_propose_by_somebody_who_is_not_active_is_not_allowed(status):
    with pytest.raises(NotAllowed):
        actions.propose(by=PersonFactory(status=status), occurrence=PostFactory().occurrence)


@pytest.mark.parametrize("swap", [False, True])
def test_propose_between_blocked_neighbours_is_not_allowed(swap):
    post, ben = PostFactory(), PersonFactory()
    pair = (ben, post.person) if swap else (post.person, ben)
    Block.objects.create(blocker=pair[0], blocked=pair[1])
    with pytest.raises(NotAllowed):
        actions.propose(by=ben, occurrence=post.occurrence)


def test_propose_twice_says_so():
    post, ben = PostFactory(quantity=5), PersonFactory()
    actions.propose(by=ben, occurrence=post.occurrence)
    with pytest.raises(NotNow):
        actions.propose(by=ben, occurrence=post.occurrence)


def test_propose_more_than_is_left_says_so():
    post = PostFactory(quantity=5, promised=2, done=1)
    with pytest.raises(NotNow):
        actions.propose(by=PersonFactory(), occurrence=post.occurrence, quantity=3)


def test_propose_with_a_post_of_ones_own_takes_from_both():
    request, ben = RequestFactory(quantity=2), PersonFactory()
    offer = PostFactory(person=ben, quantity=3)
    exchange = actions.propose(by=ben, occurrence=request.occurrence, met=offer.occurrence, quantity=2)
    actions.accept(by=request.person, exchange=exchange)
    assert [(o.promised, o.done) for o in Occurrence.objects.order_by("pk")] == [(2, 0), (2, 0)]
    actions.done(by=ben, exchange=exchange)
    assert [(o.promised, o.done) for o in Occurrence.objects.order_by("pk")] == [(0, 2), (0, 2)]
    assert list(Post.objects.order_by("pk").values_list("status", flat=True)) == ["closed", "open"]


def test_propose_with_somebody_elses_post_is_not_allowed():
    with pytest.raises(NotAllowed):
        actions.propose(
            by=PersonFactory(), occurrence=RequestFactory().occurrence, met=PostFactory().occurrence
        )


def test_accept_promises_the_quantity():
    exchange = ExchangeFactory(post=PostFactory(quantity=5), quantity=2)
    accepted = actions.accept(by=exchange.giver, exchange=exchange)
    assert (accepted.status, counters(exchange)) == ("accepted", (2, 0))


def test_accept_more_than_is_left_says_so_and_changes_nothing():
    post = PostFactory(quantity=2)
    first, second = ExchangeFactory(post=post, quantity=2), ExchangeFactory(post=post, quantity=1)
    actions.accept(by=post.person, exchange=first)
    with pytest.raises(NotNow):
        actions.accept(by=post.person, exchange=second)
    assert Exchange.objects.get(pk=second.pk).status == "proposed"
    assert counters(first) == (2, 0)


def test_accept_after_a_block_says_no_more_than_that_it_is_over():
    exchange = ExchangeFactory()
    Block.objects.create(blocker=exchange.receiver, blocked=exchange.giver)
    with pytest.raises(NotNow):
        actions.accept(by=exchange.giver, exchange=exchange)


def test_done_moves_what_was_promised_and_settles_the_post():
    exchange = ExchangeFactory(status="accepted")
    finished = actions.done(by=exchange.receiver, exchange=exchange)
    assert (finished.status, finished.confirmed_by, counters(exchange)) == (
        "done",
        exchange.receiver,
        (0, 1),
    )
    assert Post.objects.get().status == "closed"


def test_done_with_something_left_keeps_the_post_open():
    exchange = ExchangeFactory(post=PostFactory(quantity=8), quantity=3, status="accepted")
    actions.done(by=exchange.giver, exchange=exchange)
    assert Post.objects.get().status == "open"


def test_done_with_the_last_one_of_a_day_keeps_a_recurring_post_open():
    exchange = ExchangeFactory(post=PostFactory(rule="FREQ=WEEKLY;BYDAY=TU"), status="accepted")
    actions.done(by=exchange.giver, exchange=exchange)
    assert (Post.objects.get().status, counters(exchange)) == ("open", (0, 1))


def test_done_with_the_last_one_declines_those_who_still_wait():
    post = PostFactory(quantity=1)
    waiting = ExchangeFactory(post=post)
    actions.done(by=post.person, exchange=ExchangeFactory(post=post, status="accepted"))
    assert Exchange.objects.get(pk=waiting.pk).status == "declined"
    assert Notice.objects.filter(person=waiting.proposer, kind="exchange_decline").count() == 1


def test_did_not_happen_frees_what_was_promised():
    exchange = ExchangeFactory(status="accepted")
    actions.did_not_happen(by=exchange.receiver, exchange=exchange)
    assert counters(exchange) == (0, 0)
    assert Post.objects.get().row.published


def test_say_is_encrypted_in_the_database_and_tells_the_other(django_assert_num_queries):
    exchange = ExchangeFactory(status="accepted")
    actions.say(by=exchange.giver, thread=exchange.thread, text="Ring at the green door")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM exchanges_message")
        [(stored,)] = cursor.fetchall()
    assert b"green" not in bytes(stored)
    assert Message.objects.get().text == "Ring at the green door"
    assert list(Notice.objects.values_list("person", "kind")) == [(exchange.receiver_id, "exchange_message")]
    [mail] = hand_over()
    assert "green" not in mail.text + mail.html


def test_say_after_a_block_is_refused():
    exchange = ExchangeFactory(status="accepted")
    Block.objects.create(blocker=exchange.receiver, blocked=exchange.giver)
    with pytest.raises(NotNow):
        actions.say(by=exchange.giver, thread=exchange.thread, text="Hello?")
    assert Message.objects.count() == 0


def test_thank_twice_says_so():
    exchange = ExchangeFactory(status="done")
    actions.thank(by=exchange.receiver, exchange=exchange, text="Lovely soup")
    with pytest.raises(NotNow):
        actions.thank(by=exchange.receiver, exchange=exchange, text="Lovely soup")


def test_every_step_leaves_an_audit_row_without_words():
    post, ben = PostFactory(quantity=2), PersonFactory()
    exchange = actions.propose(by=ben, occurrence=post.occurrence, note="For my kids")
    actions.accept(by=post.person, exchange=exchange)
    actions.say(by=ben, thread=exchange.thread, text="Thursday?")
    actions.done(by=ben, exchange=exchange)
    actions.thank(by=ben, exchange=exchange, text="Thanks!")
    assert list(
        AuditEntry.objects.order_by("pk").values_list("action", "actor_id", "subject_id", "reason")
    ) == [
        ("exchange.propose", ben.pk, exchange.public_id, ""),
        ("exchange.accept", post.person.pk, exchange.public_id, ""),
        ("thread.say", ben.pk, exchange.thread.public_id, ""),
        ("exchange.done", ben.pk, exchange.public_id, ""),
        ("exchange.thank", ben.pk, exchange.public_id, ""),
    ]


# --- Every move that the table does not allow --------------------------------------------------------

WHO = {"accept": "author", "decline": "author", "withdraw": "proposer"}
ILLEGAL = [
    (name, status)
    for name, step in Exchange.TRANSITIONS.items()
    for status in Exchange.Status.values
    if status not in step.sources
] + [
    *[("say", status) for status in Exchange.Status.values if status not in Exchange.TALKING],
    *[("thank", status) for status in Exchange.Status.values if status != "done"],
]


@pytest.mark.parametrize(("name", "status"), ILLEGAL)
def test_illegal_move_is_refused_and_changes_nothing(name, status):
    exchange = ExchangeFactory(post=PostFactory(quantity=3), status=status)
    before = (Exchange.objects.values().get(), counters(exchange))
    with pytest.raises(NotNow):
        make_move(name, exchange, getattr(exchange, WHO.get(name, "receiver")))
    assert (Exchange.objects.values().get(), counters(exchange)) == before
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "status", "target"),
    [(n, status, m.target) for n, m in Exchange.TRANSITIONS.items() for status in sorted(m.sources)],
)
def test_legal_move_reaches_its_target(name, status, target):
    exchange = ExchangeFactory(status=status, **({"mode": "lend"} if name == "hand_over" else {}))
    make_move(name, exchange, getattr(exchange, WHO.get(name, "receiver")))
    assert Exchange.objects.get().status == target


# --- Who may do what ---------------------------------------------------------------------------------

STATE = {"accept": "proposed", "decline": "proposed", "withdraw": "proposed", "thank": "done"}
MAY = {
    "accept": {"author"},
    "decline": {"author"},
    "withdraw": {"proposer"},
    "done": {"author", "proposer"},
    "did_not_happen": {"author", "proposer"},
    "say": {"author", "proposer"},
    "thank": {"author", "proposer"},
}
ACTORS = ["author", "proposer", "stranger", "organizer", "suspended author"]


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("name", MAY)
def test_actor_may_only_do_what_is_theirs(name, actor):
    exchange = ExchangeFactory(status=STATE.get(name, "accepted"))
    by = {
        "author": exchange.author,
        "proposer": exchange.proposer,
        "stranger": PersonFactory(),
        "organizer": OrganizerFactory(),
        "suspended author": exchange.author,
    }[actor]
    if actor == "suspended author":
        type(by).objects.filter(pk=by.pk).update(status="suspended")
        by.refresh_from_db()
    if actor in MAY[name]:
        make_move(name, exchange, by)
    else:
        with pytest.raises(NotAllowed):
            make_move(name, exchange, by)


@pytest.mark.parametrize("name", ["accept", "decline"])
def test_organizer_acts_for_the_neighbour_by_phone_whom_they_entered(name):
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")
    exchange = ExchangeFactory(post=RequestFactory(person=neighbour))
    with pytest.raises(NotAllowed):
        make_move(name, exchange, OrganizerFactory())
    make_move(name, exchange, organizer)
