"""A ring is proposed to all at once, forms when all say yes, and leaves what still fits when it does not."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from exchanges import actions
from exchanges.models import Exchange, Occurrence, Ring, RingPart
from members import actions as members
from members.models import Notice
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry, Mail
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db


def pairs_among(*people, **fields):
    """Each has an offer and a request; each one's offer goes to the next."""
    offers = [PostFactory(person=person, **fields) for person in people]
    requests = [RequestFactory(person=person, form="resource", **fields) for person in people]
    following = [*requests[1:], requests[0]]
    return [(offer.occurrence, request.occurrence) for offer, request in zip(offers, following, strict=True)]


@pytest.fixture
def people():
    return [PersonFactory(name=name) for name in ("Anabel", "Benno", "Chidi")]


@pytest.fixture
def ring(people):
    return actions.propose_ring(pairs=pairs_among(*people))


def answer(ring, *people, yes=True):
    for person in people:
        actions.answer_ring(by=person, ring=ring, person=person, yes=yes)
    ring.refresh_from_db()


def kinds_told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def steps(ring):
    return [(part.giver.name, part.receiver.name) for part in ring.parts.order_by("position")]


# --- Proposing ------------------------------------------------------------------------------------------


def test_all_are_asked_at_once_and_nothing_is_promised_yet(ring, people):
    assert steps(ring) == [("Anabel", "Benno"), ("Benno", "Chidi"), ("Chidi", "Anabel")]
    assert [kinds_told(person) for person in people] == [["ring_propose"]] * 3
    assert (Exchange.objects.count(), sum(Occurrence.objects.values_list("promised", flat=True))) == (0, 0)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_rings_of_two_to_four(size):
    people = [PersonFactory() for _ in range(size)]
    ring = actions.propose_ring(pairs=pairs_among(*people))
    answer(ring, *people)
    assert (ring.status, Exchange.objects.filter(status="accepted").count()) == ("formed", size)


def test_five_are_too_many_and_one_is_too_few():
    for size in (1, 5):
        people = [PersonFactory() for _ in range(size)]
        with pytest.raises(NotNow):
            actions.propose_ring(pairs=pairs_among(*people) if size > 1 else [])
    assert Ring.objects.count() == 0


def test_what_does_not_close_is_refused(people):
    pairs = pairs_among(*people)
    with pytest.raises(NotNow, match="does not close"):
        actions.propose_ring(pairs=[pairs[0], pairs[2], pairs[1]])


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "paused"},
        {"status": "closed"},
        {"is_anonymous": True},
        {"hidden_at": timezone.now(), "hidden_reason": "other"},
        {"audience": "organizers"},
        {"quantity": 2, "promised": 2},
    ],
)
def test_posts_that_cannot_be_swapped_now_make_no_ring(people, fields):
    pairs = pairs_among(*people[:2])
    first = PostFactory(person=people[2], **fields)
    request = RequestFactory(person=people[2], form="resource")
    closing = [pairs[0], (pairs[1][0], request.occurrence), (first.occurrence, pairs[1][1])]
    with pytest.raises(NotNow):
        actions.propose_ring(pairs=closing)


def test_nobody_is_asked_about_two_rings_at_once(ring, people):
    with pytest.raises(NotNow, match="another ring"):
        actions.propose_ring(pairs=pairs_among(people[0], PersonFactory()))
    answer(ring, people[1], yes=False)
    assert actions.propose_ring(pairs=pairs_among(people[0], PersonFactory()))


def test_the_database_holds_that_nobody_is_in_two(ring, people):
    other = Ring.objects.create()
    part = ring.parts.first()
    with pytest.raises(IntegrityError, match="ring_one_at_a_time"), transaction.atomic():
        RingPart.objects.create(
            ring=other,
            position=0,
            giver=part.giver,
            receiver=part.receiver,
            offer=part.offer,
            request=part.request,
        )


def test_blocked_neighbours_are_not_brought_together_not_even_across():
    people = [PersonFactory() for _ in range(4)]
    members.block(by=people[0], person=people[2])
    with pytest.raises(NotNow):
        actions.propose_ring(pairs=pairs_among(*people))


def test_only_organizers_and_the_job_propose(people):
    pairs = pairs_among(*people)
    with pytest.raises(NotAllowed):
        actions.propose_ring(pairs=pairs, by=people[0])
    organizer = OrganizerFactory()
    assert actions.propose_ring(pairs=pairs, by=organizer).proposed_by == organizer


# --- Answering ------------------------------------------------------------------------------------------


def test_it_forms_only_when_all_say_yes(ring, people):
    answer(ring, *people[:2])
    assert (ring.status, Exchange.objects.count()) == ("proposed", 0)
    answer(ring, people[2])
    assert (ring.status, ring.closed_at is None) == ("formed", False)
    made = [(part.exchange.giver, part.exchange.receiver, part.exchange.status) for part in ring.parts.all()]
    assert made == [
        (people[0], people[1], "accepted"),
        (people[1], people[2], "accepted"),
        (people[2], people[0], "accepted"),
    ]
    assert set(Occurrence.objects.values_list("promised", flat=True)) == {1}
    assert [kinds_told(person)[-1] for person in people] == ["ring_form"] * 3
    assert not ring.parts.filter(is_live=True).exists()


def test_a_yes_can_be_taken_back_while_others_think(ring, people):
    answer(ring, people[0])
    answer(ring, people[0], yes=False)
    assert ring.status == "ended"


def test_one_drops_out_and_what_still_pairs_up_is_kept(ring, people):
    ana, ben, chi = people
    answer(ring, ana, ben)
    answer(ring, chi, yes=False)
    assert ring.status == "ended"
    [kept] = Exchange.objects.all()
    assert (kept.giver, kept.receiver, kept.proposer, kept.status) == (ana, ben, ana, "proposed")
    assert (kinds_told(ana)[-1], kinds_told(ben)[-2:]) == ("ring_end", ["ring_end", "exchange_propose"])
    assert "ring_end" not in kinds_told(chi)


def test_nobody_proposes_who_had_not_said_yes(ring, people):
    answer(ring, people[2], yes=False)
    assert Exchange.objects.count() == 0


def test_what_was_proposed_already_is_not_proposed_twice(ring, people):
    ana, _ben, chi = people
    part = ring.parts.get(giver=ana)
    actions.propose(by=ana, occurrence=part.request)
    answer(ring, ana)
    answer(ring, chi, yes=False)
    assert Exchange.objects.count() == 1


def test_where_something_is_gone_meanwhile_none_of_it_is_made(ring, people):
    actions.pause_post(by=people[0], post=people[0].posts.get(kind="offer"))
    answer(ring, *people)
    assert ring.status == "ended"
    assert not Exchange.objects.exclude(status="proposed").exists()
    assert sum(Occurrence.objects.values_list("promised", flat=True)) == 0


@pytest.mark.parametrize("who", ["stranger", "organizer", "other"])
def test_nobody_answers_for_somebody_else(ring, people, who):
    by = {"stranger": PersonFactory, "organizer": OrganizerFactory}.get(who, lambda: people[1])()
    with pytest.raises(NotAllowed):
        actions.answer_ring(by=by, ring=ring, person=people[0], yes=True)
    assert not ring.parts.exclude(answer="waiting").exists()


def test_a_decided_ring_takes_no_answer(ring, people):
    answer(ring, people[0], yes=False)
    with pytest.raises(NotNow, match="decided"):
        answer(ring, people[1])


def test_the_organizer_answers_for_a_neighbour_by_phone():
    organizer, ben = OrganizerFactory(), PersonFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now())
    ring = actions.propose_ring(pairs=pairs_among(neighbour, ben))
    assert kinds_told(organizer) == ["ring_propose"]
    actions.answer_ring(by=organizer, ring=ring, person=neighbour, yes=True)
    answer(ring, ben)
    assert ring.status == "formed"


# --- What happens meanwhile and afterwards -----------------------------------------------------------------


def test_who_does_not_answer_in_a_week_keeps_nobody_waiting(ring, people):
    answer(ring, people[0])
    soon, late = timezone.now() + timedelta(days=6), timezone.now() + timedelta(days=8)
    assert actions.expire_ring(ring=ring, now=soon).status == "proposed"
    assert actions.expire_ring(ring=ring, now=late).status == "ended"
    assert Exchange.objects.get().proposer == people[0]


def test_a_ring_that_no_longer_fits_ends_early(ring, people):
    actions.withdraw_post(by=people[2], post=people[2].posts.get(kind="request"))
    assert actions.expire_ring(ring=ring).status == "ended"


def test_a_block_ends_it_silently_and_hides_it_from_the_blocked(ring, people):
    ana, ben, _chi = people
    answer(ring, ana, ben)
    before = Notice.objects.filter(person=ben).count()
    members.block(by=ana, person=ben)
    ring.refresh_from_db()
    assert ring.status == "ended"
    assert not Exchange.objects.going_on().filter(giver=ana, receiver=ben).exists()
    assert not Exchange.objects.going_on().filter(giver=ben, receiver=ana).exists()
    assert Notice.objects.filter(person=ben, kind="exchange_propose").count() == 0
    assert Notice.objects.filter(person=ben).count() <= before + 1
    assert not Ring.objects.visible_to(viewer_of(ben.user)).exists()
    assert Ring.objects.visible_to(viewer_of(ana.user)).exists()


def test_a_swap_of_it_that_comes_to_nothing_is_told_to_the_others_only(ring, people):
    ana, ben, chi = people
    answer(ring, *people)
    exchange = ring.parts.get(giver=ana).exchange
    actions.did_not_happen(by=ana, exchange=exchange)
    assert kinds_told(chi)[-1] == "ring_change"
    assert "ring_change" not in kinds_told(ana) + kinds_told(ben)
    assert Exchange.objects.filter(status="accepted").count() == 2


def test_it_is_seen_by_those_in_it_only(ring, people):
    for person in people:
        assert Ring.objects.visible_to(viewer_of(person.user)).get() == ring
    for stranger in (PersonFactory(), OrganizerFactory()):
        assert not Ring.objects.visible_to(viewer_of(stranger.user)).exists()


def test_mails_and_audit_tell_no_words_and_no_names(ring, people):
    answer(ring, *people)
    words = " ".join(mail.subject + mail.text + mail.html for mail in Mail.objects.all())
    assert "Jars" not in words
    assert {entry.reason for entry in AuditEntry.objects.filter(action__startswith="ring")} == {""}


@pytest.mark.django_db(transaction=True)
def test_the_last_two_say_yes_at_the_same_moment():
    people = [PersonFactory() for _ in range(3)]
    ring = actions.propose_ring(pairs=pairs_among(*people))
    answer(ring, people[0])
    start, failed = threading.Barrier(2), []

    def run(person):
        start.wait()
        try:
            actions.answer_ring(by=person, ring=ring, person=person, yes=True)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[person]) for person in people[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ring.refresh_from_db()
    assert (failed, ring.status, Exchange.objects.filter(status="accepted").count()) == ([], "formed", 3)
